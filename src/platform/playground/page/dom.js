// Small helpers that make elements. Text only ever enters as text nodes: nothing here or elsewhere parses HTML.

/** Makes an element: h('button', {class: 'b', on: {click: f}, aria: {label: 'x'}}, 'text', child, null). */
export function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') for (const [type, fn] of Object.entries(value)) el.addEventListener(type, fn);
    else if (name === 'data') {
      for (const [k, v] of Object.entries(value)) if (v !== null && v !== undefined) el.dataset[k] = v;
    } else if (name === 'aria') {
      for (const [k, v] of Object.entries(value)) if (v !== null && v !== undefined) el.setAttribute(`aria-${k}`, String(v));
    } else if (name === 'value' || name === 'checked' || name === 'disabled' || name === 'selected') el[name] = value;
    else el.setAttribute(name, value === true ? '' : String(value));
  }
  add(el, children);
  return el;
}

/** Appends children; empty ones are left out, lists are flattened. */
export function add(el, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    el.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return el;
}

/** Replaces what an element holds. */
export function fill(el, ...children) {
  el.replaceChildren();
  return add(el, children);
}

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

const SVG = 'http://www.w3.org/2000/svg';

// Every icon is a set of strokes on a 20 x 20 grid.
const ICONS = {
  hash: ['M7.5 3.5 6 16.5', 'M14 3.5l-1.5 13', 'M3.5 7.5h13.5', 'M3 12.5h13.5'],
  lock: ['M5 9h10v7.5H5z', 'M7 9V6.5a3 3 0 0 1 6 0V9'],
  thread: ['M5 3.5v6a3 3 0 0 0 3 3h8', 'M13 9.5l3 3-3 3'],
  close: ['M5 5l10 10', 'M15 5L5 15'],
  back: ['M12 4.5L6.5 10l5.5 5.5'],
  down: ['M5.5 8l4.5 4.5L14.5 8'],
  more: ['M4.5 10h.01', 'M10 10h.01', 'M15.5 10h.01'],
  calendar: ['M4 5.5h12v11H4z', 'M4 9h12', 'M7 3.5v3', 'M13 3.5v3'],
  eye: ['M2.5 10s2.800-5 7.5-5 7.5 5 7.5 5-2.800 5-7.5 5-7.5-5-7.5-5z', 'M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z'],
  send: ['M3.5 10h11', 'M10.5 5.5L15 10l-4.5 4.5'],
  sun: ['M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z', 'M10 2v1.5', 'M10 16.5V18', 'M2 10h1.5', 'M16.5 10H18', 'M4.300 4.300l1.100 1.100', 'M14.600 14.600l1.100 1.100', 'M4.300 15.700l1.100-1.100', 'M14.600 5.400l1.100-1.100'],
  moon: ['M16.5 11.800A7 7 0 0 1 8.200 3.5a7 7 0 1 0 8.300 8.300z'],
  undo: ['M4 8h8.5a4 4 0 0 1 0 8H9', 'M7 4.5L3.5 8 7 11.5'],
  chat: ['M3.5 4.5h13v9h-7l-3.5 3v-3H3.5z'],
  list: ['M4 5.5h.01', 'M4 10h.01', 'M4 14.5h.01', 'M8 5.5h8.5', 'M8 10h8.5', 'M8 14.5h8.5'],
  clock: ['M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z', 'M10 6v4l2.800 1.800'],
  check: ['M4.5 10.5l3.5 3.5 7.5-8'],
  copy: ['M7 7h9.5v9.5H7z', 'M13 7V3.5H3.5V13H7'],
  file: ['M5 2.5h6.5L15 6v11.5H5z', 'M11.5 2.5V6H15'],
  spark: ['M10 2.5l1.800 5.700 5.700 1.800-5.700 1.800L10 17.5l-1.800-5.700L2.5 10l5.700-1.800z'],
  plug: ['M7 3v4', 'M13 3v4', 'M5 7h10v2.5a5 5 0 0 1-10 0z', 'M10 14.5V18'],
  door: ['M5 17.5v-15h8v15', 'M3 17.5h14', 'M10.5 10h.01'],
  person: ['M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z', 'M4 17c0-3.300 2.700-5 6-5s6 1.700 6 5'],
  shield: ['M10 2.5l6 2v5c0 4-2.600 6.600-6 8-3.400-1.400-6-4-6-8v-5z', 'M7.5 10l2 2 3.5-4'],
};

/** An icon, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of ICONS[name] ?? []) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

/** The baton itself, as the bot's face. */
export function batonMark() {
  return h('img', { src: 'icon.svg', alt: '', width: 36, height: 36 });
}

/** Whether the person asked for less motion. */
export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Whether the page is drawn as on a phone. */
export const narrow = () => matchMedia('(max-width: 859px)').matches;

/** A random id; the browser's own is missing on plain http away from this machine. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const x = [...b].map((n) => n.toString(16).padStart(2, '0')).join('');
  return `${x.slice(0, 8)}-${x.slice(8, 12)}-${x.slice(12, 16)}-${x.slice(16, 20)}-${x.slice(20)}`;
}

/** Storage that never throws. */
export const keep = {
  get(key) {
    try { return JSON.parse(localStorage.getItem(`baton.${key}`)); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(`baton.${key}`, JSON.stringify(value)); } catch { /* full or off: nothing is lost but comfort */ }
  },
  remove(key) {
    try { localStorage.removeItem(`baton.${key}`); } catch { /* off */ }
  },
  /** Forgets everything whose key begins so. */
  drop(prefix) {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(`baton.${prefix}`)) localStorage.removeItem(key);
    } catch { /* off */ }
  },
};

/** Puts text on the clipboard; true when it is there. */
export async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h('textarea', { class: 'sr', value: text });
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    let done = false;
    try { done = document.execCommand('copy'); } catch { done = false; }
    area.remove();
    return done;
  }
}

/** Offers a file for saving. */
export function save(name, blob) {
  const url = URL.createObjectURL(blob);
  const a = h('a', { href: url, download: name });
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

let hands = 0;
for (const kind of ['keydown', 'pointerdown']) addEventListener(kind, () => { hands += 1; }, { capture: true });
/** How often a key or the pointer was touched. Whoever did so since they asked has moved on, and keeps the focus where it is. */
export const touches = () => hands;
