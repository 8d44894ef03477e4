// The conversation: two panes, one for the channel and one for the thread that is open in it.

import { $, $$, fill, h, icon, touches } from './dom.js';
import { actOf, problemOf } from './act.js';
import { drawComposer } from './compose.js';
import { drawMessage, firstWords } from './draw.js';
import { announce } from './notes.js';
import { avatar, justActed, nameOf } from './people.js';
import { book, channel, emit, markRead, me, messagesOf, on, person, placeOf, samePlace, state } from './store.js';
import { dayName, dayNumber, hm, refreshMoments, shown } from './time.js';
import { skippedBetween } from './sweep.js';

const panes = {};
const GROUP_MS = 5 * 60_000;

/** Opens a place; a thread stands beside or over its channel. */
export function go(place, { focus = false, stay = false } = {}) {
  const was = state.place;
  state.place = { channel: place.channel, thread: place.thread ?? null };
  if (!stay) document.body.dataset.view = 'chat';
  document.body.dataset.thread = state.place.thread ? 'open' : '';
  panes.main.show({ channel: state.place.channel, thread: null }, !samePlace(was, state.place));
  if (state.place.thread) panes.thread.show(state.place, was.thread !== state.place.thread);
  emit('place', state.place);
  if (focus) front().composer.focus();
}

/** The pane that is in front. */
export const front = () => (state.place.thread ? panes.thread : panes.main);

class Pane {
  constructor(root, kind) {
    this.kind = kind;
    this.place = null;
    this.drawn = new Map();
    this.head = h('header', { class: 'pane-head' });
    this.list = h('div', { class: 'messages', role: 'log', aria: { live: 'off', label: 'Messages' } });
    this.scroll = h('div', { class: 'scroll' }, this.list);
    this.jump = h('button', { type: 'button', class: 'jump', hidden: true, on: { click: () => this.toEnd(true) } }, 'New messages', icon('down'));
    this.composer = drawComposer(() => this.place);
    this.stuck = true;
    this.brought = new Set(); // messages that an answer has led to
    this.jumped = -Infinity; // when an answer was last brought into view
    this.scroll.addEventListener('scroll', () => {
      const gap = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight;
      this.stuck = gap < 60;
      if (this.stuck) { this.jump.hidden = true; this.read(); }
    }, { passive: true });
    fill(root, this.head, this.scroll, h('div', { class: 'jump-wrap' }, this.jump), this.composer.root);
    new ResizeObserver(() => { if (this.stuck) this.toEnd(); }).observe(this.scroll);
  }

  show(place, fresh) {
    const moved = !this.place || !samePlace(this.place, place) || this.as !== state.me;
    this.place = place;
    this.as = state.me;
    if (moved) { this.drawn.clear(); this.list.replaceChildren(); this.stuck = true; }
    this.drawHead();
    this.composer.place();
    this.sync();
    if (moved || fresh) this.toEnd();
  }

  drawHead() {
    const { channel: id, thread } = this.place;
    const ch = channel(id);
    if (thread) {
      const root = book().messages.get(thread);
      fill(this.head,
        h('button', { type: 'button', class: 'crumb', aria: { label: `Back to ${ch?.name ?? 'the channel'}` }, on: { click: () => go({ channel: id, thread: null }, { focus: false }) } }, icon('back'), h('span', {}, `#${ch?.name ?? ''}`)),
        h('h2', {}, root?.thread_title ?? 'Thread'),
        h('span', { class: 'about' }, 'Only those named here can read this thread'),
        this.workButton(),
        h('button', { type: 'button', class: 'icon-button close-thread', aria: { label: 'Close the thread' }, title: 'Close the thread', on: { click: () => go({ channel: id, thread: null }) } }, icon('close')));
      return;
    }
    const direct = id?.startsWith('dm:');
    fill(this.head,
      direct ? avatar(null, 'small-face') : h('span', { class: 'head-icon' }, icon(ch?.only ? 'lock' : 'hash')),
      h('h2', {}, direct ? 'Baton' : ch?.name ?? ''),
      h('span', { class: 'about' }, direct ? `Direct messages to ${me()?.name ?? 'you'}` : ch?.about ?? (ch?.only ? 'Private' : '')),
      this.workButton());
  }

  workButton() {
    return h('button', { type: 'button', class: 'button quiet show-work', aria: { controls: 'work' }, on: { click: () => emit('toggle-work') } }, icon('list'), h('span', {}, 'What happened'));
  }

  /** Brings what is drawn in line with what is known; untouched messages keep their elements, and with them their focus. */
  sync() {
    if (!this.place?.channel) return;
    const list = messagesOf(this.place);
    const nodes = [];
    let before = null;
    const keepIds = new Set();
    list.forEach((m) => {
      const isRoot = this.place.thread === m.id;
      if (!before || dayNumber(before.at_ms) !== dayNumber(m.at_ms)) nodes.push(this.day(m, before));
      const grouped = Boolean(before && !isRoot && before.author === m.author && before.author !== null && m.at_ms - before.at_ms < GROUP_MS
        && dayNumber(before.at_ms) === dayNumber(m.at_ms) && !before.private && !m.private && before.id !== this.place.thread && !before.message.blocks.some((b) => b.buttons));
      nodes.push(this.element(m, grouped, isRoot));
      keepIds.add(m.id);
      if (isRoot && list.length > 1) nodes.push(this.cached('root-rule', 'x', () => h('div', { class: 'rule' }, h('span', {}, 'Thread'))));
      before = m;
    });
    if (!list.length) nodes.push(this.cached('empty', this.place.channel, () => this.empty()));
    // What has gone leaves first: an element that must move up for it would lose the focus.
    const stay = new Set(nodes);
    for (const old of [...this.list.children]) if (!stay.has(old)) old.remove();
    nodes.forEach((node, i) => { if (this.list.children[i] !== node) this.list.insertBefore(node, this.list.children[i] ?? null); });
    for (const key of this.drawn.keys()) if (this.drawn.get(key).message && !keepIds.has(key)) this.drawn.delete(key);
    if (this.stuck) this.toEnd();
    this.read();
  }

  cached(key, version, make) {
    const had = this.drawn.get(key);
    if (had?.version === version) return had.el;
    const el = make();
    this.drawn.set(key, { el, version });
    return el;
  }

  day(m, before) {
    const skipped = before ? skippedBetween(before.at_ms, m.at_ms) : null;
    return this.cached(`day-${m.id}`, `${dayName(m.at_ms)}${skipped ?? ''}`, () => h('div', { class: `day${skipped ? ' skipped' : ''}` },
      h('span', {}, skipped ? h('em', {}, `didn't count: ${skipped} h`) : null, dayName(m.at_ms))));
  }

  empty() {
    const direct = this.place.channel.startsWith('dm:');
    return h('div', { class: 'empty' }, direct ? avatar(null, 'big-face') : null,
      h('p', {}, direct ? "Nothing waits for you. That's the point." : 'Nothing has been said here yet.'),
      h('p', { class: 'small' }, direct ? 'Baton writes here once in the morning, and only when there is something.' : 'Handoffs that are late come here in one line.'));
  }

  /** What this person can read in the thread under a message. */
  replies(m) {
    if (!m.thread_title) return 0;
    return [...book().messages.values()].filter((x) => x.thread === m.id && !x.deleted).length;
  }

  element(m, grouped, isRoot) {
    const had = this.drawn.get(m.id);
    const replies = this.replies(m);
    const version = `${m.seq}/${grouped}/${isRoot}/${replies}/${m.thread_title ?? ''}/${me()?.id}/${actOf(m.id).locked()}/${problemOf(m.id) ?? ''}`;
    if (had?.version === version) return had.el;
    const el = this.draw(m, grouped, isRoot);
    if (had) {
      const inside = had.el.contains(document.activeElement) ? document.activeElement : null;
      if (had.el.isConnected) had.el.replaceWith(el);
      if (inside) (inside === had.el ? el : $(`[data-action="${CSS.escape(inside.dataset.action ?? '')}"]`, el) ?? el).focus({ preventScroll: true });
      if (had.seq !== m.seq) el.classList.add('redrawn');
    } else if (this.drawn.size && shown() - m.at_ms < 3600_000 && this.live) el.classList.add('arrives');
    this.drawn.set(m.id, { el, version, seq: m.seq, message: true });
    return el;
  }

  draw(m, grouped, isRoot) {
    const bot = m.author === null;
    const pinged = m.author !== state.me && Boolean(m.message.pings?.includes(state.me));
    const problem = problemOf(m.id);
    const who = nameOf(m.author);
    const replies = this.replies(m);
    const card = h('div', { class: bot ? 'card' : 'said' }, drawMessage(m.message, actOf(m.id)), problem ? h('p', { class: 'problem', role: 'alert' }, problem) : null);
    const openThread = m.thread_title && !isRoot && !this.place.thread ? h('button', {
      type: 'button', class: 'thread-link', data: { thread: m.id }, aria: { label: `Open the thread ${m.thread_title}` },
      on: { click: () => go({ channel: m.channel, thread: m.id }, { focus: true }) },
    }, icon('thread'), h('b', {}, replies ? `${replies} ${replies === 1 ? 'message' : 'messages'}` : 'Open the thread'), h('span', {}, m.thread_title)) : null;
    const head = grouped ? null : h('div', { class: 'msg-head' }, h('span', { class: 'who', data: { colour: bot ? null : person(m.author)?.color ?? 7 } }, who),
      bot ? h('span', { class: 'tag' }, 'bot') : h('span', { class: 'who-title' }, person(m.author)?.title ?? ''),
      h('time', { class: 'at', datetime: new Date(m.at_ms).toISOString() }, hm(m.at_ms)),
      m.edited_at_ms && !bot ? h('span', { class: 'at' }, 'edited') : null);
    return h('article', {
      class: `msg${bot ? ' bot' : ''}${m.private ? ' private' : ''}${pinged ? ' pinged' : ''}${grouped ? ' grouped' : ''}${isRoot ? ' root' : ''}`,
      tabindex: -1, data: { id: m.id }, aria: { label: `${who}, ${hm(m.at_ms)}. ${firstWords(m.message, 90)}` },
    },
    h('div', { class: 'msg-face' }, grouped ? h('span', { class: 'at' }, hm(m.at_ms)) : avatar(m.author)),
    h('div', { class: 'msg-body' }, head, card, m.private ? h('div', { class: 'only-you' }, icon('eye'), 'Only you can see this') : null, openThread));
  }

  read() {
    if (!this.stuck || document.hidden || !this.place) return;
    const last = messagesOf(this.place).reduce((n, m) => Math.max(n, m.seq), 0);
    if (last) markRead(this.place, last);
  }

  toEnd(smooth = false) {
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
    this.jump.hidden = true;
  }

  /** Brings a message into view; of one that is taller than the pane its beginning, the first time. */
  bring(el) {
    const tall = el.offsetHeight > this.scroll.clientHeight && !this.brought.has(el.dataset.id);
    this.brought.add(el.dataset.id);
    if (tall) this.stuck = false;
    el.scrollIntoView({ block: tall ? 'start' : 'nearest' });
  }

  /** A message that just came. */
  arrived(m) {
    const answer = m.private && justActed() ? this.find(m.id) : null;
    // What answers a press stands where it will stay as soon as it is there: nothing moves once it can be pressed in turn.
    if (answer) { this.jumped = performance.now(); this.bring(answer); return; }
    if (this.stuck) return;
    if (justActed()) { this.jumped = performance.now(); this.toEnd(true); }
    else if (m.author !== state.me) this.jump.hidden = false;
  }

  find(id) {
    return $(`[data-id="${CSS.escape(id)}"]`, this.list);
  }
}

/** Every pane that shows something. */
const showing = () => (state.place.thread ? [panes.main, panes.thread] : [panes.main]);

export function startChat() {
  panes.main = new Pane($('#pane-main'), 'main');
  panes.thread = new Pane($('#pane-thread'), 'thread');
  on('messages', (list) => {
    if (!state.place.channel) return;
    for (const p of showing()) {
      p.live = list.some((x) => x.how === 'new');
      p.sync();
      p.live = false;
    }
    for (const { m, how, live } of list) {
      for (const p of showing()) if (how === 'new' && live && samePlace(placeOf(m), p.place)) p.arrived(m);
      if (how === 'new' && live && m.author !== state.me) announce(`${nameOf(m.author)}${m.direct ? ', directly to you' : ''}: ${firstWords(m.message)}`);
    }
    if (list.some((x) => x.m.thread_title)) for (const p of showing()) p.drawHead();
  });
  on('redraw', () => state.place.channel && showing().forEach((p) => p.sync()));
  on('minute', () => refreshMoments());
  on('skips', () => state.place.channel && showing().forEach((p) => p.sync()));
  on('go', (place) => go(place));
  on('scroll', ({ id, since }) => {
    for (const p of showing()) {
      const el = p.find(id);
      if (!el) continue;
      p.bring(el);
      if (touches() === since && !document.querySelector('dialog[open]')) el.focus({ preventScroll: true });
    }
  });
  // After an answer the focus goes back to what was pressed, or to the next step of the same message.
  on('refocus', ({ messageId, action, next, since }) => {
    setTimeout(() => {
      // Whoever has moved on in the meantime is left where they are.
      if (touches() !== since || document.querySelector('dialog[open]')) return;
      const active = document.activeElement;
      if (active && active !== document.body && !active.matches('.msg') && active.dataset.action !== action) return;
      for (const p of showing()) {
        const el = messageId && p.find(messageId);
        if (!el) continue;
        const same = $(`[data-action="${CSS.escape(action ?? '')}"]`, el);
        const primary = $('.button.primary:enabled', el);
        (next ? primary ?? same ?? el : same ?? primary ?? el).focus({ preventScroll: true });
        if (performance.now() - p.jumped > 1500) el.scrollIntoView({ block: 'nearest' });
        return;
      }
    }, 120);
  });
  document.addEventListener('visibilitychange', () => showing().forEach((p) => p.place && p.read()));
  return { all: () => $$('.msg', front().list) };
}
