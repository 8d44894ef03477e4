// Keeps what the page knows in step with the server: reads on start and on every change of person, then listens.

import * as api from './api.js';
import { emit, baseline, book, forget, forgetRead, on, person, state, takeMessage } from './store.js';
import { afterSweep, finishNow, forgetSkips, sweeping, takeClock, whenShown } from './sweep.js';
import { keep } from './dom.js';
import { takeWaiting } from './people.js';
import { setNow } from './time.js';

let stream = null;
let pending = [];
let flushing = false;

/** Messages that come in one breath are drawn in one go. */
function flush() {
  flushing = false;
  const list = pending;
  pending = [];
  if (list.length) emit('messages', list);
}

function apply(id, m, live) {
  const how = takeMessage(id, m);
  const b = book(id);
  b.last = Math.max(b.last, m.seq);
  if (!how || id !== state.me) return;
  pending.push({ m, how, live });
  if (!flushing) { flushing = true; queueMicrotask(flush); }
}

function arrive(id, m, live) {
  const known = book(id).messages.has(m.id);
  const at = Math.max(m.at_ms, m.edited_at_ms ?? 0);
  if (live) whenShown(at, () => apply(id, m, true), !known && !m.deleted);
  else apply(id, m, false);
}

function takeWork(id, lines) {
  const b = book(id);
  for (const line of lines) b.work.set(line.id, line);
  if (id === state.me) emit('work');
}

/** Reads what this person may see and has not been read yet. */
async function catchUp(id) {
  const b = book(id);
  const was = b.loaded;
  const { messages, last, waiting } = await api.readMessages(id, b.last);
  for (const m of messages) arrive(id, m, was && sweeping());
  b.last = Math.max(b.last, last ?? 0);
  b.loaded = true;
  baseline(b.last);
  if (waiting && id === state.me) afterSweep(() => takeWaiting(waiting));
  const { lines } = await api.readWork(id);
  takeWork(id, lines);
}

function applyState(s) {
  state.company = s.company;
  state.database = s.database;
  state.version = s.version;
  state.zone = s.zone;
  state.people = s.people;
  state.channels = s.channels;
  state.commands = s.commands ?? [];
  state.undo = Boolean(s.undo);
  state.guide = s.guide ?? null;
  state.nextReminder = s.next_reminder_ms ?? null;
  state.nextMorning = s.next_morning_ms ?? null;
  if (!person(state.me)) state.me = (person(keep.get('me')) ?? s.people[0])?.id ?? null;
}

/** Reads the state itself again. */
export async function readAnew() {
  const s = await api.readState();
  applyState(s);
  if (!sweeping()) setNow(s.now_ms);
  emit('people');
  emit('clock');
  emit('guide');
}

function follow() {
  const id = state.me;
  stream?.close();
  let first = true;
  stream = api.listen(id, {
    message: (m) => arrive(id, m, true),
    clock: takeClock,
    waiting: (counts) => afterSweep(() => takeWaiting(counts)),
    work: (line) => whenShown(line.at_ms, () => takeWork(id, [line])),
    guide: (g) => afterSweep(() => { state.guide = g?.guide !== undefined ? g.guide : g; emit('guide'); }),
    reset: startAnew,
  }, {
    opened: async () => {
      emit('connection', true);
      // What happened between reading and listening, or while the line was down.
      try {
        if (!first) await readAnew();
        first = false;
        await catchUp(id);
      } catch { emit('connection', false); }
    },
    lost: () => emit('connection', false),
  });
}

async function startAnew() {
  finishNow();
  forget();
  forgetRead();
  forgetSkips();
  keep.drop('form.');
  keep.drop('unsent.');
  try {
    applyState(await api.readState().then((s) => { setNow(s.now_ms); return s; }));
    await catchUp(state.me);
  } catch { emit('connection', false); return; }
  emit('anew');
}

/** Tries again at once. */
export function again() {
  if (!state.ready) start();
  else stream?.again();
}

/** The first reading; repeated until it succeeds. */
export async function start() {
  try {
    const s = await api.readState();
    applyState(s);
    setNow(s.now_ms);
    if (!s.people.length) return;
    await catchUp(state.me);
  } catch {
    emit('connection', false);
    setTimeout(start, 2000);
    return;
  }
  if (state.ready) return;
  state.ready = true;
  emit('connection', true);
  emit('ready');
  follow();
}

export function startLive() {
  on('clock-answer', (answer) => {
    if (answer?.now_ms) takeClock(answer);
  });
  on('stale', () => readAnew().catch(() => emit('connection', false)));
  on('me', async (id) => {
    emit('messages', []);
    follow();
    try { await catchUp(id); } catch { emit('connection', false); }
  });
}
