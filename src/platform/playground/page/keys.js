// The keyboard over the whole page: / opens the commands, 1 to 4 change the person, arrows walk the messages.

import { $$ } from './dom.js';
import { front } from './chat.js';
import { closeMenu } from './menu.js';
import { become } from './people.js';
import { closeSelect } from './select.js';
import { state } from './store.js';

const typing = (el) => Boolean(el?.closest?.('input, textarea, select, [contenteditable], [role="listbox"], .menu'));

/** Moves the focus to another message of the pane in front. */
function walk(step, event) {
  const list = $$('.msg', front().list);
  if (!list.length) return;
  const here = document.activeElement?.closest?.('.msg');
  const at = list.indexOf(here);
  const last = list.length - 1;
  const to = step === 'first' ? 0 : step === 'last' ? last : at < 0 ? last : Math.max(0, Math.min(last, at + step));
  event.preventDefault();
  list[to].focus();
  list[to].scrollIntoView({ block: 'nearest' });
}

/** The next or previous control inside a message; steps out at the ends. */
function across(step, event) {
  const msg = document.activeElement?.closest?.('.msg');
  if (!msg) return;
  const controls = $$('button:enabled, a, summary', msg).filter((el) => el.getClientRects().length);
  if (!controls.length) return;
  const at = controls.indexOf(document.activeElement);
  const to = at + step;
  event.preventDefault();
  (to < 0 ? msg : controls[Math.min(to, controls.length - 1)]).focus();
}

export function startKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    const el = document.activeElement;
    if (event.key === 'Escape') {
      if (closeMenu(true) || closeSelect(true)) return;
      if (typing(el)) { el.blur(); walk('last', event); return; }
      if (el?.closest?.('.msg')) { event.preventDefault(); front().composer.focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(el)) return;
    if (event.key === '/') { event.preventDefault(); document.body.dataset.view = 'chat'; front().composer.focus('/'); return; }
    const n = Number(event.key);
    if (n >= 1 && n <= Math.min(9, state.people.length)) { event.preventDefault(); become(state.people[n - 1].id); return; }
    const walks = { ArrowDown: 1, ArrowUp: -1, Home: 'first', End: 'last' };
    const outside = !el || el === document.body || el.closest('.msg') || el.closest('.scroll');
    if (event.key in walks && outside && !el?.closest?.('#work, #places')) walk(walks[event.key], event);
    else if (event.key === 'ArrowRight') across(1, event);
    else if (event.key === 'ArrowLeft') across(-1, event);
    else if (event.key === 'Enter' && el?.classList.contains('msg')) across(1, event);
  });
}
