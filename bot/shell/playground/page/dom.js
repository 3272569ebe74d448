// Small helpers for making elements. Text always goes in as text: nothing here parses HTML.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Return a new element; `about` sets properties, attributes (with a dash or `role`), `data` and `on<event>`. */
export function h(tag, about = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value === undefined || value === null) continue;
    if (name === 'data') Object.assign(element.dataset, value);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name.includes('-') || name === 'role') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Return a line drawing of 20 by 20 units, `size` pixels wide, hidden from screen readers. */
export function icon(path, size = 14) {
  const svg = document.createElementNS(SVG, 'svg');
  const line = document.createElementNS(SVG, 'path');
  const about = { viewBox: '0 0 20 20', width: size, height: size, 'aria-hidden': 'true' };
  for (const [name, value] of Object.entries(about)) svg.setAttribute(name, value);
  const stroke = { d: path, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.7, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
  for (const [name, value] of Object.entries(stroke)) line.setAttribute(name, value);
  svg.append(line);
  return svg;
}

export const BELL_OFF = 'M3 3l14 14M8.2 16a2 2 0 0 0 3.6 0M5.5 7.5V11L4 13.5h9.5M7 4.4A4.5 4.5 0 0 1 14.5 8v2.6';
export const FILE = 'M5.5 2.5h6l3.5 3.5v11.5h-9.5zM11 2.8V6.5h3.7';

/** Make `wanted` the children of `parent`, moving as little as possible so that focus and scroll survive. */
export function arrange(parent, wanted) {
  for (const child of [...parent.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, at) => {
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
  });
}

/** Let a class with an animation play once on `element`. */
export function play(element, name) {
  element.classList.remove(name);
  void element.offsetWidth; // without this the browser joins the two changes and nothing moves
  element.classList.add(name);
  element.addEventListener('animationend', () => element.classList.remove(name), { once: true });
}
