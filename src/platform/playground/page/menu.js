// A small menu under a button: a title and a few choices. Arrow keys walk it, Esc closes it.

import { h } from './dom.js';

let close = null;

/** Closes the menu that is open, if any; true when there was one. */
export function closeMenu(refocus = false) {
  if (!close) return false;
  close(refocus);
  return true;
}

/** Opens a panel under `anchor` with whatever `content` holds. */
export function openPanel(anchor, label, content) {
  const again = anchor.getAttribute('aria-expanded') === 'true';
  closeMenu();
  if (again) return null;
  const panel = h('div', { class: 'menu', role: 'dialog', aria: { label } }, content);
  document.body.append(panel);
  const a = anchor.getBoundingClientRect();
  const p = panel.getBoundingClientRect();
  const left = Math.max(8, Math.min(a.left, innerWidth - p.width - 8));
  const below = a.bottom + 6 + p.height <= innerHeight - 8;
  panel.style.left = `${left}px`;
  panel.style.top = `${below ? a.bottom + 6 : Math.max(8, a.top - 6 - p.height)}px`;
  anchor.setAttribute('aria-expanded', 'true');
  const outside = (event) => { if (!panel.contains(event.target) && !anchor.contains(event.target)) closeMenu(); };
  const leave = (event) => { if (event.relatedTarget && !panel.contains(event.relatedTarget) && event.relatedTarget !== anchor) closeMenu(); };
  panel.addEventListener('focusout', leave);
  panel.addEventListener('keydown', (event) => {
    const items = [...panel.querySelectorAll('.menu-item')];
    const i = items.indexOf(document.activeElement);
    if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); closeMenu(true); return; }
    if (!items.length || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const to = { ArrowDown: (i + 1) % items.length, ArrowUp: (i - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
    items[to].focus();
  });
  addEventListener('pointerdown', outside, true);
  addEventListener('resize', closeMenu);
  close = (refocus) => {
    close = null;
    removeEventListener('pointerdown', outside, true);
    removeEventListener('resize', closeMenu);
    anchor.setAttribute('aria-expanded', 'false');
    panel.removeEventListener('focusout', leave);
    panel.remove();
    if (refocus === true) anchor.focus();
  };
  (panel.querySelector('input, .menu-item') ?? panel).focus();
  return panel;
}

/** Opens a menu of choices under `anchor`. */
export function openMenu(anchor, title, choices) {
  openPanel(anchor, title, [
    h('p', { class: 'menu-title' }, title),
    choices.map((c) => h('button', { type: 'button', class: 'menu-item', on: { click: () => { closeMenu(true); c.run(); } } }, h('span', {}, c.label), c.hint ? h('small', {}, c.hint) : null)),
  ]);
}
