// The time machine: what time it is for the bot, what it will do next, and jumps that run everything on the way.

import { get, post, Refused } from './api.js';
import * as dates from './dates.js';
import { $, $$ } from './dom.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const LOOK_MS = 200; // how often to look while a jump is on its way
const PATIENCE = 120; // seconds a jump may take

export class Time {
  /** Show the bot's clock to `user`. `say(text)` sends a message as they would, `trouble(text)` tells what failed. */
  constructor(user, { say, trouble }) {
    this.user = user;
    this.trouble = trouble;
    this.told = null;
    $('#jump').addEventListener('click', () => this.toNextReminder());
    $('#fly').addEventListener('click', () => say('/timezone tokyo'));
    for (const button of $$('.time [data-by], .time [data-days]')) {
      const by = Number(button.dataset.by ?? button.dataset.days * DAY);
      button.addEventListener('click', () => this.jump({ by }));
    }
    setInterval(() => this.show(), 1000);
  }

  /** Return the bot's now, in milliseconds since 1970. */
  get now() {
    if (!this.told) return Date.now();
    const gone = this.jumping ? 0 : (performance.now() - this.heard) * this.told.rate;
    return Date.parse(this.told.now) + gone;
  }

  /** Return the person's next reminder the bot has told of, or undefined. */
  get nextReminder() {
    const own = this.told?.next?.filter(({ user }) => user === undefined || user === this.user);
    return own?.find(({ kind }) => kind === undefined || kind === 'reminder');
  }

  /** Ask for the clock again and show it. */
  async refresh() {
    try {
      this.told = await get('clock');
      this.heard = performance.now();
      this.show();
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
    }
  }

  async toNextReminder() {
    const next = this.nextReminder;
    if (!next) return this.trouble('No reminder is planned.');
    // one that is due this moment needs only a little push
    await this.jump(Date.parse(next.at) > this.now ? { target: next.at } : { by: 1 });
  }

  /** Let the bot's clock go on to a target, everything due happening in order, and show it move. */
  async jump(where) {
    if (this.jumping) return;
    this.jumping = true;
    const looking = setInterval(() => this.refresh(), LOOK_MS);
    this.show();
    try {
      await post('clock', { ...where, wait: true, timeout: PATIENCE });
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      this.trouble(fault.status === 504 ? 'The bot did not get that far in time.' : fault.message);
    } finally {
      clearInterval(looking);
      this.jumping = false;
      await this.refresh();
    }
  }

  show() {
    const now = this.now;
    const next = this.nextReminder;
    write($('#clock'), dates.moment(now));
    $('#clock').dateTime = new Date(now).toISOString();
    $('.clock').setAttribute('aria-busy', String(Boolean(this.jumping)));
    write($('#place'), `${dates.place()} time`);
    write($('#next'), next ? `Next: ${next.what}, ${dates.soon(Date.parse(next.at), now)}` : 'Nothing planned yet');
    $('#jump').setAttribute('aria-disabled', String(!next || Boolean(this.jumping)));
    for (const button of $$('.time [data-by], .time [data-days]')) button.setAttribute('aria-disabled', String(Boolean(this.jumping)));
  }
}

// Only when it differs: a screen reader would say the same words again every second.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
