// What the bot has stored about this person: every row, opened, as it is written and as it vanishes.

import { get, Refused } from './api.js';
import * as dates from './dates.js';
import { $, $$, h, play } from './dom.js';
import { told } from './rows.js';

const VANISH_MS = 550;

export class Stored {
  constructor(user, { changed }) {
    this.user = user;
    this.changed = changed;
    this.rows = [];
    this.shown = new Map(); // row id -> {element, text}
  }

  /** Read the rows again. Calls made meanwhile are joined into one more. */
  async refresh() {
    if (this.asking) return void (this.again = true);
    this.asking = true;
    try {
      do {
        this.again = false;
        this.rows = (await get('stored', { user: this.user })).rows ?? [];
        this.#show();
      } while (this.again);
      $('#stored-panel').hidden = false;
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
    } finally {
      this.asking = false;
    }
  }

  /** The person's own row, opened, or undefined before they said yes. */
  get person() {
    return this.rows.find((row) => row.table === 'people')?.opened ?? undefined;
  }

  /** The rows of one table. */
  of(table) {
    return this.rows.filter((row) => row.table === table);
  }

  #show() {
    const first = !this.read;
    this.read = true;
    const lines = told(this.rows);
    const area = $('#rows');
    const kept = new Set(lines.map((line) => line.id));
    for (const id of [...this.shown.keys()]) if (!kept.has(id)) this.#forget(id);
    let newest = null;
    lines.forEach((line, at) => {
      const element = this.#line(line);
      if (!first && element.fresh) newest = element;
      const living = $$('.row:not(.gone)', area)[at];
      if (living !== element) area.insertBefore(element, living ?? null);
      if (!first && element.fresh) play(element, 'new');
      element.fresh = false;
    });
    if (newest) area.scrollTop = newest.offsetTop - area.offsetTop - area.clientHeight / 2;
    this.#count();
    if (dates.moveTo(this.person?.zone)) this.changed(true);
    else this.changed(false);
  }

  #line({ id, kind, text }) {
    const known = this.shown.get(id);
    if (known?.text === `${kind} ${text}`) return known.element;
    const element = known?.element ?? h('div', { className: 'row' });
    element.replaceChildren(h('span', { className: 'row-kind' }, kind), h('span', { className: 'row-told', title: text }, text));
    element.fresh = true;
    this.shown.set(id, { element, text: `${kind} ${text}` });
    return element;
  }

  #forget(id) {
    const { element } = this.shown.get(id);
    this.shown.delete(id);
    element.classList.add('gone');
    setTimeout(() => {
      element.remove();
      this.#count();
    }, VANISH_MS);
  }

  #count() {
    const area = $('#rows');
    const empty = this.rows.length === 0 && !$('.row', area);
    area.toggleAttribute('data-empty', empty);
    if (empty) area.replaceChildren('Nothing is stored about you.');
    else for (const node of [...area.childNodes]) if (node.nodeType === Node.TEXT_NODE) node.remove();
    const rows = this.rows.length === 1 ? '1 row' : `${this.rows.length} rows`;
    const note = this.rows.length ? `${rows} in total. On disk their contents are encrypted; here you see them opened.` : '';
    if ($('#stored-note').textContent !== note) $('#stored-note').textContent = note;
  }
}
