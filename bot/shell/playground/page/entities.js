// Text with Telegram's entities, as elements. Offsets count UTF-16 units, as JavaScript's string indices do.

import { h } from './dom.js';

const TAGS = {
  bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote',
};
const OUTSIDE = { target: '_blank', rel: 'noopener noreferrer' };

/** Return `text` as a list of nodes; `act.command(text)` is called when somebody taps a command in it. */
export function dressed(text, entities, act) {
  const nested = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, nested, 0, text.length, act);
}

function build(text, entities, from, to, act) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; ) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    const inside = entities.slice(i + 1).filter((other) => other.offset < end);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    nodes.push(wrap(entity, text.slice(entity.offset, end), build(text, inside, entity.offset, end, act), act));
    at = end;
    i += 1 + inside.length;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrap(entity, plain, children, act) {
  const { type } = entity;
  if (type === 'spoiler') return spoiler(children);
  if (type === 'bot_command') return h('button', { type: 'button', className: 'command', onclick: () => act.command(plain) }, plain);
  if (type === 'text_link') return h('a', { ...OUTSIDE, href: safe(entity.url) }, ...children);
  if (type === 'url') return h('a', { ...OUTSIDE, href: safe(/^\w+:/.test(plain) ? plain : `https://${plain}`) }, ...children);
  if (type === 'email') return h('a', { href: `mailto:${plain}` }, ...children);
  if (type === 'phone_number') return h('a', { href: `tel:${plain.replace(/[^+\d]/g, '')}` }, ...children);
  return h(TAGS[type] ?? 'span', {}, ...children);
}

const safe = (url) => (/^(https?|tg|mailto|tel):/i.test(url ?? '') ? url : '#');

function spoiler(children) {
  const hidden = h('span', { className: 'spoiler', role: 'button', tabIndex: 0, 'aria-expanded': 'false', 'aria-label': 'Hidden text, press to show it' }, ...children);
  const show = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    hidden.setAttribute('aria-expanded', 'true');
    hidden.removeAttribute('aria-label');
  };
  hidden.addEventListener('click', show);
  hidden.addEventListener('keydown', show);
  return hidden;
}
