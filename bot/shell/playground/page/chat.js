// The chat: keeps the messages the server told of and shows them, changing only what changed.

import { get, post, Refused } from './api.js';
import { contents } from './bubble.js';
import * as dates from './dates.js';
import { $, $$, arrange, h, play } from './dom.js';
import { Roving } from './roving.js';

const DOING = {
  typing: 'typing…', upload_photo: 'sending photo…', upload_video: 'sending film…', upload_document: 'sending file…',
  choose_sticker: 'choosing a sticker…', find_location: 'looking up a place…', record_video: 'recording…',
};
const NEAR_END_PX = 80;
const TOAST_MS = 3500;
const STILL = matchMedia('(prefers-reduced-motion: reduce)');

export class Chat {
  /** Show the chat of `user`. Calls `told(chat)` after each change that came from the server. */
  constructor(user, { change, told }) {
    this.user = user;
    this.log = $('#log');
    this.status = $('#bot-status');
    this.resting = this.status.textContent;
    this.told = told;
    this.views = new Map();
    this.nodes = new Map();
    this.waiting = new Set();
    this.rev = 0;
    this.taps = 0;
    this.pressed = []; // the buttons tapped so far: message and data
    this.state = {};
    this.roving = new Roving(this.log);
    this.act = {
      change,
      tap: (view, key) => this.tap(view, key),
      command: (text) => this.say(text),
      zoom: (source, alt) => this.#zoom(source, alt),
      copy: (text) => navigator.clipboard?.writeText(text).then(() => this.toast('Copied')),
    };
    this.log.addEventListener('scroll', () => this.#scrolled());
    new ResizeObserver(() => this.stuck !== false && this.toEnd()).observe(this.log);
    $('#to-newest').addEventListener('click', () => this.toEnd(true));
  }

  /** Ask the server what is new and show it. Calls made meanwhile are joined into one more. */
  async refresh() {
    if (this.asking) return void (this.again = true);
    this.asking = true;
    try {
      do {
        this.again = false;
        this.#take(await get('chat', { user: this.user, since: this.rev }));
      } while (this.again);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      if (fault.status === 0) this.lost();
    } finally {
      this.asking = false;
    }
  }

  /** Do one thing as the person; what cannot be done now is said in a toast. Returns the answer, or null. */
  async actAs(name, body) {
    try {
      const answer = await post(name, { user: this.user, ...body });
      this.refresh();
      return answer;
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      this.toast(fault.status ? fault.message : 'The bot is not running any more.');
      return null;
    }
  }

  say(text) {
    this.stuck = true;
    return this.actAs('message', { text });
  }

  async tap(view, key) {
    const name = `${view.message_id} ${key.data}`;
    this.taps += 1;
    this.pressed.push({ message_id: view.message_id, data: key.data });
    this.waiting.add(name);
    this.#spin();
    const answer = await this.actAs('tap', { message_id: view.message_id, data: key.data });
    if (answer === null) this.waiting.delete(name);
    this.#spin();
  }

  /** The messages there are, oldest first. */
  get messages() {
    return [...this.views.values()].sort((a, b) => a.message_id - b.message_id);
  }

  /** The element of the newest message that has buttons, or null. */
  get newestKeyboard() {
    return $$('.message', this.log).findLast((message) => $('.key', message)) ?? null;
  }

  lost() {
    this.status.textContent = 'The bot was stopped. Start it again to go on.';
    delete this.status.dataset.busy;
  }

  toast(text) {
    const toast = h('p', { className: 'toast' }, text);
    $('#toasts').append(toast);
    setTimeout(() => toast.remove(), TOAST_MS + text.length * 25);
  }

  toEnd(smooth = false) {
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !STILL.matches ? 'smooth' : 'instant' });
  }

  /** Write all bubbles anew: the zone, and with it every time of day, has changed. */
  redraw() {
    for (const node of this.nodes.values()) node.view = { ...node.view, rev: -1 };
    this.#show(false);
  }

  #take(answer) {
    const first = this.rev === 0;
    this.rev = answer.rev;
    this.state = answer;
    for (const view of answer.messages) {
      if (view.deleted) this.views.delete(view.message_id);
      else this.views.set(view.message_id, view);
    }
    this.waiting = new Set(answer.waiting.map((tap) => `${tap.message_id} ${tap.data}`));
    this.#show(!first);
    this.#doing(answer);
    if (!first) answer.toasts.forEach((toast) => (toast.alert ? this.#alert(toast.text) : this.toast(toast.text)));
    this.told(this);
  }

  #show(moving) {
    const stuck = this.stuck !== false;
    const days = new Map();
    for (const view of this.messages) {
      const day = dates.dayKey(view.date * 1000);
      if (!days.has(day)) days.set(day, []);
      days.get(day).push(this.#node(view, moving));
    }
    const sections = [...days].map(([key, nodes]) => this.#day(key, nodes));
    const focused = document.activeElement;
    arrange(this.log, sections.length ? sections : [this.profile].filter(Boolean));
    if (this.log.contains(focused)) focused.focus({ preventScroll: true }); // being moved to another day loses it
    for (const id of this.nodes.keys()) if (!this.views.has(id)) this.nodes.delete(id);
    this.#spin();
    this.roving.settle();
    if (stuck) this.toEnd();
  }

  #day(key, nodes) {
    const section = $$('.day', this.log).find((day) => day.dataset.key === key) ?? h('section', { className: 'day', data: { key } });
    const at = nodes[0].view.date * 1000;
    const name = $('.day-name', section) ?? h('h3', { className: 'day-name' });
    if (name.textContent !== dates.dayName(at)) name.textContent = dates.dayName(at);
    arrange(section, [name, ...nodes.map((node) => node.element)]);
    return section;
  }

  #node(view, moving) {
    const known = this.nodes.get(view.message_id);
    if (known?.view.rev === view.rev) return known;
    const element = known?.element ?? h('article', { className: view.from_bot ? 'message' : 'message mine' });
    const spot = known ? this.roving.spot(element) : null;
    element.replaceChildren(...contents(view, this.act));
    if (view.kind === 'service') element.className = 'message service-line';
    for (const media of $$('img, video', element)) media.addEventListener('load', () => this.stuck !== false && this.toEnd());
    if (moving) play(element, known ? 'changed' : 'new');
    if (spot) this.hand = this.roving.restore(element, spot) ? null : element;
    else if (!known && moving && view.keyboard.length) this.#hand(element);
    const node = { view, element };
    this.nodes.set(view.message_id, node);
    return node;
  }

  /** Let the focus go on to the open question's buttons, and until it has come wait in `element`. */
  expect(element) {
    const newest = this.newestKeyboard;
    if (newest) return this.roving.go(newest);
    element.focus();
    this.hand = element;
  }

  /** Take the focus on to a new question, if it still stands where the question was awaited. */
  #hand(element) {
    if (!this.hand || document.activeElement !== this.hand || this.hand.value) return;
    this.hand = null;
    queueMicrotask(() => this.roving.go(element));
  }

  #spin() {
    for (const { view, element } of this.nodes.values()) {
      for (const key of $$('.key', element)) {
        key.setAttribute('aria-busy', String(this.waiting.has(`${view.message_id} ${key.dataset.data}`)));
      }
    }
  }

  #doing({ action, action_ms: left, blocked }) {
    clearTimeout(this.doing);
    const busy = action ? (DOING[action] ?? 'busy…') : null;
    this.status.textContent = busy ?? (blocked ? 'blocked' : this.resting);
    this.status.toggleAttribute('data-busy', Boolean(busy));
    if (busy) this.doing = setTimeout(() => this.#doing({ action: null, blocked }), left ?? 5000);
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.stuck = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    $('#to-newest').hidden = this.stuck;
  }

  #alert(text) {
    $('#alert-text').textContent = text;
    if (!$('#alert').open) $('#alert').showModal();
  }

  #zoom(source, alt) {
    Object.assign($('#picture-image'), { src: source, alt });
    $('#picture').showModal();
  }
}
