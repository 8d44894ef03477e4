// Presses, choices, commands: sends them, shows that they are on their way, and shows the answer where it belongs.
//
// A second press while the first is on its way does nothing; the first one is never lost (api.js repeats it).

import * as api from './api.js';
import { touches } from './dom.js';
import { openForm } from './form.js';
import { announce, note } from './notes.js';
import { noteAct } from './people.js';
import { book, emit, placeOf, samePlace, state } from './store.js';

const pressed = new Map(); // message id → action id on its way
const problems = new Map(); // message id → sentence

export const problemOf = (messageId) => problems.get(messageId) ?? null;

/** What the blocks of one message need to know and do. */
export function actOf(messageId) {
  return {
    busy: (action) => pressed.get(messageId) === action,
    locked: () => pressed.has(messageId),
    click: (action, values) => press(messageId, action, values),
  };
}

async function press(messageId, action, values) {
  if (pressed.has(messageId)) return;
  const as = state.me;
  const since = touches();
  const from = { ...state.place };
  pressed.set(messageId, action);
  problems.delete(messageId);
  noteAct();
  emit('redraw', messageId);
  try {
    const { reply } = await api.click(messageId, action, values, {
      onDelay: () => { problems.set(messageId, 'Not through yet. It is kept and sent again.'); emit('redraw', messageId); },
    });
    problems.delete(messageId);
    noteAct();
    answer(reply, { messageId, action, from, as, since });
  } catch (error) {
    problems.set(messageId, error.message);
  } finally {
    pressed.delete(messageId);
    emit('redraw', messageId);
    if (document.activeElement === document.body) emit('refocus', { messageId, action, since });
  }
}

/** Follows what the server answered. */
function answer(reply, { messageId = null, action = null, from, as, since }) {
  if (!reply || state.me !== as) return;
  if (reply.form) {
    openForm(reply.form, {
      messageId,
      done: (next, sent) => { noteAct(); answer(next, { messageId, action, from, as, since: sent }); emit('refocus', { messageId, action, next: true, since: sent }); },
      left: () => emit('refocus', { messageId, action, since: touches() }),
    });
    return;
  }
  if (reply.message) reveal(reply.message, from, since);
}

/** Goes to a message, which may still be on its way. */
export function reveal(id, from = state.place, since = touches(), tries = 20) {
  const m = book().messages.get(id);
  if (!m) {
    if (tries > 0) setTimeout(() => reveal(id, from, since, tries - 1), 100);
    return;
  }
  const place = placeOf(m);
  const inThread = state.place.thread === m.id && m.channel === state.place.channel;
  if (!samePlace(place, state.place) && !inThread && samePlace(state.place, from)) emit('go', place);
  emit('scroll', { id, since });
}

/** Sends what was typed. Answers null when it went through, else the sentence that says why not. */
export async function send(text, place) {
  const as = state.me;
  const since = touches();
  const from = { ...state.place };
  noteAct();
  try {
    const isCommand = text.startsWith('/');
    const { reply } = await (isCommand ? api.command(text, place) : api.say(text, place));
    answer(reply, { from, as, since });
    if (isCommand && !reply) announce('Done');
    return null;
  } catch (error) {
    return error.message;
  }
}

/** A simple deed of the side bar, with its problem shown as a note. */
export async function deed(run, after = null) {
  noteAct();
  try {
    const result = await run();
    after?.(result);
  } catch (error) {
    note(error.message, { problem: true });
  }
}
