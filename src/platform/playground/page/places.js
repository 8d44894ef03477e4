// The left side: channels with their threads, direct messages, and what one can try.

import * as api from './api.js';
import { deed } from './act.js';
import { go } from './chat.js';
import { $, fill, h, icon } from './dom.js';
import { openMenu } from './menu.js';
import { note } from './notes.js';
import { avatar } from './people.js';
import { emit, me, on, placesOf, samePlace, state, threadsOf, unread } from './store.js';

const THREADS = 6;
let allThreads = false;

function placeButton(place, mark, name, extra = '') {
  const on = samePlace(place, state.place);
  const { n, called } = unread(place);
  return h('button', {
    type: 'button', class: `place ${extra}${on ? ' on' : ''}${n ? ' unread' : ''}`, data: { channel: place.channel, thread: place.thread },
    aria: { current: on ? 'page' : null, label: n ? `${name}, ${n} new` : null },
    on: { click: () => { go(place); $('#places').classList.remove('open'); } },
  }, mark, h('span', { class: 'place-name' }, name), n ? h('span', { class: `count${called ? ' called' : ''}` }, n > 99 ? '99+' : n) : null);
}

function drawPlaces() {
  if (!state.ready) return;
  const box = $('#place-list');
  const had = box.contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
  const { channels, direct } = placesOf();
  const rows = [h('h2', { class: 'side-head' }, 'Channels')];
  for (const ch of channels) {
    rows.push(placeButton({ channel: ch.id, thread: null }, icon(ch.only ? 'lock' : 'hash'), ch.name));
    const threads = threadsOf(ch.id);
    const open = threads.findIndex((t) => t.root === state.place.thread);
    const most = allThreads ? threads.length : Math.max(THREADS, open + 1);
    for (const t of threads.slice(0, most)) rows.push(placeButton({ channel: ch.id, thread: t.root }, icon('thread'), t.title, 'sub '));
    if (threads.length > most || (allThreads && threads.length > THREADS)) {
      rows.push(h('button', { type: 'button', class: 'place sub fold', data: { fold: 'threads' }, on: { click: () => { allThreads = !allThreads; drawPlaces(); } } },
        h('span', { class: 'place-name' }, allThreads ? 'Show fewer' : `Show ${threads.length - most} more`)));
    }
  }
  rows.push(h('h2', { class: 'side-head' }, 'Direct messages'));
  rows.push(placeButton({ channel: direct, thread: null }, avatar(null, 'tiny-face'), 'Baton'));
  fill(box, rows);
  if (had) {
    const same = [...box.querySelectorAll('button')].find((b) => b.dataset.channel === had.channel && b.dataset.thread === had.thread && b.dataset.fold === had.fold);
    same?.focus({ preventScroll: true });
  }
  const mine = channels.reduce((n, ch) => n + unread({ channel: ch.id, thread: null }).n + threadsOf(ch.id).reduce((k, t) => k + unread({ channel: ch.id, thread: t.root }).n, 0), 0)
    + unread({ channel: direct, thread: null }).n;
  $('#tab-places .tab-dot').hidden = mine === 0;
  document.title = mine ? `(${mine}) Baton playground` : 'Baton playground';
}

/** Everything anew, with a way back. */
export function startOver() {
  deed(() => api.reset(), () => {
    note('Everything is as on the first day.', {
      label: 'Undo', action: () => deed(() => api.undoReset(), () => note('It is all back.')),
    });
  });
}

function drawTry() {
  const item = (mark, label, fn, more = {}) => h('button', { type: 'button', class: 'try', ...more, on: { click: fn } }, icon(mark), h('span', {}, label));
  fill($('#try'), h('h2', { class: 'side-head' }, 'Try'),
    item('spark', 'Close a sample deal', () => deed(() => api.closeDeal(), () => {
      if (me()?.key !== 'ana') note('The deal is closed. Its draft is with Ana, in her direct messages.');
    })),
    item('door', 'Let someone leave', (e) => openMenu(e.currentTarget, 'Who leaves the company?', state.people.map((p) => ({
      label: p.name, hint: p.title, run: () => deed(() => api.leave(p.id), () => { note(`${p.name} has left. Baton finds someone for what was theirs.`); emit('stale'); }),
    })))),
    item('plug', 'Put it in your Discord', () => emit('discord')),
    item('undo', 'Reset', startOver));
  const badge = () => [icon('shield'), h('span', {}, 'Real bot, real database (', h('span', { class: 'file-of' }, state.database), '), nothing leaves this computer.')];
  fill($('#badge'), badge());
  fill($('#badge-side'), badge());
}

export function startPlaces() {
  on('ready me place messages read', drawPlaces);
  on('ready', () => { drawTry(); $('#company').textContent = state.company; });
}
