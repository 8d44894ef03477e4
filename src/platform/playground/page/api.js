// Talks to the playground's own interface, and to nothing else.
//
// A click is never lost: while Baton cannot be reached the same request is sent again, with the same key, until it gets
// through or the page is closed. What Baton answers with a refusal is thrown as a sentence to show where it happened.

import { uuid } from './dom.js';
import { emit, state } from './store.js';

const BASE = '/playground/api/v1';

/** Baton refused, in words. */
export class Refusal extends Error {}

/** Baton cannot be reached. */
export class Unreachable extends Error {}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function once(method, path, body, key) {
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': key },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Unreachable('Baton cannot be reached.');
  }
  if ([502, 503, 504].includes(response.status)) throw new Unreachable('Baton cannot be reached.');
  const text = await response.text().catch(() => { throw new Unreachable('The answer broke off.'); });
  let answer = {};
  try { answer = text ? JSON.parse(text) : {}; } catch { answer = {}; }
  if (!response.ok) {
    throw new Refusal(answer.error ?? `That did not work (${response.status}). Nothing was changed; please try once more.`);
  }
  return answer;
}

/** Reads. */
export const get = (path) => once('GET', path);

/** Does something; repeats while Baton is away, unless `patient` is false. `onDelay` is told when it has to wait. */
export async function post(path, body = {}, { patient = true, onDelay = null, key = uuid() } = {}) {
  for (let n = 0; ; n += 1) {
    try {
      const answer = await once('POST', path, body, key);
      if (n > 0) emit('connection', true);
      return answer;
    } catch (error) {
      if (!(error instanceof Unreachable) || !patient) throw error;
      emit('connection', false);
      onDelay?.();
      await wait(Math.min(8000, 700 * 2 ** n));
    }
  }
}

const as = () => `/as/${encodeURIComponent(state.me)}`;

export const readState = () => get('/state');
export const readMessages = (person, after) => get(`/as/${encodeURIComponent(person)}/messages?after=${after}`);
export const readWork = (person) => get(`/as/${encodeURIComponent(person)}/work`);
export const readSummary = (person, handoff) => get(`/people/${encodeURIComponent(person)}/summary?handoff=${encodeURIComponent(handoff ?? '')}`);

export const command = (text, place, more) => post(`${as()}/command`, { text, channel: place.channel, thread: place.thread }, more);
export const say = (text, place, more) => post(`${as()}/say`, { text, channel: place.channel, thread: place.thread }, more);
export const click = (message, action, values, more) => post(`${as()}/click`, { message, action, values }, more);
export const submit = (form, values, requestId, message) => post(`${as()}/form`, { form, values, request_id: requestId, message }, { patient: false, key: requestId });
export const moveClock = (move) => post('/clock', move, { patient: false });
export const closeDeal = () => post('/deal');
export const outage = (hours) => post('/outage', { hours });
export const reset = () => post('/reset');
export const undoReset = () => post('/reset/undo');
export const leave = (person) => post('/leave', { person });

/** Opens the stream of a person; `handlers` by event name. Answers a function that closes it. */
export function listen(person, handlers, { opened, lost }) {
  let source = null;
  let retry = null;
  let closed = false;
  const open = () => {
    clearTimeout(retry);
    source?.close();
    if (closed) return;
    source = new EventSource(`${BASE}/as/${encodeURIComponent(person)}/events`);
    source.onopen = () => opened();
    source.onerror = () => {
      lost();
      // A refused stream is closed for good by the browser: it is opened anew here.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, 1500);
    };
    for (const [name, fn] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        let data = null;
        try { data = event.data ? JSON.parse(event.data) : null; } catch { return; }
        fn(data);
      });
    }
  };
  open();
  return { again: open, close() { closed = true; clearTimeout(retry); source?.close(); } };
}
