// Things people do to a bot without meaning to, one button each. None of them may lose or break anything.

import { post, Refused } from './api.js';
import { $, h } from './dom.js';

const OFFLINE_MS = 10_000;

export class Mischief {
  constructor({ chat, composer, hooks }) {
    Object.assign(this, { chat, composer });
    const all = [
      ['Double tap', () => this.#doubleTap()],
      ['Press an old button', () => this.#oldButton()],
      ['Send a voice note', () => chat.actAs('voice', { duration: 7 })],
      ['Send a sticker', () => chat.actAs('sticker', { emoji: '🙂' })],
      ['Edit my last message', () => this.#edit()],
      ['Go offline 10 s', (button) => this.#offline(button)],
      ['Block the bot', () => chat.actAs('block', {})],
      hooks.includes('restart') && ['Restart the bot', (button) => this.#restart(button)],
    ].filter(Boolean);
    $('#mischief').append(...all.map(([name, go]) => h('button', { type: 'button', onclick: ({ target }) => this.#begun() && go(target) }, name)));
  }

  #begun() {
    if (this.chat.views.size) return true;
    this.chat.toast('Press START first.');
    return false;
  }

  /** Tap the first button of the open question twice, as fast as a machine can. */
  #doubleTap() {
    const view = this.chat.messages.findLast(({ keyboard }) => keyboard.flat().some((key) => key.data));
    const key = view?.keyboard.flat().find(({ data }) => data);
    if (!key) return this.chat.toast('There is no button to tap.');
    this.chat.tap(view, key);
    this.chat.tap(view, key);
  }

  /** Tap the button that was tapped first of all, though it may have gone from the screen long ago. */
  #oldButton() {
    const [oldest] = this.chat.pressed;
    if (!oldest) return this.chat.toast('Tap something first.');
    this.chat.actAs('tap', oldest);
  }

  #edit() {
    const own = this.chat.messages.findLast((view) => !view.from_bot && view.kind === 'text');
    if (own) this.composer.change(own);
  }

  /** The bot hears and says nothing for a while; what is written meanwhile is answered after it. */
  async #offline(button) {
    await this.#while(button, async () => {
      await post('offline', { on: true });
      this.chat.toast('The bot has lost its connection. Write or tap; it catches up.');
      await new Promise((done) => setTimeout(done, OFFLINE_MS));
      await post('offline', { on: false });
    });
  }

  async #restart(button) {
    await this.#while(button, async () => {
      await post('restart');
      this.chat.toast('Stopped and started again. Go on where you were.');
    });
  }

  async #while(button, work) {
    if (button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    try {
      await work();
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      this.chat.toast(fault.message);
    } finally {
      button.removeAttribute('aria-busy');
    }
  }
}
