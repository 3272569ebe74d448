// Moving about in the chat with the keyboard. The log is one stop for Tab: the message one is at, then its buttons.
// Up and Down go from message to message, and the arrows go about inside a keyboard.

import { $, $$ } from './dom.js';

const PARTS = '.bubble a, .bubble button, .bubble [role=button], .bubble video, .key, .change';

export class Roving {
  constructor(log) {
    this.log = log;
    this.at = null;
    log.addEventListener('keydown', (event) => this.#moved(event));
    log.addEventListener('focusin', (event) => this.#enter(event.target.closest('.message')));
  }

  /** Say which message Tab goes to: where the person is, else the newest with buttons, else the newest. */
  settle() {
    const messages = this.#messages();
    const inside = this.log.contains(document.activeElement);
    if (!inside || !messages.includes(this.at)) {
      this.at = messages.findLast((message) => $('.key', message)) ?? messages.at(-1) ?? null;
      if (messages.at(-1) !== this.at && !this.at?.matches('.message:nth-last-child(-n+4)')) this.at = messages.at(-1);
    }
    for (const message of messages) this.#open(message, message === this.at);
  }

  /** Return where the focus is inside `message` (row and column of its keyboard), or null when it is elsewhere. */
  spot(message) {
    const active = document.activeElement;
    if (!message.contains(active)) return null;
    const row = active.parentElement?.matches('.keys') ? [...active.parentElement.parentElement.children].indexOf(active.parentElement) : -1;
    return { row, column: row < 0 ? 0 : [...active.parentElement.children].indexOf(active) };
  }

  /** Put the focus back into `message` after its contents were made anew; true if it kept a button to stand on. */
  restore(message, spot) {
    this.#open(message, true);
    const rows = $$('.keys', message);
    const key = spot.row < 0 ? null : (rows[spot.row]?.children[spot.column] ?? rows[0]?.children[0]);
    (key ?? message).focus({ preventScroll: true });
    return Boolean(key);
  }

  /** Focus the first button of `message`, or the message itself. */
  go(message) {
    this.#enter(message);
    ($('.key', message) ?? message).focus();
  }

  #messages() {
    return $$('.message', this.log);
  }

  #open(message, open) {
    message.tabIndex = open ? 0 : -1;
    for (const part of $$(PARTS, message)) part.tabIndex = open ? 0 : -1;
  }

  #enter(message) {
    if (!message || message === this.at) return;
    if (this.at) this.#open(this.at, false);
    this.at = message;
    this.#open(message, true);
  }

  #moved(event) {
    const { key, target } = event;
    const message = target.closest('.message');
    if (!message || !['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(key)) return;
    const next = target.matches('.key') ? this.#beside(target, key) : this.#neighbour(message, key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #beside(button, key) {
    const row = button.parentElement;
    const column = [...row.children].indexOf(button);
    if (key === 'ArrowLeft') return row.children[column - 1] ?? null;
    if (key === 'ArrowRight') return row.children[column + 1] ?? null;
    const message = button.closest('.message');
    if (key === 'ArrowUp' && !row.previousElementSibling) return message;
    const other = key === 'ArrowUp' ? row.previousElementSibling : key === 'ArrowDown' ? row.nextElementSibling : null;
    if (other) return other.children[Math.min(column, other.children.length - 1)];
    return this.#neighbour(message, key);
  }

  #neighbour(message, key) {
    const messages = this.#messages();
    const at = messages.indexOf(message);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: messages.length - 1 }[key];
    return messages[to] ?? null;
  }
}
