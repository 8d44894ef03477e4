// The clock in the top bar: the moment, and the four ways to move it on.

import * as api from './api.js';
import { $, fill, h, icon, narrow } from './dom.js';
import { closeMenu, openPanel } from './menu.js';
import { announce, note } from './notes.js';
import { noteAct } from './people.js';
import { emit, on, state } from './store.js';
import { expectMove, sweeping } from './sweep.js';
import { civil, fromIsoLocal, hm, isoLocal, longDate, moment, now, shown, weekdayTime } from './time.js';

let busy = false;

async function move(body, to) {
  if (busy || sweeping()) return;
  busy = true;
  $('#clock').classList.add('busy');
  closeMenu();
  document.body.dataset.view = 'chat';
  expectMove(to);
  noteAct();
  try {
    const answer = await api.moveClock(body);
    emit('clock-answer', answer);
    announce(`It is now ${weekdayTime(answer.now_ms)}.`);
  } catch (error) {
    note(error.message, { problem: true });
  } finally {
    busy = false;
    $('#clock').classList.remove('busy');
  }
}

const MOVES = [
  { what: '1h', label: '+1 h', run: () => move({ by: '1h' }, now() + 3_600_000), at: () => now() + 3_600_000, title: 'Move the clock one hour on' },
  { what: 'next_morning', label: 'Next working morning', run: () => move({ to: 'next_morning' }, state.nextMorning), at: () => state.nextMorning, title: 'Move the clock to the next working morning' },
  { what: 'next_reminder', label: 'Next reminder', run: () => move({ to: 'next_reminder' }, state.nextReminder), at: () => state.nextReminder, none: 'none is set', title: 'Move the clock to the next reminder' },
];

function dateForm() {
  const input = h('input', { type: 'datetime-local', class: 'date-input', id: 'clock-date', value: isoLocal(now()), min: isoLocal(now()) });
  const bad = h('p', { class: 'problem', role: 'alert', hidden: true });
  return h('form', {
    class: 'date-form', novalidate: true, on: {
      submit: (e) => {
        e.preventDefault();
        const to = fromIsoLocal(input.value);
        const says = !input.value || to === null ? 'Please give a day and a time.' : to <= now() ? 'The clock only moves forward. Please choose a later moment.' : null;
        bad.textContent = says ?? '';
        bad.hidden = !says;
        if (says) input.focus(); else move({ to: input.value.slice(0, 16) }, to);
      },
    },
  }, h('label', { for: 'clock-date', class: 'menu-title' }, 'Move the clock to'), input, bad, h('button', { type: 'submit', class: 'button primary' }, 'Go there'));
}

const soon = (m) => { const at = m.at(); return at ? moment(at, 'time') : m.none ?? ''; };

function moveButton(m, extra) {
  const disabled = m.at() === null || m.at() === undefined;
  return h('button', {
    type: 'button', class: `move ${extra}`, data: { move: m.what }, title: m.title, disabled, aria: { label: `${m.label}${m.at() ? `, ${soon(m)}` : `: ${m.none}`}` },
    on: { click: m.run },
  }, h('span', {}, m.label), h('small', { data: { soon: m.what } }, soon(m)));
}

function drawMoves() {
  const box = $('#moves');
  const had = box.contains(document.activeElement) ? document.activeElement.dataset.move : null;
  fill(box, MOVES.map((m) => moveButton(m, 'seg')), h('button', {
    type: 'button', class: 'move seg date', data: { move: 'date' }, title: 'Move the clock to a date', aria: { label: 'Move the clock to a date', haspopup: 'dialog', expanded: false },
    on: { click: (e) => openPanel(e.currentTarget, 'Move the clock', dateForm()) },
  }, h('span', {}, 'A date'), icon('calendar')));
  if (had) $(`[data-move="${had}"]`, box)?.focus();
}

/** On a phone the clock opens a panel with the same four ways. */
function openClock(event) {
  if (getComputedStyle($('#moves')).display !== 'none') return;
  openPanel(event.currentTarget, 'Move the clock', [
    h('p', { class: 'menu-title' }, 'Move the clock'),
    MOVES.map((m) => {
      const b = moveButton(m, 'menu-item');
      return b;
    }),
    h('hr'), dateForm(),
  ]);
}

let last = '';
let told = 0;
function tick() {
  const ms = shown();
  const text = weekdayTime(ms);
  if (text === last) return;
  last = text;
  const c = civil(ms);
  $('#clock-day').textContent = c.weekday;
  $('#clock-time').textContent = hm(ms);
  $('#clock-date-line').textContent = longDate(ms);
  $('#clock-now').setAttribute('aria-label', `The playground's clock: ${text}, ${longDate(ms)}`);
  $('#clock').classList.toggle('weekend', c.weekday === 'Sat' || c.weekday === 'Sun');
  for (const el of document.querySelectorAll('[data-soon]')) {
    const m = MOVES.find((x) => x.what === el.dataset.soon);
    el.textContent = soon(m);
  }
  if (!sweeping() || performance.now() - told > 120) {
    told = performance.now();
    emit('minute');
  }
}

export function startClock() {
  $('#clock-now').addEventListener('click', openClock);
  $('#tab-clock').addEventListener('click', (event) => {
    if (narrow()) openClock({ currentTarget: event.currentTarget });
  });
  on('ready clock', () => { drawMoves(); last = ''; tick(); });
  on('me', () => { last = ''; tick(); });
  on('tick', tick);
  setInterval(tick, 1000);
}
