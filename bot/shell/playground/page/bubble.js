// One message as an element: what kind of bubble it is, its time and signs, and its keyboard.

import { mediaUrl } from './api.js';
import * as dates from './dates.js';
import { BELL_OFF, FILE, h, icon } from './dom.js';
import { dressed } from './entities.js';

// What is only named, because there is nothing to show of it here.
const NAMED = {
  sticker: 'Sticker', voice: 'Voice message', video_note: 'Video message', audio: 'Audio', contact: 'Contact',
  poll: 'Poll', dice: 'Dice', location: 'Location', venue: 'Place',
};

const AS_PICTURE = '\uFE0F'; // a sign such as ✍ may be drawn as text or as a picture; Telegram draws the picture

/** Return everything that is seen of the message `view`; `act` has command, tap, change and zoom. */
export function contents(view, act) {
  if (view.kind === 'service') return [h('p', { className: 'service' }, view.text)];
  const who = h('span', { className: 'unseen' }, view.from_bot ? `${view.from_name}: ` : 'You: ');
  const media = picture(view, act) ?? attachment(view);
  const words = h('div', { className: 'words' }, who, ...dressed(view.text, view.entities, act));
  const bubble = h('div', { className: media ? 'bubble media' : 'bubble' }, media, words, foot(view));
  if (!media && !view.text && view.kind !== 'text') words.append(named(view));
  const parts = [bubble];
  if (view.keyboard.length) parts.push(keyboard(view, act));
  if (!view.from_bot && view.kind === 'text') {
    bubble.addEventListener('dblclick', () => act.change(view));
    parts.push(h('button', { type: 'button', className: 'change', onclick: () => act.change(view) }, 'Edit'));
  }
  return parts;
}

function named(view) {
  const length = view.duration ? `, ${view.duration} s` : '';
  return h('i', {}, `${NAMED[view.kind] ?? view.kind}${length} ${view.emoji ?? ''}`.trim());
}

function picture(view, act) {
  if (!view.media_id) return null;
  const source = mediaUrl(view.media_id);
  const size = { width: view.width, height: view.height };
  const alt = view.text ? 'Picture, described below' : 'Picture';
  if (view.kind === 'photo' || view.mime_type === 'image/gif') {
    const image = h('img', { ...size, src: source, alt, decoding: 'async' });
    return h('button', { type: 'button', className: 'zoom', 'aria-label': `${alt}. Enlarge`, onclick: () => act.zoom(source, alt) }, image);
  }
  if (view.kind !== 'animation' && view.kind !== 'video') return null;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const loop = view.kind === 'animation';
  return h('video', {
    ...size, src: source, loop, muted: loop, autoplay: loop && !still, controls: !loop || still, playsInline: true,
    'aria-label': view.text ? 'Film, described below' : 'Film',
  });
}

function attachment(view) {
  if (view.kind !== 'document') return null;
  const size = view.file_size === undefined ? '' : amount(view.file_size);
  const name = view.file_name ?? 'file';
  const about = h('span', {}, h('b', {}, name), h('small', {}, size));
  if (!view.media_id) return h('span', { className: 'file' }, icon(FILE, 36), about);
  return h('a', { className: 'file', href: mediaUrl(view.media_id), download: name, 'aria-label': `Download ${name}, ${size}` }, icon(FILE, 36), about);
}

const amount = (bytes) => (bytes < 1000 ? `${bytes} bytes` : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

// A reaction stands in a line of its own with the time; without one the time may share the last line of the text.
function foot(view) {
  if (!view.reaction) return meta(view);
  const sign = h('span', { className: 'reaction' }, h('span', { className: 'unseen' }, 'Reaction: '), `${view.reaction}${AS_PICTURE}`);
  return h('div', { className: 'foot' }, sign, meta(view));
}

function meta(view) {
  const at = view.date * 1000;
  const signs = h('span', { className: 'meta' });
  if (view.silent && view.from_bot) {
    signs.append(h('span', { className: 'unseen' }, 'Sent without sound, '), icon(BELL_OFF));
  }
  if (view.edited && !view.from_bot) signs.append('edited');
  signs.append(h('time', { dateTime: new Date(at).toISOString() }, dates.time(at)));
  return signs;
}

function keyboard(view, act) {
  const rows = view.keyboard.map((row) => h('div', { className: 'keys' }, ...row.map((key) => button(view, key, act))));
  return h('div', { className: 'keyboard', role: 'group', 'aria-label': 'Buttons' }, ...rows);
}

function button(view, key, act) {
  const about = { className: 'key', title: key.text, data: { style: key.style ?? '', data: key.data ?? '' } };
  if (key.url) return h('a', { ...about, href: key.url, target: '_blank', rel: 'noopener noreferrer' }, key.text);
  if (key.copy) return h('button', { ...about, type: 'button', onclick: () => act.copy(key.copy) }, key.text);
  return h('button', { ...about, type: 'button', onclick: () => act.tap(view, key) }, key.text);
}
