// One screen that a person fills. It opens over the page, holds the focus, and keeps what is typed in this browser until
// Baton has acknowledged it: Esc, a reload or a lost connection lose nothing.

import * as api from './api.js';
import { drawField } from './fields.js';
import { $, fill, h, icon, keep, touches, uuid } from './dom.js';
import { announce } from './notes.js';
import { state } from './store.js';

let current = null;

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * Opens a form. `messageId`: the message it was opened from. `done(reply)` after it went through, `left()` when it was
 * closed before.
 */
export function openForm(form, { messageId = null, done = () => {}, left = () => {} } = {}) {
  const problem = form.problem ?? null;
  const dialog = $('#form');
  const as = state.me;
  const keptKey = `form.${as}.${form.id}`;
  const fields = form.inputs.map((input) => drawField(input, onChange));
  let requestId = uuid();
  let busy = false;

  const top = h('p', { class: 'form-problem', role: 'alert', hidden: true });
  const kept = h('p', { class: 'form-kept', hidden: true });
  const submitButton = h('button', { type: 'submit', class: 'button primary' }, form.submit || 'Save');
  const body = h('div', { class: 'form-body scroll' }, top, kept, fields.map((f) => f.root));
  const star = form.inputs.some((i) => i.required) ? 'needed' : fields.some((f) => f.later) ? 'needed before it is sent' : null;
  // Enter makes a new line where several may be written, and sends the last field.
  const walks = fields.length > 1 && fields.slice(0, -1).some((f) => !f.multiline);
  const root = h('form', { class: 'form', novalidate: true, method: 'dialog', on: { submit: (e) => { e.preventDefault(); submit(); }, keydown: onKey } },
    h('header', { class: 'form-head' }, h('h2', { id: 'form-title' }, form.title), h('button', { type: 'button', class: 'icon-button', aria: { label: 'Close; what you typed is kept' }, title: 'Close (Esc); what you typed is kept', on: { click: () => close() } }, icon('close'))),
    body,
    h('footer', { class: 'form-foot' }, h('p', { class: 'form-hint' }, star ? [h('span', { class: 'needed' }, '*'), ` ${star}`, h('span', { class: 'hint-keys' }, ' · ')] : null,
      h('span', { class: 'hint-keys' }, walks ? [h('kbd', {}, 'Enter'), ' next · '] : null, h('kbd', {}, isMac ? '⌘ Enter' : 'Ctrl Enter'), ` ${(form.submit || 'Save').toLowerCase()}`)),
    h('button', { type: 'button', class: 'button plain', on: { click: () => close() } }, 'Not now'), submitButton));

  const typed = () => Object.fromEntries(fields.map((f) => [f.key, f.read()]));
  const given = JSON.stringify(typed());

  // What was typed before and never got through comes back, and says so.
  const before = keep.get(keptKey);
  if (before && JSON.stringify(before) !== given) {
    for (const f of fields) if (f.key in before) f.write(before[f.key]);
    fill(kept, 'This is what you typed before. ', h('button', { type: 'button', class: 'link', on: { click: () => {
      const original = JSON.parse(given);
      for (const f of fields) f.write(original[f.key]);
      keep.remove(keptKey);
      kept.hidden = true;
      fields[0]?.focus();
    } } }, 'Take what Baton has instead'));
    kept.hidden = Boolean(problem);
  }
  if (problem) tell(problem);

  function onChange() {
    requestId = uuid();
    const now = typed();
    if (JSON.stringify(now) === given) keep.remove(keptKey); else keep.set(keptKey, now);
    for (const f of fields) if (f.root.classList.contains('bad') && !f.missing() && !f.tooLong()) f.say(null);
  }

  function tell(text) {
    top.textContent = text;
    top.hidden = false;
    body.scrollTo({ top: 0 });
  }

  function onKey(event) {
    if (event.key !== 'Enter' || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) { event.preventDefault(); submit(); return; }
    const el = event.target;
    if (el.tagName === 'TEXTAREA' || el.tagName === 'BUTTON' || el.tagName === 'SELECT') return;
    event.preventDefault();
    const i = fields.findIndex((f) => f.root.contains(el));
    if (i < 0 || i === fields.length - 1) submit(); else fields[i + 1].focus();
  }

  async function submit() {
    if (busy) return;
    let first = null;
    for (const f of fields) {
      const over = f.tooLong();
      const says = f.missing() ? 'This one is needed.' : over ? `${over} characters too many. Please shorten it.` : null;
      f.say(says);
      if (says) first ??= f;
    }
    if (first) { first.focus(); return; }
    busy = true;
    const since = touches();
    root.classList.add('busy');
    submitButton.setAttribute('aria-disabled', 'true');
    submitButton.textContent = 'On its way';
    top.hidden = true;
    try {
      const answer = await api.submit(form.id, typed(), requestId, messageId);
      const reply = answer.form ? answer : answer.reply;
      if (reply?.form?.problem && reply.form.id === form.id) {
        // The same screen again, with what is wrong on top; what was typed stands in what comes back.
        keep.set(keptKey, typed());
        swap(() => openForm(reply.form, { messageId, done, left }));
        return;
      }
      keep.remove(keptKey);
      announce('Saved');
      swap(() => done(reply ?? null, since), !reply?.form);
    } catch (error) {
      tell(error instanceof api.Unreachable ? 'Baton cannot be reached. Everything you typed is kept here; press the button again in a moment.' : error.message);
      if (!(error instanceof api.Unreachable)) requestId = uuid();
    } finally {
      busy = false;
      root.classList.remove('busy');
      submitButton.removeAttribute('aria-disabled');
      submitButton.textContent = form.submit || 'Save';
    }
  }

  /** Leaves this screen for another, or for good. */
  function swap(next, shut = false) {
    current = null;
    if (shut && dialog.open) dialog.close();
    next();
  }

  function close() {
    current = null;
    if (dialog.open) dialog.close();
    left();
  }

  current = { close };
  dialog.setAttribute('aria-labelledby', 'form-title');
  fill(dialog, root);
  if (!dialog.open) dialog.showModal();
  const start = fields.find((f) => f.missing()) ?? fields[0];
  if (problem) fields[0]?.focus(); else start?.focus();
}

/** Closes the open form; what is typed stays kept. */
export function closeForm() {
  current?.close();
}

export function startForm() {
  const dialog = $('#form');
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); current?.close(); });
  dialog.addEventListener('pointerdown', (event) => {
    // A press beside the dialog closes it only when nothing was typed into it by accident: text is kept anyway.
    if (event.target === dialog) current?.close();
  });
}
