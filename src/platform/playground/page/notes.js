// Words that are not messages: short notes at the foot, the line when the connection is lost, and what screen readers hear.

import { $, fill, h, icon } from './dom.js';
import { emit, on, state } from './store.js';

let speak = null;

/** Says something politely to screen readers. */
export function announce(text) {
  const box = $('#announcer');
  clearTimeout(speak);
  box.textContent = '';
  speak = setTimeout(() => { box.textContent = text; }, 60);
}

/** A note that goes away by itself; with a button when `action` is given. */
export function note(text, { action = null, label = '', problem = false, stay = action ? 20_000 : 6000 } = {}) {
  const close = () => el.remove();
  const el = h('div', { class: `note${problem ? ' problem' : ''}`, role: problem ? 'alert' : 'status' }, h('span', {}, text),
    action ? h('button', { type: 'button', class: 'note-action', on: { click: () => { close(); action(); } } }, label) : null,
    h('button', { type: 'button', class: 'icon-button', aria: { label: 'Close this note' }, on: { click: close } }, icon('close')));
  const box = $('#notes');
  while (box.children.length > 2) box.firstChild.remove();
  box.append(el);
  let timer = setTimeout(close, stay);
  el.addEventListener('pointerenter', () => clearTimeout(timer));
  el.addEventListener('pointerleave', () => { timer = setTimeout(close, 3000); });
  return close;
}

let lostAt = null;

/** Shows or hides the line about the connection; a blink of under a second shows nothing. */
export function startNotes(tryAgain) {
  on('connection', (up) => {
    if (state.connected === up) return;
    state.connected = up;
    clearTimeout(lostAt);
    const box = $('#lost');
    if (up) {
      if (!box.hidden) { box.hidden = true; announce('Connected again.'); }
      return;
    }
    lostAt = setTimeout(() => {
      fill(box, h('span', {}, 'Baton cannot be reached. What you pressed and typed is kept, and goes through when it is back.'),
        h('button', { type: 'button', class: 'button plain', on: { click: () => { tryAgain(); emit('retry'); } } }, 'Try now'));
      box.hidden = false;
      announce('Baton cannot be reached. What you pressed and typed is kept.');
    }, 900);
  });
}
