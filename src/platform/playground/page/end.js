// The end card: what the handoff cost and spared, a picture of it, and what of Discord there is.

import * as api from './api.js';
import { $, fill, h, icon, save } from './dom.js';
import { announce, note } from './notes.js';
import { avatar } from './people.js';
import { on, personByKey, state } from './store.js';
import { drawPicture } from './picture.js';

const PINGS = { arrived: 'it arrived', reminder: 'one reminder', rate: 'rate it' };

/** `sender_ms` as one says it. */
function spent(ms) {
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.round((ms % 60_000) / 1000);
  return minutes ? `${minutes} min${seconds && minutes < 10 ? ` ${seconds} s` : ''}` : `${seconds} s`;
}

/** The three figures in words, for the card and the picture alike. */
export function figures(summary) {
  const order = Object.keys(PINGS);
  const pings = Object.entries(summary.pings ?? {}).filter(([, n]) => n > 0).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const total = pings.reduce((n, [, k]) => n + k, 0);
  const sender = personByKey(summary.sender_key ?? 'ana')?.name ?? 'The sender';
  const receiver = personByKey(summary.receiver_key ?? 'ben')?.name ?? 'The receiver';
  return {
    title: `${summary.customer ?? 'The customer'} changed hands, and nothing was dropped.`,
    list: [
      { big: spent(summary.sender_ms ?? 0), small: `of ${sender}'s time`, more: 'from the first click to sent' },
      { big: String(total), small: `${total === 1 ? 'ping' : 'pings'} for ${receiver}`, more: pings.map(([kind, n]) => `${PINGS[kind] ?? kind}${n > 1 ? ` (${n})` : ''}`).join(', ') || 'none at all' },
      { big: String(summary.not_asked_twice ?? 0), small: 'things not asked twice', more: 'the brief had them' },
    ],
  };
}

async function openEnd() {
  const dialog = $('#end');
  let summary;
  try { summary = await api.readSummary(personByKey('ana')?.id ?? state.me, state.guide?.handoff ?? ''); } catch (error) { note(error.message, { problem: true }); return; }
  const f = figures(summary);
  const said = h('p', { class: 'end-said', role: 'status' });
  const people = [personByKey(summary.sender_key ?? 'ana'), personByKey(summary.receiver_key ?? 'ben')].filter(Boolean);
  fill(dialog, h('div', { class: 'end-card' },
    h('button', { type: 'button', class: 'icon-button end-close', aria: { label: 'Close' }, on: { click: () => dialog.close() } }, icon('close')),
    h('div', { class: 'relay', aria: { hidden: true } }, avatar(people[0]?.id, 'big-face'), h('span', { class: 'relay-line' }), h('img', { src: 'icon.svg', alt: '', width: 40, height: 40 }), h('span', { class: 'relay-line' }), avatar(people[1]?.id, 'big-face')),
    h('h2', { id: 'end-title' }, f.title),
    h('div', { class: 'figures' }, f.list.map((x) => h('div', { class: 'figure' }, h('b', {}, x.big), h('span', {}, x.small), h('small', {}, x.more)))),
    h('p', { class: 'end-note' }, `The morning digest is not a ping. ${people[0]?.name ?? 'The sender'} kept the customer until ${people[1]?.name ?? 'the receiver'} said yes.`),
    h('div', { class: 'end-buttons' },
      h('button', { type: 'button', class: 'button primary', on: { click: () => copyPicture(f, people, said) } }, icon('copy'), 'Copy a picture of this'),
      h('button', { type: 'button', class: 'button plain', on: { click: () => openDiscord() } }, icon('plug'), 'Put it in your Discord')),
    said,
    h('button', { type: 'button', class: 'link', on: { click: () => dialog.close() } }, 'Stay and look around')));
  dialog.setAttribute('aria-labelledby', 'end-title');
  if (!dialog.open) dialog.showModal();
  $('.button.primary', dialog)?.focus();
}

async function copyPicture(f, people, said) {
  const blob = await drawPicture(f, people, state.company);
  let text = 'The picture is copied.';
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  } catch {
    save('baton-handoff.png', blob);
    text = 'Copying pictures is blocked here, so it was saved as baton-handoff.png.';
  }
  said.textContent = text;
  announce(text);
}

export function openDiscord() {
  const dialog = $('#discord');
  fill(dialog, h('div', { class: 'discord-card' },
    h('button', { type: 'button', class: 'icon-button end-close', aria: { label: 'Close' }, on: { click: () => dialog.close() } }, icon('close')),
    h('h2', { id: 'discord-title' }, 'Put it in your Discord'),
    h('p', {}, 'Not yet: this version speaks in the playground only. Discord is the next platform, with the same briefs, the same words and the same clocks.'),
    h('p', { class: 'small' }, 'Nothing you make here is lost by then: playbooks can be taken out with /handoff-admin playbook export.')));
  dialog.setAttribute('aria-labelledby', 'discord-title');
  if (!dialog.open) dialog.showModal();
  $('.end-close', dialog)?.focus();
}

export function startEnd() {
  on('finished', () => setTimeout(openEnd, 900));
  on('end', openEnd);
  on('discord', openDiscord);
  for (const id of ['#end', '#discord']) {
    $(id).addEventListener('pointerdown', (event) => { if (event.target === event.currentTarget) event.currentTarget.close(); });
  }
}
