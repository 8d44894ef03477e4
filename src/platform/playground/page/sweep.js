// The sweep: when the clock is moved, the page runs through the time between. Messages appear at their times, closed days
// turn grey, and the band under the top bar says how much of it did not count.

import { $, calm, fill, h, keep } from './dom.js';
import { emit, me, on, state } from './store.js';
import { DAY, civil, dayNumber, dayStart, fromIsoLocal, isoLocal, now, setNow, setShown, shown, weekdayTime, weekends } from './time.js';

const HOUR = 3_600_000;
const JUMP_MS = 90_000; // a smaller step of the clock is just time going on
const DWELL_MS = 520; // how long the sweep stands still when a message arrives; all of them together at most ten times that
const PATIENCE_MS = 2500; // how long it waits at its end for the server's last word

let run = null;
let held = []; // {at, fn}: what happened later than the moment on the page
let skips = keep.get('skips') ?? []; // {from, to, hours} of closed spans that were swept over
let ripe = Infinity; // from when on the band may fold

/** Runs `fn` when the page reaches `at`; at once if it has. */
export function whenShown(at, fn, arrival = false) {
  if (!run && at <= now() + JUMP_MS) { fn(); return; }
  if (run && at <= shown()) { fn(); return; }
  held.push({ at, fn, arrival });
  held.sort((a, b) => a.at - b.at);
  start(at);
}

/** Runs `fn` after everything that is being swept through now. */
export function afterSweep(fn) {
  if (!run) fn();
  else held.push({ at: run.to, fn, arrival: false });
}

/** Takes the server's word on the time. */
export function takeClock({ now_ms: ms, next_reminder_ms: next, sweeping = null, skipped_closed_ms: skipped = null, closed = null, next_morning_ms: morning }) {
  const heed = () => {
    if (skipped) run.skipped = skipped;
    if (closed) run.closed = closed;
    run.heard = performance.now();
    plan();
  };
  // It only moves forward: this word on the time was overtaken by another.
  if (ms < now() - 2000) {
    if (run) heed();
    return;
  }
  const jump = ms - shown() > JUMP_MS;
  const upcoming = () => {
    if (next !== undefined) state.nextReminder = next;
    if (morning !== undefined) state.nextMorning = morning;
  };
  if (!jump && !run) {
    upcoming();
    setNow(ms);
    emit('clock');
    return;
  }
  start(ms);
  setNow(ms);
  run.after = upcoming;
  run.to = sweeping === false ? Math.max(ms, run.shown) : Math.max(run.to, ms);
  run.sweeping = sweeping ?? run.sweeping;
  heed();
}

/** The page is about to ask for a move: the band can be drawn to its end at once. */
export function expectMove(to) {
  if (to && to - shown() > JUMP_MS) expected = { to, at: performance.now() };
}
let expected = null;

function start(to) {
  if (run) { run.to = Math.max(run.to, to); return; }
  const from = shown();
  const hoped = expected && performance.now() - expected.at < 15_000 ? expected.to : to;
  expected = null;
  run = { from, to: Math.max(to, hoped), shown: from, dwell: 0, last: performance.now(), heard: performance.now(), sweeping: true, skipped: null, closed: null, spans: [], marks: [] };
  setShown(from);
  plan();
  ripe = Infinity;
  if (!calm()) requestAnimationFrame(frame); else setTimeout(settle, 30);
}

const isOver = () => !run.sweeping || performance.now() - run.heard > PATIENCE_MS;

/** Under reduced motion nothing runs; the end still waits for the server's last word, as one move is one sweep. */
function settle() {
  if (!run) return;
  if (isOver()) finish(); else setTimeout(settle, 30);
}

/** Where time does not count, and how fast each part is run through. */
function plan() {
  const { from, to, skipped, closed } = run;
  if (closed) run.spans = closed;
  else {
    run.spans = weekends(from, to);
    if (skipped && run.spans.length === 1) {
      // One weekend: it ends where work begins again on the first working morning after it.
      const end = fromIsoLocal(`${isoLocal(run.spans[0][1]).slice(0, 10)}T09:00`);
      run.spans = [[Math.max(end - skipped, from), Math.min(end, to)]];
    } else if (skipped && !run.spans.length) {
      const end = fromIsoLocal(`${isoLocal(to).slice(0, 10)}T09:00`);
      if (end > from && end <= to) run.spans = [[Math.max(from, end - skipped), end]];
    }
  }
  run.spans = run.spans.map(([a, b]) => [Math.max(a, from), Math.min(b, to)]).filter(([a, b]) => b > a);
  const shut = run.spans.reduce((n, [a, b]) => n + b - a, 0);
  const long = run.spans.some(([a, b]) => b - a > DAY);
  run.speedOpen = Math.max(1, to - from - shut) / Math.min(3600, 900 + ((to - from - shut) / HOUR) * 110);
  run.speedShut = shut / (long ? Math.min(4200, 2300 * run.spans.length) : 700);
  drawBand();
}

const inside = (ms) => run.spans.find(([a, b]) => ms >= a && ms < b);

function frame(at) {
  if (!run) return;
  const dt = Math.min(64, at - run.last);
  run.last = at;
  if (run.dwell > 0) run.dwell -= dt;
  else {
    const span = inside(run.shown);
    const next = run.shown + (span ? run.speedShut : run.speedOpen) * dt;
    const edge = span ? span[1] : run.spans.map(([a]) => a).filter((a) => a > run.shown).sort((a, b) => a - b)[0] ?? Infinity;
    run.shown = Math.min(next, edge, held[0]?.at ?? Infinity, run.to);
    setShown(run.shown);
    release();
  }
  paint();
  if (run.shown >= run.to && !held.length && run.dwell <= 0 && isOver()) { finish(); return; }
  requestAnimationFrame(frame);
}

function release() {
  let arrived = false;
  while (held.length && held[0].at <= run.shown) {
    const item = held.shift();
    if (item.arrival) { arrived = true; run.marks.push(item.at); }
    item.fn();
  }
  if (arrived) { run.dwell = Math.min(DWELL_MS, (10 * DWELL_MS) / (run.marks.length + held.length)); drawMarks(); }
}

function finish() {
  if (!run) return;
  const { spans, skipped, from, to, after } = run;
  setShown(null);
  const rest = held;
  held = [];
  const long = spans.filter(([a, b]) => b - a >= DAY);
  for (const [a, b] of long) {
    const hours = spans.length === 1 && skipped ? Math.round(skipped / HOUR) : Math.round((b - a) / HOUR);
    skips.push({ from: a, to: b, hours });
  }
  if (long.length) { skips = skips.slice(-60); keep.set('skips', skips); }
  run.shown = to;
  paint();
  run = null;
  document.body.classList.remove('closed');
  after?.();
  rest.forEach((item) => item.fn());
  if (long.length) emit('skips');
  emit('clock');
  emit('minute');
  if (to - from > 0) ripe = performance.now() + (long.length ? 9000 : 2600);
}

/** Ends a sweep at once: another person is looked at, or everything starts anew. */
export function finishNow() {
  if (run) finish();
}

export function forgetSkips() {
  skips = [];
  keep.set('skips', skips);
}

/** Closed hours swept over between two moments, or null. */
export function skippedBetween(a, b) {
  const hours = skips.filter((s) => s.to > a && s.to <= b + HOUR && s.from >= a - 12 * HOUR).reduce((n, s) => n + s.hours, 0);
  return hours || null;
}

export const sweeping = () => run !== null;

const share = (ms) => `${(100 * (ms - run.from)) / Math.max(1, run.to - run.from)}%`;

function place(el, from, to) {
  el.style.left = share(from);
  el.style.width = `calc(${share(to)} - ${share(from)})`;
  return el;
}

function drawBand() {
  const box = $('#sweep');
  if (!run) return;
  const { from, to } = run;
  const days = [];
  const count = dayNumber(to) - dayNumber(from) + 1;
  const step = Math.ceil(count / 12);
  for (let i = 0; i < count && count <= 200; i += step) {
    const a = Math.max(from, dayStart(from, i));
    const b = Math.min(to, dayStart(from, i + step));
    if (b <= a) continue;
    const c = civil(a);
    const el = place(h('div', { class: 'band-day' }, h('span', {}, step > 1 ? `${c.day} ${c.month.slice(0, 3)}` : c.weekday)), a, b);
    if ((b - a) / (to - from) < 0.045) el.classList.add('slim');
    days.push(el);
  }
  const shut = run.spans.map(([a, b]) => place(h('div', { class: `band-shut${b - a >= DAY ? ' long' : ''}`, data: { from: a, to: b } },
    (b - a) / (to - from) > 0.18 ? h('span', { class: 'band-words' }) : null), a, b));
  fill(box, h('span', { class: 'band-end' }, weekdayTime(from)),
    h('div', { class: 'band', data: { colour: me()?.color ?? 0 } }, days, shut, h('div', { class: 'band-marks' }), h('div', { class: 'band-done' }), h('div', { class: 'band-head' })),
    h('span', { class: 'band-end' }, weekdayTime(to)));
  box.classList.add('open');
  drawMarks();
  paint();
}

function drawMarks() {
  const marks = $('.band-marks');
  if (marks) fill(marks, run.marks.map((at) => { const el = h('i'); el.style.left = `min(${share(at)}, calc(100% - 9px))`; return el; }));
}

function paint() {
  const box = $('#sweep');
  const head = $('.band-head', box);
  if (!head) return;
  head.style.left = share(run.shown);
  $('.band-done', box).style.width = share(run.shown);
  const span = inside(run.shown);
  document.body.classList.toggle('closed', Boolean(span && span[1] - span[0] >= DAY && run.shown < run.to));
  for (const el of box.querySelectorAll('.band-shut')) {
    const words = $('.band-words', el);
    if (!words) continue;
    const a = Number(el.dataset.from);
    const b = Number(el.dataset.to);
    const total = run.skipped && run.spans.length === 1 ? run.skipped : b - a;
    const hours = Math.round((total * Math.max(0, Math.min(1, (run.shown - a) / (b - a)))) / HOUR);
    const text = `didn't count: ${hours} h`;
    words.hidden = run.shown < a;
    if (words.textContent !== text) words.textContent = text;
  }
  emit('tick');
}

/** The band folds with something that the person does, once it stood long enough: everything below it moves up, and that
 * must not happen under a pointer that is about to press. */
function foldWhenRipe() {
  if (run || performance.now() < ripe) return;
  ripe = Infinity;
  $('#sweep').classList.remove('open');
}

export function startSweep() {
  on('me', finishNow);
  on('me place', foldWhenRipe);
}
