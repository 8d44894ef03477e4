// The playground's clock and how moments are written: in the viewer's zone, 24 hours, English.

import { me, state } from './store.js';

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const clock = { server: Date.now(), at: performance.now(), shown: null };

/** The moment the server last told, running on in real time. */
export const now = () => clock.server + (performance.now() - clock.at);

/** The moment on the page: while a sweep is drawn it lags behind. */
export const shown = () => clock.shown ?? now();

export function setNow(ms) {
  clock.server = ms;
  clock.at = performance.now();
}

/** Holds the page's moment at `ms`; null lets it follow the clock again. */
export function setShown(ms) {
  clock.shown = ms;
}

const formats = new Map();
const zone = () => me()?.zone ?? state.zone;

/** The civil parts of a moment. */
export function civil(ms) {
  const name = zone();
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat('en-GB', {
      timeZone: name, weekday: 'short', year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    }));
  }
  const p = {};
  for (const { type, value } of formats.get(name).formatToParts(ms)) p[type] = value;
  return { weekday: p.weekday, year: Number(p.year), month: p.month, day: Number(p.day), hour: p.hour, minute: p.minute };
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const two = (n) => String(n).padStart(2, '0');

/** The number of the civil day, to compare days. */
export function dayNumber(ms) {
  const c = civil(ms);
  return Math.round(Date.UTC(c.year, MONTHS.indexOf(c.month), c.day) / DAY);
}

/** `2026-03-09T09:00` in the viewer's zone. */
export function isoLocal(ms) {
  const c = civil(ms);
  return `${c.year}-${two(MONTHS.indexOf(c.month) + 1)}-${two(c.day)}T${c.hour}:${c.minute}`;
}

/** The moment of a local ISO time in the viewer's zone. */
export function fromIsoLocal(text) {
  const guess = Date.parse(`${text.length === 10 ? `${text}T00:00` : text}:00Z`.replace(/(:\d\d:\d\d):00Z$/, '$1Z'));
  if (Number.isNaN(guess)) return null;
  let ms = guess;
  for (let i = 0; i < 2; i += 1) ms = guess - (Date.parse(`${isoLocal(ms)}:00Z`) - ms);
  return ms;
}

/** The first moment of a civil day, `plus` days after the day of `ms`. */
export function dayStart(ms, plus = 0) {
  const date = new Date((dayNumber(ms) + plus) * DAY).toISOString().slice(0, 10);
  return fromIsoLocal(`${date}T00:00`);
}

export const hm = (ms) => { const c = civil(ms); return `${c.hour}:${c.minute}`; };
export const weekdayTime = (ms) => `${civil(ms).weekday} ${hm(ms)}`;
export const longDate = (ms) => { const c = civil(ms); return `${c.day} ${c.month} ${c.year}`; };

const LONG = { Mon: 'Monday', Tue: 'Tuesday', Wed: 'Wednesday', Thu: 'Thursday', Fri: 'Friday', Sat: 'Saturday', Sun: 'Sunday' };

/** `Monday 9 March`, with the year when it is another. */
export function dayName(ms) {
  const c = civil(ms);
  return `${LONG[c.weekday]} ${c.day} ${c.month}${c.year === civil(shown()).year ? '' : ` ${c.year}`}`;
}

function date(ms) {
  const c = civil(ms);
  return `${c.day} ${c.month}${c.year === civil(shown()).year ? '' : ` ${c.year}`}`;
}

function dayTime(ms) {
  return Math.abs(dayNumber(ms) - dayNumber(shown())) > 6 ? `${civil(ms).weekday} ${date(ms)} ${hm(ms)}` : weekdayTime(ms);
}

const plural = (n, one) => `${n} ${one}${n === 1 ? '' : 's'}`;

/** A length in words: `25 min`, `2 h`, `3 days`. */
export function length(ms) {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(ms / HOUR);
  return hours < 36 ? `${hours} h` : plural(Math.round(ms / DAY), 'day');
}

/** The same spelled out: `25 minutes`, `2 hours`, `3 days`. */
function longLength(ms) {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return plural(minutes, 'minute');
  const hours = Math.round(ms / HOUR);
  return hours < 36 ? plural(hours, 'hour') : plural(Math.round(ms / DAY), 'day');
}

function distance(ms, words = length) {
  const away = ms - shown();
  if (Math.abs(away) < 45_000) return 'now';
  return away > 0 ? `in ${words(away)}` : `${words(-away)} ago`;
}

const STYLES = {
  time: (ms) => (dayNumber(ms) === dayNumber(shown()) ? hm(ms) : dayTime(ms)),
  day_time: dayTime,
  date,
  distance: (ms) => distance(ms),
  distance_long: (ms) => distance(ms, longLength),
};

/** A moment in the style that the message asks for. */
export const moment = (ms, style) => (STYLES[style] ?? dayTime)(ms);

/** Writes every moment inside `root` again, since time went on. */
export function refreshMoments(root = document) {
  for (const el of root.querySelectorAll('time[data-at]')) {
    const text = moment(Number(el.dataset.at), el.dataset.style);
    if (el.textContent !== text) el.textContent = text;
  }
}

/** The weekends that lie in a span, whole days. */
export function weekends(from, to) {
  const found = [];
  const days = Math.min(400, dayNumber(to) - dayNumber(from));
  for (let i = -1; i <= days; i += 1) {
    const start = dayStart(from, i);
    if (civil(start).weekday !== 'Sat') continue;
    const end = dayStart(from, i + 2);
    if (end > from && start < to) found.push([start, end]);
  }
  return found;
}
