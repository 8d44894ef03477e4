// "What happened": every step in plain words, newest first. Each line opens to its event and job.

import * as api from './api.js';
import { deed } from './act.js';
import { $, fill, h, icon, narrow } from './dom.js';
import { inline } from './draw.js';
import { openMenu } from './menu.js';
import { book, on, state } from './store.js';
import { dayName, dayNumber, hm } from './time.js';
import { skippedBetween } from './sweep.js';

const MOST = 200;
const drawn = new Map();
const open = new Set();

function part(name, value) {
  if (!value) return null;
  return [h('h4', {}, name, value.kind ? h('code', {}, value.kind) : null), h('pre', {}, JSON.stringify(value, null, 2))];
}

/** What the step left to do: what, when, and how it stands. */
function jobs(list) {
  if (!list.length) return null;
  const told = list.map((job) => `${job.kind.padEnd(14)} ${dayName(job.run_at_ms)} ${hm(job.run_at_ms)}  ${job.state}${job.lane ? `  (${job.lane})` : ''}`);
  return [h('h4', {}, list.length === 1 ? 'Job' : 'Jobs'), h('pre', {}, told.join('\n'))];
}

function row(line, fresh) {
  const more = Boolean(line.event || line.jobs.length);
  const body = [h('time', { class: 'work-at', datetime: new Date(line.at_ms).toISOString() }, hm(line.at_ms)), h('span', { class: 'work-words' }, inline(line.line))];
  if (!more) return h('li', { class: 'work-line' }, h('div', { class: 'work-row' }, body));
  const left = h('div', {}, jobs(line.jobs));
  const details = h('details', { open: open.has(line.id) }, h('summary', { class: 'work-row' }, body, icon('down')),
    h('div', { class: 'work-more' }, part('Event', line.event), left));
  details.addEventListener('toggle', () => {
    if (!details.open) { open.delete(line.id); return; }
    open.add(line.id);
    // Jobs go on after their line was told.
    api.readWork(state.me).then(({ lines }) => {
      const now = lines.find((known) => known.id === line.id);
      if (now) fill(left, jobs(now.jobs));
    }).catch(() => {});
  });
  return h('li', { class: `work-line${fresh ? ' arrives' : ''}` }, details);
}

/** A line that only divides; kept, since a line that is moved begins its animation anew. */
function words(kind, text, about) {
  const key = `${kind}/${about}/${text}`;
  if (!drawn.has(key)) drawn.set(key, h('li', { class: kind }, text));
  return drawn.get(key);
}

function draw() {
  const list = $('#work-list');
  const lines = [...book().work.values()].sort((a, b) => b.at_ms - a.at_ms || (a.id < b.id ? 1 : -1));
  const first = drawn.size === 0;
  const nodes = [];
  let before = null;
  for (const line of lines.slice(0, MOST)) {
    if (!before || dayNumber(before.at_ms) !== dayNumber(line.at_ms)) {
      const skipped = before ? skippedBetween(line.at_ms, before.at_ms) : null;
      if (skipped) nodes.push(words('work-skip', `The weekend didn't count: ${skipped} h`, line.id));
      nodes.push(words('work-day', dayName(line.at_ms), dayNumber(line.at_ms)));
    }
    if (!drawn.has(line.id)) drawn.set(line.id, row(line, !first));
    nodes.push(drawn.get(line.id));
    before = line;
  }
  if (!lines.length) nodes.push(h('li', { class: 'work-none' }, 'Nothing has happened yet. The first handoff writes the first line.'));
  if (lines.length > MOST) nodes.push(h('li', { class: 'work-none' }, `${lines.length - MOST} older lines are in ${state.database}.`));
  nodes.forEach((node, i) => { if (list.children[i] !== node) list.insertBefore(node, list.children[i] ?? null); });
  while (list.children.length > nodes.length) list.lastChild.remove();
  if (narrow() && document.body.dataset.view !== 'work' && !first) $('#tab-work .tab-dot').hidden = false;
}

export function toggleWork() {
  if (narrow()) return;
  const folded = matchMedia('(max-width: 1060px)').matches;
  const shown = folded ? document.body.classList.toggle('work-open') : !document.body.classList.toggle('work-shut');
  if (shown) $('#work-close').focus();
  else [...document.querySelectorAll('.show-work')].find((b) => b.getClientRects().length)?.focus();
}

export function startWork() {
  on('work skips ready', draw);
  on('me anew', () => { drawn.clear(); $('#work-list').replaceChildren(); draw(); });
  on('toggle-work', toggleWork);
  $('#work-close').addEventListener('click', toggleWork);
  fill($('#work-foot'), h('button', {
    type: 'button', class: 'button plain', aria: { haspopup: 'dialog', expanded: false },
    on: {
      click: (e) => openMenu(e.currentTarget, 'Baton was away for', [[1, '1 hour'], [4, '4 hours'], [16, 'A night, 16 hours'], [64, 'A weekend, 64 hours']].map(([hours, label]) => ({
        label, run: () => deed(() => api.outage(hours)),
      }))),
    },
  }, icon('plug'), 'Restart after an outage'));
}
