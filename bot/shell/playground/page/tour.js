// The guided tour: six small things to do. A step ticks itself when the stored rows or the chat show it was done.

import { becomeSomebodyNew, post, Refused } from './api.js';
import { $, h, play } from './dom.js';

const SET_UP_TAPS = 6;
const CHECK_IN_ANSWERS = 4;

export class Tour {
  constructor({ chat, composer, time, stored, hooks }) {
    Object.assign(this, { chat, composer, time, stored });
    this.kept = JSON.parse(sessionStorage.getItem('tour') ?? '{"done":{}}');
    this.steps = this.#all().filter((step) => !step.hook || hooks.includes(step.hook));
    composer.begun = () => this.#begun();
    $('#again').addEventListener('click', () => becomeSomebodyNew());
    setInterval(() => this.watch && this.#state(), 1000);
    this.look();
  }

  #all() {
    return [
      {
        id: 'set-up', name: `Set up in ${SET_UP_TAPS} taps`, help: 'Press START in the phone, then only tap.',
        done: () => this.stored.person?.settled === true,
        says: () => this.#watchSays(), show: () => this.#showKeyboard(),
      },
      {
        id: 'check-in', name: 'A check-in, five taps', help: 'Tap a number for each question. Typing “4” or “four” does the same.',
        done: () => this.#checkedIn(), show: () => this.#showCheckIn(),
      },
      {
        id: 'note', name: 'Send a note', help: 'Write anything. Double-click your message to change it: what is stored changes too.',
        done: () => this.stored.of('entries').some((row) => row.opened?.t === 'note'),
        show: () => this.composer.fill('Walked by the river before work, felt lighter'),
      },
      {
        id: 'evening', name: 'Jump to the evening reminder', help: 'Minutes or days go by in a second, with everything due on the way.',
        done: () => this.stored.of('reminder_runs').some((row) => !['planned', 'skipped'].includes(row.state)),
        show: () => this.time.toNextReminder(), label: 'Jump',
      },
      {
        id: 'weeks', name: 'Fill in 8 weeks, see the week card', help: 'Made-up answers for the last eight weeks, then /summary.', hook: 'fill',
        done: () => this.chat.messages.some((view) => view.from_bot && view.kind === 'photo'),
        show: () => this.#fill('steady'), label: 'Fill in and show',
        more: { 'A hard month': () => this.#fill('hard'), 'Mostly gaps': () => this.#fill('gaps') },
      },
      {
        id: 'erase', name: 'Export, then erase it all', help: '/export hands you everything as a file. /delete takes two steps, so that nobody does it by accident.',
        done: () => this.#exported() && this.stored.read && !this.stored.person && this.kept.done['set-up'] !== undefined,
        show: () => this.chat.say(this.#exported() ? '/delete' : '/export'),
        label: () => (this.#exported() ? 'Erase' : 'Export'),
      },
    ];
  }

  /** Look at the rows and the chat and tick what has been done. */
  look() {
    for (const step of this.steps) {
      if (this.kept.done[step.id] === undefined && step.done()) this.kept.done[step.id] = this.#took(step);
    }
    sessionStorage.setItem('tour', JSON.stringify(this.kept));
    this.#show();
  }

  #begun() {
    if (this.kept.begun || this.kept.done['set-up'] !== undefined) return;
    this.kept.begun = Date.now();
    this.look();
  }

  #took(step) {
    if (step.id !== 'set-up' || !this.kept.begun) return 'done';
    return `done, ${Math.round((Date.now() - this.kept.begun) / 1000)} s`;
  }

  #watchSays() {
    if (!this.kept.begun) return 'start here';
    const gone = Math.round((Date.now() - this.kept.begun) / 1000);
    return `${Math.min(this.chat.taps, SET_UP_TAPS)} of ${SET_UP_TAPS} · ${gone} s`;
  }

  #checkedIn() {
    if (this.stored.of('talks').some((row) => row.kind === 'checkin' && row.opened?.done_at)) return true;
    const answers = this.stored.of('entries').filter((row) => row.opened?.t === 'answer' && row.opened.talk);
    return answers.some(({ opened }) => answers.filter((other) => other.opened.talk === opened.talk).length > CHECK_IN_ANSWERS);
  }

  #exported() {
    return this.chat.messages.some((view) => view.from_bot && view.kind === 'document');
  }

  #showKeyboard() {
    const start = $('#start');
    if (start.offsetParent) {
      start.focus();
      play(start, 'shown');
      return;
    }
    const message = this.chat.newestKeyboard;
    if (!message) return;
    this.chat.roving.go(message);
    play($('.keyboard', message), 'shown');
  }

  async #showCheckIn() {
    const open = this.stored.of('talks').some((row) => row.kind === 'checkin' && row.state === 'open' && !row.opened?.done_at);
    if (!open) await this.chat.say('/checkin');
    else this.#showKeyboard();
  }

  async #fill(kind) {
    try {
      await post('fill', { user: this.chat.user, kind });
      await this.chat.say('/summary');
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      this.chat.toast(fault.message);
    }
  }

  #show() {
    const open = this.steps.find((step) => this.kept.done[step.id] === undefined);
    const told = JSON.stringify([open?.id, this.kept, open?.label?.call?.(), this.stored.person === undefined]);
    this.watch = open?.id === 'set-up' ? open : null;
    if (told === this.told) return this.#state();
    this.told = told;
    const focused = $('#steps').contains(document.activeElement);
    $('#steps').replaceChildren(...this.steps.map((step) => this.#step(step, step === open)));
    $('#tour-end').hidden = Boolean(open);
    if (focused) ($('#steps button') ?? $('#again')).focus();
  }

  #step(step, open) {
    const done = this.kept.done[step.id];
    const state = done !== undefined ? 'done' : open ? 'next' : 'later';
    const says = h('span', { className: 'step-state' }, done ?? (open ? (step.says?.() ?? 'next') : ''));
    const line = h('div', { className: 'step-line' }, h('span', { className: 'step-name' }, step.name), says);
    if (open) this.says = says;
    return h('li', { className: 'step', data: { state } }, line, open ? this.#help(step) : null);
  }

  #help(step) {
    const label = typeof step.label === 'function' ? step.label() : (step.label ?? 'Show me');
    const show = h('button', { type: 'button', className: 'strong', onclick: () => step.show() }, label);
    const more = Object.entries(step.more ?? {}).map(([name, go]) => h('button', { type: 'button', onclick: go }, name));
    return h('div', { className: 'step-help' }, h('p', { className: 'small' }, step.help), h('div', { className: 'buttons' }, show, ...more));
  }

  #state() {
    if (this.watch && this.says) this.says.textContent = this.#watchSays();
  }
}
