// Faces: avatars, the row of people in the top bar, changing who you are, and the baton that slides from one to another.

import { $, batonMark, calm, fill, h, keep } from './dom.js';
import { emit, me, on, person, state } from './store.js';

const initials = (name) => name.split(/\s+/).map((w) => w[0]).slice(0, 2).join('').toUpperCase();

/** A round face with initials in the person's colour; Baton's own mark for null. */
export function avatar(id, size = '') {
  if (id === null || id === undefined) return h('span', { class: `face bot ${size}`, aria: { hidden: true } }, batonMark());
  const p = person(id);
  return h('span', { class: `face ${size}`, data: { colour: p?.color ?? 7 }, aria: { hidden: true } }, p ? initials(p.name) : '?');
}

export const nameOf = (id) => (id === null || id === undefined ? 'Baton' : person(id)?.name ?? 'Someone who left');

/** Changes who you are. */
export function become(id) {
  if (id === state.me || !person(id)) return;
  state.me = id;
  keep.set('me', id);
  tint();
  emit('me', id);
}

/** The whole page takes the colour of the person. */
function tint() {
  document.documentElement.dataset.colour = me()?.color ?? 0;
}

function drawFaces() {
  const bar = $('#faces');
  const had = bar.contains(document.activeElement);
  fill(bar, state.people.map((p, i) => {
    const n = state.waiting[p.id] ?? 0;
    const mine = p.id === state.me;
    return h('button', {
      type: 'button', class: `who-pick${mine ? ' on' : ''}`, data: { colour: p.color, person: p.id, key: p.key },
      aria: { pressed: mine, label: `${mine ? 'You are' : 'Be'} ${p.name}, ${p.title}${n ? `. ${n === 1 ? 'Something waits' : `${n} things wait`} for ${p.name}` : ''}` },
      title: `${p.name}, ${p.title}, ${p.team}${n ? ` · ${n} waiting` : ''} (key ${i + 1})`,
      on: { click: () => become(p.id) },
    }, h('span', { class: 'face-wrap' }, avatar(p.id), n ? h('span', { class: 'dot' }) : null), h('span', { class: 'who-name' }, p.name));
  }));
  const p = me();
  fill($('#you-are'), h('span', { class: 'you-lead' }, 'You are ', h('b', {}, p?.name ?? '')), h('span', { class: 'you-title' }, h('span', { class: 'comma' }, ', '), p?.title ?? ''));
  if (had) $('.who-pick.on', bar)?.focus();
}

/** The handoff is seen to travel: the baton slides from one face to another. */
export function slideBaton(from, to) {
  const start = $(`#faces [data-person="${CSS.escape(from)}"] .face`);
  const end = $(`#faces [data-person="${CSS.escape(to)}"] .face`);
  if (!start || !end || calm()) return;
  const a = start.getBoundingClientRect();
  const b = end.getBoundingClientRect();
  const x = (r) => r.left + r.width / 2;
  const y = (r) => r.top + r.height / 2;
  const flyer = h('div', { class: 'flyer', data: { colour: person(from)?.color ?? 0 }, aria: { hidden: true } });
  document.body.append(flyer);
  const lift = Math.min(34, 12 + Math.abs(x(b) - x(a)) / 6);
  const frames = [];
  for (let i = 0; i <= 20; i += 1) {
    const t = i / 20;
    const px = x(a) + (x(b) - x(a)) * t;
    const py = y(a) + (y(b) - y(a)) * t + Math.sin(Math.PI * t) * lift;
    const scale = 0.7 + Math.sin(Math.PI * t) * 0.6;
    frames.push({ transform: `translate(${px}px, ${py}px) rotate(${-38 + t * 360}deg) scale(${scale})`, opacity: i === 0 || i === 20 ? 0.2 : 1 });
  }
  const run = flyer.animate(frames, { duration: 1150, easing: 'cubic-bezier(.45,.05,.35,1)', fill: 'both' });
  run.onfinish = () => {
    flyer.remove();
    end.animate([{ transform: 'scale(1)' }, { transform: 'scale(1.25)' }, { transform: 'scale(1)' }], { duration: 380, easing: 'ease-out' });
  };
  run.oncancel = () => flyer.remove();
}

// What was done last, so that a rise for another person right after it is recognised as a handoff on its way.
let acted = { by: null, at: 0 };
export function noteAct() {
  actedAt = performance.now();
  acted = { by: state.me, at: actedAt };
}

/** Whether this person did something a moment ago: what comes now is the answer. */
export const justActed = () => actedAt > 0 && performance.now() - actedAt < 3000;
let actedAt = 0;

/** Takes the counts of what waits for whom. */
export function takeWaiting(counts) {
  const before = state.waiting;
  state.waiting = counts ?? {};
  if (acted.by && performance.now() - acted.at < 6000) {
    const to = state.people.find((p) => p.id !== acted.by && (state.waiting[p.id] ?? 0) > (before[p.id] ?? 0));
    if (to) {
      slideBaton(acted.by, to.id);
      acted = { by: null, at: 0 };
    }
  }
  drawFaces();
  emit('waiting');
}

export function startPeople() {
  on('ready me people', () => { tint(); drawFaces(); });
}
