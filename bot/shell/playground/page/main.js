// Puts the page together: one person, their chat, and the panels that look on.

import { get, listen, post, whoAmI } from './api.js';
import { Chat } from './chat.js';
import { Composer } from './composer.js';
import { $, h } from './dom.js';
import { Mischief } from './mischief.js';
import { startLook } from './look.js';
import { Stored } from './stored.js';
import { Time } from './time.js';
import { Tour } from './tour.js';

const ASK_AGAIN_MS = 400; // the page is there before the bot is
const SETTLE_MS = 150; // rows are read this long after the last change, so that a burst is read once

startLook();

const user = whoAmI();
const later = (run, wait) => {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, wait);
  };
};

let tour;
const look = () => tour?.look();
const chat = new Chat(user, { change: (view) => composer.change(view), told: ({ state }) => (composer.show(state), look()) });
const composer = new Composer(chat);
const time = new Time(user, { say: (text) => chat.say(text), trouble: (text) => chat.toast(text) });
const stored = new Stored(user, {
  changed: (moved) => {
    if (moved) {
      chat.redraw();
      time.show();
    }
    look();
  },
});

await post('profile', { user, language_code: navigator.language }).catch(() => null);
const state = await get('state').catch(() => ({}));
described(state);
const hooks = state.hooks ?? [];
const readRows = later(() => hooks.includes('stored') && stored.refresh(), SETTLE_MS);
await Promise.all([chat.refresh(), time.refresh(), hooks.includes('stored') && stored.refresh()]);
tour = new Tour({ chat, composer, time, stored, hooks });
new Mischief({ chat, composer, hooks });

listen(user, {
  changed: () => (chat.refresh(), readRows()),
  ticked: () => (time.refresh(), readRows()),
  lost: () => chat.lost(),
});

/** Use the bot's own name, and show what its profile says until the chat begins; ask again until it says something. */
function described({ names = {}, descriptions = {} }) {
  const language = navigator.language.split('-')[0];
  const own = (texts) => texts[language] || texts[''] || texts.en || '';
  if (own(names)) $('#bot-name').textContent = own(names);
  const text = own(descriptions);
  if (!text) return void setTimeout(async () => described(await get('state').catch(() => ({}))), ASK_AGAIN_MS);
  chat.profile = h('div', { className: 'profile' }, h('h3', {}, 'What can this bot do?'), h('p', {}, text));
  chat.refresh();
}
