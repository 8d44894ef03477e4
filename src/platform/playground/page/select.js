// A select of a message: a button that opens a list. Arrow keys, Home, End, first letters, Enter and Esc work as in any list.

import { h, icon } from './dom.js';

let openOne = null;

/** Closes the list that is open, if any; true when there was one. */
export function closeSelect(refocus = false) {
  if (!openOne) return false;
  openOne(refocus);
  return true;
}

export function drawSelect(select, act) {
  const chosen = select.options.filter((o) => o.chosen);
  const several = (select.picks?.[1] ?? 1) > 1;
  const busy = act.busy(select.id);
  const says = chosen.length ? chosen.map((o) => o.label).join(', ') : select.label;
  const button = h('button', {
    type: 'button', class: `select${chosen.length ? ' has' : ''}${busy ? ' busy' : ''}`, data: { action: select.id },
    disabled: Boolean(select.disabled),
    aria: { haspopup: 'listbox', expanded: false, label: chosen.length ? `${select.label}: ${says}` : select.label, disabled: select.disabled || act.locked() ? true : null, busy: busy ? true : null },
    on: {
      click: () => (root.classList.contains('open') ? closeSelect() : show()),
      keydown: (event) => {
        if (['ArrowDown', 'ArrowUp'].includes(event.key)) { event.preventDefault(); event.stopPropagation(); show(); }
      },
    },
  }, chosen.length ? h('span', { class: 'select-label' }, select.label) : null, h('span', { class: 'select-value' }, says), icon('down'));
  const root = h('div', { class: 'select-wrap' }, button);

  function show() {
    if (act.locked()) return;
    closeSelect();
    const picked = new Set(chosen.map((o) => o.value));
    let at = Math.max(0, select.options.findIndex((o) => o.chosen));
    const items = select.options.map((o, i) => h('div', {
      role: 'option', id: `o-${Math.random().toString(36).slice(2)}`, class: 'option', aria: { selected: picked.has(o.value) },
      on: { click: (event) => { event.stopPropagation(); at = i; pick(); }, pointermove: () => { if (at !== i) { at = i; mark(); } } },
    }, h('span', { class: 'tick' }, icon('check')), h('span', { class: 'option-words' }, h('span', {}, o.label), o.hint ? h('small', {}, o.hint) : null)));
    const list = h('div', { class: 'options', role: 'listbox', tabindex: 0, aria: { label: select.label, multiselectable: several ? true : null } }, items);
    const done = several ? h('button', { type: 'button', class: 'button primary options-done', on: { click: finish } }, 'Done') : null;
    const panel = h('div', { class: 'options-panel' }, list, done);

    function mark() {
      items.forEach((el, i) => el.classList.toggle('here', i === at));
      list.setAttribute('aria-activedescendant', items[at].id);
      items[at].scrollIntoView({ block: 'nearest' });
    }
    function pick() {
      const value = select.options[at].value;
      if (!several) { close(true); act.click(select.id, [value]); return; }
      if (picked.has(value)) picked.delete(value);
      else if (picked.size < (select.picks?.[1] ?? 25)) picked.add(value);
      items.forEach((el, i) => el.setAttribute('aria-selected', String(picked.has(select.options[i].value))));
      if (done) done.disabled = picked.size < (select.picks?.[0] ?? 0);
      mark();
    }
    function finish() {
      close(true);
      act.click(select.id, select.options.filter((o) => picked.has(o.value)).map((o) => o.value));
    }
    function close(refocus) {
      if (openOne !== close) return;
      openOne = null;
      panel.remove();
      root.classList.remove('open');
      button.setAttribute('aria-expanded', 'false');
      removeEventListener('pointerdown', outside, true);
      if (refocus) button.focus();
    }
    const outside = (event) => { if (!root.contains(event.target)) close(false); };

    list.addEventListener('keydown', (event) => {
      const last = items.length - 1;
      const moves = { ArrowDown: Math.min(last, at + 1), ArrowUp: Math.max(0, at - 1), Home: 0, End: last };
      if (event.key in moves) at = moves[event.key];
      else if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); event.stopPropagation(); if (several && event.key === 'Enter') finish(); else pick(); return; }
      else if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); close(true); return; }
      else if (event.key === 'Tab' && !several) { close(true); return; }
      else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
        const from = select.options.findIndex((o, i) => i > at && o.label.toLowerCase().startsWith(event.key.toLowerCase()));
        at = from >= 0 ? from : Math.max(0, select.options.findIndex((o) => o.label.toLowerCase().startsWith(event.key.toLowerCase())));
      } else return;
      event.preventDefault();
      event.stopPropagation();
      mark();
    });
    openOne = close;
    root.append(panel);
    root.classList.add('open');
    button.setAttribute('aria-expanded', 'true');
    addEventListener('pointerdown', outside, true);
    // Upwards where there is no room below.
    const box = panel.getBoundingClientRect();
    const frame = root.closest('.scroll')?.getBoundingClientRect();
    if (frame && box.bottom > frame.bottom && button.getBoundingClientRect().top - frame.top > box.height) panel.classList.add('up');
    mark();
    panel.scrollIntoView({ block: 'nearest' });
    list.focus({ preventScroll: true });
  }
  return root;
}
