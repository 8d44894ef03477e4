// The guide: one line at the foot that says the next step and lights exactly one thing. Closed and resumed at will.

import { $, $$, fill, h, icon, keep, narrow } from './dom.js';
import { go } from './chat.js';
import { announce } from './notes.js';
import { book, emit, on, personByKey, placeOf, samePlace, state } from './store.js';

const STEPS = 8;
let shut = Boolean(keep.get('guide-shut'));
let lit = null;
let last = null;

/** The newest message that carries the wanted button. */
function holder(prefix) {
  let found = null;
  for (const m of book().messages.values()) {
    if (m.deleted) continue;
    const has = m.message.blocks.some((b) => b.buttons?.some((x) => x.id.startsWith(prefix)) || b.select?.id.startsWith(prefix));
    if (has && (!found || m.at_ms >= found.at_ms)) found = m;
  }
  return found;
}

const visible = (el) => Boolean(el && el.getClientRects().length);

/** What to light: the thing itself, or the way to it. */
function target() {
  const g = state.guide;
  if (!g?.target) return null;
  const wanted = personByKey(g.person);
  if (wanted && wanted.id !== state.me && g.target.kind !== 'clock') return $(`#faces [data-person="${CSS.escape(wanted.id)}"]`);
  const { kind } = g.target;
  if (kind === 'person') {
    const p = personByKey(g.target.key);
    return p && p.id !== state.me ? $(`#faces [data-person="${CSS.escape(p.id)}"]`) : null;
  }
  if (kind === 'clock') {
    const seg = $(`#moves [data-move="${g.target.what}"]`);
    return visible(seg) ? seg : $(`.menu [data-move="${g.target.what}"]`) ?? $('#clock-now');
  }
  if (kind === 'compose') {
    const box = [...$$('.composer')].filter(visible).pop();
    return box ? $('.compose-row', box) : $('#tab-chat');
  }
  if (kind === 'button') {
    const m = holder(g.target.action_prefix);
    if (!m) return null;
    const here = $$(`[data-id="${CSS.escape(m.id)}"] [data-action^="${CSS.escape(g.target.action_prefix)}"]`).filter(visible).pop();
    // Several of a kind, such as a scale: the row is the one thing.
    if (here) return $$(`[data-action^="${CSS.escape(g.target.action_prefix)}"]`, here.parentElement).length > 1 ? here.parentElement : here;
    const link = $$(`.place[data-channel="${CSS.escape(m.channel)}"]`).find((b) => (b.dataset.thread ?? null) === (m.thread ?? null));
    if (visible(link)) return link;
    if (narrow()) return samePlace(placeOf(m), state.place) ? $('#tab-chat') : $('#tab-places');
  }
  return null;
}

/** Lights what is next, and nothing else. */
function light() {
  const el = shut || document.querySelector('dialog[open]') ? null : target();
  if (el === lit && el?.classList.contains('lit')) return;
  for (const old of $$('.lit')) old.classList.remove('lit');
  lit = el;
  el?.classList.add('lit');
}

/** Goes to where the next step is and puts the focus on it. */
function showMe() {
  const g = state.guide;
  const wanted = personByKey(g?.person);
  if (g?.target?.kind === 'button' && (!wanted || wanted.id === state.me)) {
    const m = holder(g.target.action_prefix);
    if (m && !samePlace(placeOf(m), state.place)) go(placeOf(m));
  }
  setTimeout(() => {
    light();
    if (!lit) return;
    lit.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
    (lit.matches('button, input') ? lit : $('textarea, button', lit))?.focus({ preventScroll: true });
  }, 60);
}

function draw() {
  const box = $('#guide');
  const g = state.guide;
  const step = g?.step ?? null;
  document.body.classList.toggle('guide-shut', shut);
  if (step === null) {
    box.classList.add('over');
    fill(box, h('span', { class: 'guide-text' }, 'The rest is yours: type / to see what Baton can do.'),
      h('button', { type: 'button', class: 'link show-me', on: { click: () => emit('end') } }, 'What it took'));
  } else if (shut) {
    box.classList.remove('over');
    fill(box, h('button', { type: 'button', class: 'link guide-resume', on: { click: () => set(false) } }, `Go on with the guide, step ${step} of ${STEPS}`));
  } else {
    box.classList.remove('over');
    const words = /^(Step \d+ of \d+):\s*(.*)$/s.exec(g.text ?? '');
    fill(box,
      h('span', { class: 'steps', aria: { hidden: true } }, Array.from({ length: STEPS }, (_, i) => h('i', { class: i + 1 < step ? 'past' : i + 1 === step ? 'now' : '' }))),
      h('span', { class: 'guide-text' }, words ? [h('b', {}, `${words[1]}: `), words[2]] : g.text),
      h('button', { type: 'button', class: 'link show-me', on: { click: showMe } }, 'Show me'),
      h('button', { type: 'button', class: 'icon-button', aria: { label: 'Close the guide; it can be resumed' }, title: 'Close the guide', on: { click: () => set(true) } }, icon('close')));
  }
  light();
  const now = `${step}/${g?.text ?? ''}`;
  if (last !== null && last !== now && !shut && step !== null) announce(g.text);
  if (last !== null && step === null && /^8\//.test(last)) emit('finished');
  last = now;
}

function set(value) {
  shut = value;
  keep.set('guide-shut', shut);
  draw();
  $('#guide button')?.focus();
}

export function startGuide() {
  on('ready guide anew', draw);
  on('me place messages read redraw clock waiting people', () => requestAnimationFrame(light));
  new MutationObserver(() => requestAnimationFrame(light)).observe(document.body, { childList: true, subtree: false, attributes: true, attributeFilter: ['data-view', 'data-thread'] });
  new MutationObserver(light).observe($('#form'), { attributes: true, attributeFilter: ['open'] });
  new MutationObserver(light).observe($('#end'), { attributes: true, attributeFilter: ['open'] });
  addEventListener('resize', light);
}
