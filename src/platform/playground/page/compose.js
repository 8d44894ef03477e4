// Where one writes: plain messages and commands. A slash opens the list of commands, which narrows as one types.

import { send } from './act.js';
import { h, icon, keep } from './dom.js';
import { announce } from './notes.js';
import { channel, me, on, person, placeKey, state } from './store.js';

let count = 0;

/** Makes a composer; `where` tells the place it writes to. */
export function drawComposer(where) {
  count += 1;
  const listId = `commands-${count}`;
  let at = 0;
  let shownList = [];
  let sending = false;

  const list = h('div', { class: 'completions', id: listId, role: 'listbox', aria: { label: 'Commands' }, hidden: true });
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const box = h('textarea', {
    rows: 1, class: 'compose-box', role: 'combobox', autocomplete: 'off', autocapitalize: 'sentences', enterkeyhint: 'send',
    aria: { label: 'Write a message, or a slash for commands', expanded: false, controls: listId, autocomplete: 'list' },
  });
  const slash = h('button', { type: 'button', class: 'icon-button slash', title: 'Commands (key /)', aria: { label: 'Commands' }, on: { click: () => focus('/') } }, '/');
  const go = h('button', { type: 'button', class: 'icon-button send', aria: { label: 'Send' }, title: 'Send (Enter)', on: { click: () => submit() } }, icon('send'));
  const root = h('form', { class: 'composer', on: { submit: (e) => { e.preventDefault(); submit(); } } }, list, problem, h('div', { class: 'compose-row' }, slash, box, go));

  const unsentKey = () => `unsent.${state.me}.${placeKey(where() ?? { channel: '' })}`;

  function size() {
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
    go.classList.toggle('ready', box.value.trim() !== '');
  }

  function place() {
    const { channel: id, thread } = where() ?? {};
    const name = thread ? 'this thread' : id?.startsWith('dm:') ? 'Baton' : `#${channel(id)?.name ?? ''}`;
    box.placeholder = `Write to ${name} as ${me()?.name ?? ''}`;
    box.value = keep.get(unsentKey()) ?? '';
    problem.hidden = true;
    hide();
    size();
  }

  function hide() {
    list.hidden = true;
    shownList = [];
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  }

  function complete() {
    const text = box.value;
    if (!text.startsWith('/') || text.includes('\n')) return hide();
    const typed = text.trim().toLowerCase();
    const words = typed.replace(/^\//, '').split(/\s+/).filter(Boolean);
    shownList = state.commands.filter((c) => {
      const name = c.text.toLowerCase();
      return name.startsWith(typed) || (words.length < 3 && words.every((w) => name.includes(w)));
    });
    shownList.sort((a, b) => Number(b.text.toLowerCase().startsWith(typed)) - Number(a.text.toLowerCase().startsWith(typed)));
    // Everything typed and more: the person is at the arguments now.
    if (!shownList.length) return hide();
    at = 0;
    list.replaceChildren(...shownList.map((c, i) => h('div', {
      role: 'option', id: `${listId}-${i}`, class: 'completion', aria: { selected: i === 0 },
      on: { pointerdown: (e) => { e.preventDefault(); take(i); } },
    }, h('span', { class: 'command' }, c.text), h('span', { class: 'command-about' }, c.about))));
    list.hidden = false;
    box.setAttribute('aria-expanded', 'true');
    mark();
    return undefined;
  }

  function mark() {
    [...list.children].forEach((el, i) => {
      el.setAttribute('aria-selected', String(i === at));
      if (i === at) el.scrollIntoView({ block: 'nearest' });
    });
    box.setAttribute('aria-activedescendant', `${listId}-${at}`);
  }

  function take(i) {
    box.value = `${shownList[i].text} `;
    keep.set(unsentKey(), box.value);
    hide();
    size();
    box.focus();
  }

  async function submit() {
    const text = box.value.trim();
    if (!text || sending) return;
    const key = unsentKey();
    const to = { ...where() };
    sending = true;
    root.classList.add('busy');
    hide();
    problem.hidden = true;
    const refused = await send(text, to);
    sending = false;
    root.classList.remove('busy');
    if (refused) {
      problem.textContent = refused;
      problem.hidden = false;
      return;
    }
    keep.remove(key);
    if (unsentKey() === key && box.value.trim() === text) { box.value = ''; size(); }
  }

  box.addEventListener('input', () => { keep.set(unsentKey(), box.value); problem.hidden = true; size(); complete(); });
  box.addEventListener('blur', () => setTimeout(() => { if (document.activeElement !== box) hide(); }, 120));
  box.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (!list.hidden) {
      if (event.key === 'ArrowDown') at = (at + 1) % shownList.length;
      else if (event.key === 'ArrowUp') at = (at - 1 + shownList.length) % shownList.length;
      else if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); hide(); return; }
      else if (event.key === 'Tab' && !event.shiftKey) { event.preventDefault(); take(at); return; }
      else if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        if (box.value.trim().toLowerCase() === shownList[at].text.toLowerCase()) submit(); else take(at);
        return;
      } else return;
      event.preventDefault();
      mark();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); submit(); }
  });

  function focus(start = null) {
    box.focus();
    if (start !== null) {
      if (!box.value.startsWith('/')) { box.value = start; keep.set(unsentKey(), start); size(); }
      complete();
      announce(`${shownList.length} commands`);
    }
  }

  on('me', () => { root.dataset.colour = person(state.me)?.color ?? 0; });
  return { root, place, focus };
}
