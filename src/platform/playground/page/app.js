// Starts the page: wires the parts together. Each part draws its own piece and listens to the store.

import { $, $$, keep } from './dom.js';
import { go, startChat } from './chat.js';
import { startClock } from './clock.js';
import { closeForm, startForm } from './form.js';
import { startEnd } from './end.js';
import { startGuide } from './guide.js';
import { startKeys } from './keys.js';
import { again, start, startLive } from './live.js';
import { closeMenu } from './menu.js';
import { startNotes } from './notes.js';
import { startPeople } from './people.js';
import { startPlaces } from './places.js';
import { closeSelect } from './select.js';
import { book, on, placesOf, state } from './store.js';
import { startSweep } from './sweep.js';
import { startWork } from './work.js';

/** The place to show: where this person was last, else the first channel. */
function homePlace() {
  const { channels, direct } = placesOf();
  const last = keep.get(`at.${state.me}`);
  if (last && (last.channel === direct || channels.some((c) => c.id === last.channel)) && (!last.thread || book().messages.has(last.thread))) return last;
  return { channel: channels[0]?.id ?? direct, thread: null };
}

/** Another person: the same place where they may be there too, else their own. */
function followPerson() {
  const { channels, direct } = placesOf();
  const { channel: id, thread } = state.place;
  if (id?.startsWith('dm:')) return go({ channel: direct, thread: null }, { stay: true });
  if (!channels.some((c) => c.id === id)) return go(homePlace(), { stay: true });
  return go({ channel: id, thread: thread && [...book().messages.values()].some((m) => m.thread === thread) ? thread : null }, { stay: true });
}

function startTabs() {
  for (const tab of $$('#tabs [data-view]')) {
    tab.addEventListener('click', () => {
      document.body.dataset.view = tab.dataset.view;
      if (tab.dataset.view === 'work') $('#tab-work .tab-dot').hidden = true;
    });
  }
  const mark = () => { for (const tab of $$('#tabs [data-view]')) tab.setAttribute('aria-current', String(tab.dataset.view === document.body.dataset.view)); };
  new MutationObserver(mark).observe(document.body, { attributes: true, attributeFilter: ['data-view'] });
  mark();
}

function startTheme() {
  const root = document.documentElement;
  const set = (theme) => {
    root.dataset.theme = theme;
    $('#theme').setAttribute('aria-label', theme === 'dark' ? 'Light colours' : 'Dark colours');
    $('#theme').title = theme === 'dark' ? 'Light colours' : 'Dark colours';
  };
  $('#theme').addEventListener('click', () => {
    const theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    keep.set('theme', theme);
    set(theme);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (e) => { if (!keep.get('theme')) set(e.matches ? 'dark' : 'light'); });
  set(root.dataset.theme);
}

startNotes(again);
startTheme();
startTabs();
startForm();
startSweep();
startPeople();
startChat();
startPlaces();
startClock();
startWork();
startGuide();
startEnd();
startKeys();
startLive();

on('ready anew', () => { document.body.classList.add('ready'); go(homePlace()); });
on('me', () => { closeForm(); closeMenu(); closeSelect(); followPerson(); });
on('place', (place) => { keep.set(`at.${state.me}`, place); closeSelect(); });
on('anew', () => { closeForm(); closeMenu(); });
addEventListener('pageshow', (event) => { if (event.persisted) again(); });

start();
