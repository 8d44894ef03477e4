// Draws the neutral message model: inline text, blocks, files. What it does not know it writes out in words.

import { h, icon, save, toClipboard } from './dom.js';
import { drawSelect } from './select.js';
import { book, channel, emit, person, state } from './store.js';
import { moment } from './time.js';
import { announce } from './notes.js';

/** Only https may be followed. */
function safeUrl(url) {
  try {
    const u = new URL(url);
    return u.protocol === 'https:' ? u.href : null;
  } catch { return null; }
}

/** A person as a chip in their colour. */
export function chip(id) {
  const p = person(id);
  return h('span', { class: `chip${id === state.me ? ' me' : ''}`, data: { colour: p?.color ?? 7 } }, `@${p?.name ?? 'someone who left'}`);
}

/** The message a thread hangs on, where the value names a thread that this person can see. */
const rootOf = (id) => { const m = book().messages.get(id); return m?.thread_title && !m.deleted ? m : null; };

const spotName = (id) => rootOf(id)?.thread_title ?? (channel(id) ? `#${channel(id).name}` : 'a thread');

/** A channel or thread that is named in a text; a press goes there. */
function spot(id) {
  const root = rootOf(id);
  if (!root && !channel(id)) return h('span', { class: 'chip' }, spotName(id));
  const place = root ? { channel: root.channel, thread: root.id } : { channel: id, thread: null };
  return h('button', { type: 'button', class: 'chip spot', aria: { label: `Go to ${spotName(id)}` }, on: { click: () => emit('go', place) } }, spotName(id));
}

/** A run of inline elements. */
export function inline(text) {
  return (text ?? []).map((part) => {
    if (typeof part === 'string') return part;
    const [kind, value] = Object.entries(part)[0] ?? ['plain', ''];
    switch (kind) {
      case 'plain': return String(value);
      case 'bold': return h('strong', {}, inline(value));
      case 'quote': return h('q', {}, inline(value));
      case 'code': return h('code', {}, value);
      case 'link': {
        const url = safeUrl(value.url);
        return url ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, value.text) : String(value.text);
      }
      case 'person': return chip(value);
      case 'channel': return spot(value);
      case 'moment': return h('time', { data: { at: value.at, style: value.style }, datetime: new Date(value.at).toISOString() }, moment(value.at, value.style));
      default: return typeof value === 'string' ? value : '';
    }
  });
}

/** The same in plain words, for announcements and names of things. */
export function plainText(text) {
  return (text ?? []).map((part) => {
    if (typeof part === 'string') return part;
    const [kind, value] = Object.entries(part)[0] ?? ['plain', ''];
    switch (kind) {
      case 'bold': return plainText(value);
      case 'quote': return `“${plainText(value)}”`;
      case 'link': return value.text;
      case 'person': return person(value)?.name ?? 'someone who left';
      case 'channel': return spotName(value);
      case 'moment': return moment(value.at, value.style);
      default: return String(value);
    }
  }).join('');
}

/** The first words of a message. */
export function firstWords(message, most = 140) {
  for (const block of message.blocks ?? []) {
    const text = plainText(block.heading ?? block.line ?? block.small ?? []);
    if (text) return text.length > most ? `${text.slice(0, most - 1)}…` : text;
  }
  return message.blocks?.length ? 'A message with choices' : 'A file';
}

function drawButtons(buttons, act) {
  const scale = buttons.length === 5 && buttons.every((b) => /^\d/.test(b.label));
  return h('div', { class: `buttons${scale ? ' scale' : ''}`, role: 'group' }, buttons.map((b) => {
    const busy = act.busy(b.id);
    const rated = scale ? /^(\d+)\s*(.*)$/.exec(b.label) : null;
    return h('button', {
      type: 'button', class: `button ${b.style}${busy ? ' busy' : ''}`, data: { action: b.id },
      disabled: Boolean(b.disabled), aria: { disabled: b.disabled || act.locked() ? true : null, busy: busy ? true : null },
      on: { click: () => act.click(b.id, []) },
    }, rated ? [h('span', { class: 'digit' }, rated[1]), rated[2] ? h('span', { class: 'under' }, rated[2]) : null] : b.label);
  }));
}

function drawMeter({ label, percent }) {
  const p = Math.max(0, Math.min(100, percent));
  const fillEl = h('span', { class: 'meter-fill' });
  fillEl.style.setProperty('--share', `${p}%`);
  return h('div', { class: 'meter' }, h('div', { class: 'meter-words' }, h('span', {}, inline(label)), h('b', {}, `${p} %`)),
    h('div', { class: 'meter-bar', role: 'meter', aria: { valuemin: 0, valuemax: 100, valuenow: p, label: plainText(label) || 'Share' } }, fillEl));
}

/** A button that puts `text` on the clipboard and says so. */
export function copyButton(text, label = 'Copy') {
  return h('button', {
    type: 'button', class: 'copy-button',
    on: {
      click: async (event) => {
        const button = event.currentTarget;
        const done = await toClipboard(text);
        button.lastChild.textContent = done ? 'Copied' : 'Select and copy it';
        announce(done ? 'Copied' : 'Copying is blocked here; select the text instead');
        setTimeout(() => { button.lastChild.textContent = label; }, 2200);
      },
    },
  }, icon('copy'), h('span', {}, label));
}

function drawCopy(text) {
  return h('div', { class: 'copy' }, h('div', { class: 'copy-text' }, text), copyButton(text));
}

function drawBlock(block, act) {
  if (block === 'divider') return h('hr');
  const [kind, value] = Object.entries(block)[0] ?? [];
  switch (kind) {
    case 'line': return h('p', { class: 'line' }, inline(value));
    case 'small': return h('p', { class: 'small' }, inline(value));
    case 'heading': return h('h3', {}, inline(value));
    case 'meter': return drawMeter(value);
    case 'buttons': return drawButtons(value, act);
    case 'select': return drawSelect(value, act);
    case 'copy': return drawCopy(value);
    default: return null;
  }
}

/** What is in a file. */
function contentOf(file) {
  const content = file.base64 === undefined ? file.text : Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0));
  return new Blob([content], { type: file.mime });
}

function drawFile(file) {
  const content = contentOf(file);
  const bytes = content.size;
  const size = bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 102.4) / 10} kB`;
  const down = h('button', { type: 'button', class: 'file-name', on: { click: () => save(file.name, content) } },
    icon('file'), h('span', {}, file.name), h('small', {}, `${size} · save`));
  if (file.mime === 'image/png') {
    return h('figure', { class: 'file' }, h('img', { src: `data:image/png;base64,${file.base64}`, alt: file.alt ?? file.name }), down);
  }
  const lines = file.text.split('\n');
  return h('div', { class: 'file' }, down, h('details', {}, h('summary', {}, 'Look inside'),
    h('pre', {}, lines.slice(0, 20).join('\n') + (lines.length > 20 ? `\n… ${lines.length - 20} more lines` : ''))));
}

/** A row of five buttons is full and goes on in the next: together they wrap as the width allows. A scale stays alone. */
function flowing(blocks) {
  const out = [];
  let full = false;
  for (const block of blocks) {
    if (full && block.buttons) out[out.length - 1] = { buttons: [...out[out.length - 1].buttons, ...block.buttons] };
    else out.push(block);
    full = block.buttons?.length === 5 && !block.buttons.every((b) => /^\d/.test(b.label));
  }
  return out;
}

/** Everything a message says. */
export function drawMessage(message, act) {
  return [flowing(message.blocks).map((b) => drawBlock(b, act)), (message.files ?? []).map(drawFile)];
}
