// Where the person writes: START, the text field, the command list, changing a message, and the place keyboard.

import { $, $$, h } from './dom.js';

// Where somebody may stand when they send their place: name, latitude, longitude.
const PLACES = [
  ['Lisbon', 38.7223, -9.1393], ['Berlin', 52.52, 13.405], ['Lagos', 6.5244, 3.3792], ['Tashkent', 41.2995, 69.2401],
  ['Tokyo', 35.6762, 139.6503], ['Sydney', -33.8688, 151.2093], ['São Paulo', -23.5505, -46.6333], ['New York', 40.7128, -74.006],
];
const TALLEST_PX = 132;
const GROWS_BY_ITSELF = CSS.supports('field-sizing', 'content');

export class Composer {
  constructor(chat) {
    this.chat = chat;
    this.text = $('#text');
    this.list = $('#commands');
    this.commands = [];
    this.changing = null;
    $('#start').addEventListener('click', (event) => this.#start(event));
    $('#composer').addEventListener('submit', (event) => this.#sent(event));
    $('#menu').addEventListener('click', () => this.#menu());
    $('#leave-change').addEventListener('click', () => this.#leave());
    this.text.addEventListener('input', () => this.#typed());
    this.text.addEventListener('keydown', (event) => this.#key(event));
    $('#composer').addEventListener('focusout', (event) => !$('#composer').contains(event.relatedTarget) && this.#close());
  }

  /** Show what fits the chat as the server last told it: START or the field, the commands, the place keyboard. */
  show({ commands, reply_keyboard: keyboard, blocked }) {
    const begun = this.chat.views.size > 0;
    $('#begin').hidden = begun && !blocked;
    $('#composer').hidden = !begun || blocked;
    if (begun && this.keyed) this.chat.expect(this.text);
    if (begun) this.keyed = false;
    this.commands = commands ?? [];
    $('#menu').hidden = this.commands.length === 0;
    if (!this.changing) this.text.placeholder = keyboard?.placeholder ?? 'Message';
    this.#replies(keyboard);
  }

  /** Begin to change the person's own message. */
  change(view) {
    this.changing = view;
    $('#changing').hidden = false;
    this.fill(view.text);
  }

  /** Put `text` into the field, ready to be sent. */
  fill(text) {
    this.text.value = text;
    this.text.focus();
    this.text.setSelectionRange(text.length, text.length);
    this.#typed();
  }

  async #start(event) {
    this.keyed = event.detail === 0; // pressed from the keyboard, which has to be led on; a hand needs no focus
    this.chat.taps = 1;
    this.begun?.();
    await this.chat.actAs(this.chat.state.blocked ? 'unblock' : 'start', {});
  }

  async #sent(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    const view = this.changing;
    if (!text) return;
    this.#leave();
    if (!view) await this.chat.say(text);
    else if (text !== view.text) await this.chat.actAs('edit', { message_id: view.message_id, text });
  }

  #leave() {
    this.changing = null;
    $('#changing').hidden = true;
    this.text.value = '';
    this.#typed();
    this.text.focus();
  }

  #typed() {
    if (!GROWS_BY_ITSELF) {
      this.text.style.height = 'auto';
      this.text.style.height = `${Math.min(this.text.scrollHeight, TALLEST_PX)}px`;
    }
    const { value } = this.text;
    if (/^\/\w*$/.test(value) && !this.changing) this.#open(value.slice(1));
    else this.#close();
  }

  #key(event) {
    const open = !this.list.hidden;
    const own = this.chat.messages.findLast((view) => !view.from_bot && view.kind === 'text');
    if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) this.#move(event.key === 'ArrowDown' ? 1 : -1);
    else if (open && event.key === 'Escape') this.#close();
    else if (open && (event.key === 'Tab' || event.key === 'Enter') && this.chosen && !event.shiftKey) this.#choose(this.chosen);
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) $('#composer').requestSubmit();
    else if (event.key === 'Escape' && this.changing) this.#leave();
    else if (event.key === 'ArrowUp' && !this.text.value && own) this.change(own);
    else return;
    event.preventDefault();
  }

  #menu() {
    if (!this.list.hidden) return this.#close();
    this.#open('');
    this.text.focus();
  }

  #open(start) {
    const fitting = this.commands.filter(({ command }) => command.startsWith(start.toLowerCase()));
    this.list.replaceChildren(...fitting.map(({ command, description }) => {
      const option = h('li', { id: `command-${command}`, role: 'option', 'aria-selected': 'false', data: { command } }, h('b', {}, `/${command}`), h('span', {}, description));
      option.addEventListener('pointerdown', (event) => event.preventDefault());
      option.addEventListener('click', () => this.#choose(option));
      return option;
    }));
    this.list.hidden = fitting.length === 0;
    this.#opened(!this.list.hidden);
    this.list.scrollTop = 0;
    this.#select(start ? this.list.firstElementChild : null);
  }

  #close() {
    this.list.hidden = true;
    this.#opened(false);
    this.#select(null);
  }

  #opened(open) {
    this.text.setAttribute('aria-expanded', String(open));
    $('#menu').setAttribute('aria-expanded', String(open));
  }

  #move(by) {
    const options = $$('li', this.list);
    const at = options.indexOf(this.chosen);
    this.#select(options[(at + by + options.length) % options.length] ?? options[0]);
  }

  #select(option) {
    this.chosen = option ?? null;
    for (const other of $$('li', this.list)) other.setAttribute('aria-selected', String(other === option));
    if (!option) return this.text.removeAttribute('aria-activedescendant');
    this.text.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  #choose(option) {
    this.#leave();
    this.chat.say(`/${option.dataset.command}`);
  }

  #replies(keyboard) {
    const told = JSON.stringify(keyboard?.rows ?? []);
    if (told === this.replies) return;
    this.replies = told;
    const area = $('#reply-keyboard');
    area.hidden = !keyboard;
    area.replaceChildren(...(keyboard?.rows ?? []).map((row) => h('div', { className: 'keys' }, ...row.map((key) => this.#reply(key)))));
    if (keyboard?.rows.flat().some((key) => key.request_location)) {
      this.where = h('select', {}, ...PLACES.map(([name]) => h('option', {}, name)));
      area.append(h('label', {}, 'You are in', this.where));
    }
  }

  #reply(key) {
    const send = () => {
      if (!key.request_location) return this.chat.say(key.text);
      const [, lat, lon] = PLACES[this.where.selectedIndex];
      return this.chat.actAs('location', { lat, lon });
    };
    return h('button', { type: 'button', className: 'key', title: key.text, onclick: send }, key.text);
  }
}
