// The inputs of a form, one maker per kind. Each answers {root, read, write, focus, first, bad}.

import { h, icon } from './dom.js';
import { avatar } from './people.js';
import { state } from './store.js';
import { shown, isoLocal } from './time.js';

let made = 0;
const newId = () => `f${(made += 1)}`;

/** Makes the field for an input; `changed` is called at every edit. */
export function drawField(input, changed) {
  const [kind, more] = typeof input.kind === 'string' ? [input.kind, {}] : Object.entries(input.kind)[0];
  const id = newId();
  // A star at the end of the label: it may stay empty here, and is needed before the brief goes.
  const later = !input.required && / \*$/.test(input.label);
  const words = later ? input.label.slice(0, -2) : input.label;
  const help = input.help && !/^optional\.?$/i.test(input.help) ? h('p', { class: 'field-help', id: `${id}-help` }, input.help) : null;
  const problem = h('p', { class: 'problem', id: `${id}-problem`, hidden: true });
  const common = { id, required: undefined, aria: { required: input.required ? true : null, describedby: [help ? `${id}-help` : '', `${id}-problem`].join(' ').trim() } };
  const make = { line: drawLine, lines: drawLines, options: drawOptions, person: drawPerson, people: drawPerson, date: drawDate, datetime: drawDate }[kind] ?? drawLine;
  const part = make({ input, more, id, common, changed, kind });
  const mark = input.required || later
    ? [h('span', { class: 'needed', aria: { hidden: true } }, '*'), h('span', { class: 'sr' }, later ? ' (needed before it is sent)' : ' (needed)')]
    : h('span', { class: 'optional' }, 'optional');
  const label = part.grouped ? h('legend', {}, words, mark) : h('label', { for: id }, words, mark);
  const root = h(part.grouped ? 'fieldset' : 'div', { class: `field ${kind}`, data: { key: input.key } }, label, help, part.body, part.count ?? null, problem);
  return {
    key: input.key, root, later, read: part.read, write: part.write,
    focus: () => part.target().focus(),
    multiline: kind === 'lines',
    say(text) {
      problem.textContent = text ?? '';
      problem.hidden = !text;
      root.classList.toggle('bad', Boolean(text));
      if (text) part.target().setAttribute('aria-invalid', 'true'); else part.target().removeAttribute('aria-invalid');
    },
    missing: () => input.required && part.read().trim() === '',
    tooLong: () => Math.max(0, [...part.read()].length - (more.max ?? Infinity)),
  };
}

/** Tells how much room is left once it gets tight; what is too much is never cut off in silence. */
function counter(max) {
  const el = h('p', { class: 'count-left', aria: { live: 'polite' }, hidden: true });
  return {
    el,
    update(text) {
      const n = [...text].length;
      el.hidden = !max || n < max * 0.8;
      el.classList.toggle('over', n > max);
      el.textContent = n > max ? `${n - max} too many` : `${n} of ${max}`;
    },
  };
}

function drawLine({ input, more, common, changed }) {
  const count = counter(more.max);
  const el = h('input', { ...common, type: 'text', autocomplete: 'off', placeholder: input.example || null, value: input.value ?? '', on: { input: () => { count.update(el.value); changed(); } } });
  count.update(el.value);
  return { body: el, count: count.el, read: () => el.value, write: (v) => { el.value = v; count.update(v); }, target: () => el };
}

function drawLines({ input, more, common, changed }) {
  const count = counter(more.max);
  const grow = () => { el.style.height = 'auto'; el.style.height = `${Math.min(Math.max(el.scrollHeight + 2, 78), 260)}px`; };
  const el = h('textarea', { ...common, rows: 3, placeholder: input.example || null, value: input.value ?? '', on: { input: () => { count.update(el.value); grow(); changed(); } } });
  count.update(el.value);
  requestAnimationFrame(grow);
  return { body: el, count: count.el, read: () => el.value, write: (v) => { el.value = v; count.update(v); grow(); }, target: () => el };
}

function drawOptions({ input, more, id, common, changed }) {
  const options = more.options ?? [];
  const several = Boolean(more.several);
  const start = input.value ? input.value.split('\n') : options.filter((o) => o.chosen).map((o) => o.value);
  if (!several && options.length > 6) {
    const el = h('select', { ...common, on: { change: changed } }, h('option', { value: '' }, input.example || 'Choose one'),
      options.map((o) => h('option', { value: o.value, selected: start.includes(o.value) }, o.hint ? `${o.label} (${o.hint})` : o.label)));
    return { body: h('div', { class: 'native-select' }, el, icon('down')), read: () => el.value, write: (v) => { el.value = v; }, target: () => el };
  }
  const boxes = options.map((o, i) => h('input', { type: several ? 'checkbox' : 'radio', name: id, id: `${id}-${i}`, value: o.value, checked: start.includes(o.value), on: { change: changed } }));
  const body = h('div', { class: 'pills' }, options.map((o, i) => h('span', { class: 'pill' }, boxes[i], h('label', { for: `${id}-${i}` }, o.label, o.hint ? h('small', {}, o.hint) : null))));
  return {
    grouped: true, body,
    read: () => boxes.filter((b) => b.checked).map((b) => b.value).join('\n'),
    write: (v) => { const set = v.split('\n'); boxes.forEach((b) => { b.checked = set.includes(b.value); }); },
    target: () => boxes.find((b) => b.checked) ?? boxes[0],
  };
}

/** One person, or several: a line each. */
function drawPerson({ input, id, changed, kind }) {
  const chosen = (input.value ?? '').split('\n');
  const boxes = state.people.map((p, i) => h('input', { type: kind === 'people' ? 'checkbox' : 'radio', name: id, id: `${id}-${i}`, value: p.id, checked: chosen.includes(p.id), on: { change: changed } }));
  const body = h('div', { class: 'pills people' }, state.people.map((p, i) => h('span', { class: 'pill', data: { colour: p.color } }, boxes[i],
    h('label', { for: `${id}-${i}` }, avatar(p.id, 'small-face'), h('span', { class: 'pill-words' }, p.name, h('small', {}, p.title))))));
  return {
    grouped: true, body,
    read: () => boxes.filter((b) => b.checked).map((b) => b.value).join('\n'),
    write: (v) => boxes.forEach((b) => { b.checked = v.split('\n').includes(b.value); }),
    target: () => boxes.find((b) => b.checked) ?? boxes[0],
  };
}

function drawDate({ input, common, changed, kind }) {
  const time = kind === 'datetime';
  const el = h('input', { ...common, type: 'text', autocomplete: 'off', placeholder: input.example || (time ? '12 March 10:00, tomorrow 9:00' : '15 March, next Friday'), value: input.value ?? '', on: { input: changed } });
  const native = h('input', { type: time ? 'datetime-local' : 'date', class: 'native-date', tabindex: -1, aria: { hidden: true } });
  native.addEventListener('change', () => {
    if (!native.value) return;
    el.value = native.value.replace('T', ' ');
    changed();
    el.focus();
  });
  const open = () => {
    const typed = /^\d{4}-\d\d-\d\d/.test(el.value) ? el.value.replace(' ', 'T') : isoLocal(shown());
    native.value = time ? typed.slice(0, 16).padEnd(16, 'T09:00'.slice(typed.length - 10)) : typed.slice(0, 10);
    try { native.showPicker(); } catch { native.focus(); }
  };
  const button = h('button', { type: 'button', class: 'icon-button pick-date', title: 'Pick from a calendar', aria: { label: `Pick ${input.label} from a calendar` }, on: { click: open } }, icon('calendar'));
  return { body: h('div', { class: 'date-row' }, el, native, button), read: () => el.value, write: (v) => { el.value = v; }, target: () => el };
}
