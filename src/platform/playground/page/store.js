// What the page knows, and who is told when it changes. No drawing and no network here.

import { keep } from './dom.js';

export const state = {
  ready: false,
  company: '', database: '', version: '', zone: 'UTC',
  people: [], channels: [], commands: [],
  guide: null, undo: false,
  nextReminder: null, nextMorning: null,
  me: null,
  place: { channel: null, thread: null },
  waiting: {},
  connected: true,
};

/** Per person: the messages they may see, and up to where they were read from the server. */
const books = new Map();

const topics = new Map();

/** Calls `fn` whenever `topic` is told. */
export function on(topic, fn) {
  for (const name of topic.split(' ')) {
    if (!topics.has(name)) topics.set(name, new Set());
    topics.get(name).add(fn);
  }
}

export function emit(topic, value) {
  for (const fn of topics.get(topic) ?? []) fn(value);
}

export const person = (id) => state.people.find((p) => p.id === id) ?? null;
export const personByKey = (key) => state.people.find((p) => p.key === key) ?? null;
export const me = () => person(state.me);
export const channel = (id) => state.channels.find((c) => c.id === id) ?? null;

export function book(id = state.me) {
  if (!books.has(id)) books.set(id, { messages: new Map(), last: 0, loaded: false, work: new Map(), order: 0 });
  return books.get(id);
}

/** Forgets every message: the playground was started anew. */
export function forget() {
  books.clear();
  state.waiting = {};
}

export const placeKey = (place) => `${place.channel}/${place.thread ?? ''}`;
export const placeOf = (m) => ({ channel: m.channel, thread: m.thread ?? null });
export const samePlace = (a, b) => placeKey(a) === placeKey(b);

/** Takes one message in; answers 'new', 'changed' or null when it is known already. */
export function takeMessage(id, m) {
  const b = book(id);
  const known = b.messages.get(m.id);
  if (known && known.seq >= m.seq) return null;
  m.order = known ? known.order : (b.order += 1);
  b.messages.set(m.id, m);
  return known ? 'changed' : 'new';
}

const byTime = (a, b) => a.at_ms - b.at_ms || a.order - b.order;

/** The messages of a place, oldest first; of a thread with its root in front. */
export function messagesOf(place) {
  const all = book().messages;
  const list = [...all.values()].filter((m) => !m.deleted && samePlace(placeOf(m), place)).sort(byTime);
  if (place.thread) {
    const root = all.get(place.thread);
    if (root && !root.deleted) list.unshift(root);
  }
  return list;
}

/** Threads of a channel that this person can see, the liveliest first. */
export function threadsOf(channelId) {
  const all = [...book().messages.values()];
  const latest = new Map();
  for (const m of all) {
    if (m.channel !== channelId || !m.thread || m.deleted) continue;
    latest.set(m.thread, Math.max(latest.get(m.thread) ?? 0, m.edited_at_ms ?? 0, m.at_ms));
  }
  return all
    .filter((m) => m.channel === channelId && !m.deleted && m.thread_title)
    .map((m) => ({ root: m.id, title: m.thread_title, at: Math.max(latest.get(m.id) ?? 0, m.at_ms) }))
    .sort((a, b) => b.at - a.at);
}

/** Channels this person may open, their own direct messages last. */
export function placesOf(id = state.me) {
  const open = state.channels.filter((c) => !c.only || c.only.includes(id));
  return { channels: open, direct: `dm:${id}` };
}

// What was read: the highest seq seen per place, kept over reloads.
let read = keep.get('read') ?? {};

export function markRead(place, seq) {
  const mine = (read[state.me] ??= {});
  const key = placeKey(place);
  if ((mine[key] ?? 0) >= seq) return;
  mine[key] = seq;
  keep.set('read', read);
  emit('read');
}

/** The first sight of a playground: what is there already counts as read. */
export function baseline(seq) {
  if (read.base === undefined) {
    read.base = seq;
    keep.set('read', read);
  }
}

export function forgetRead() {
  read = {};
  keep.set('read', read);
}

/** How many messages by others stand unread in a place, and whether one calls this person. */
export function unread(place) {
  const from = Math.max(read[state.me]?.[placeKey(place)] ?? 0, read.base ?? 0);
  let n = 0;
  let called = false;
  for (const m of book().messages.values()) {
    if (m.deleted || m.seq <= from || m.author === state.me || !samePlace(placeOf(m), place)) continue;
    n += 1;
    called ||= m.direct || Boolean(m.message.pings?.includes(state.me));
  }
  return { n, called };
}
