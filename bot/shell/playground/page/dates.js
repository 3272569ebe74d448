// Days and times as the person's place has them. Instants are milliseconds since 1970; the zone is an IANA name.

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const formats = new Map();

function format(name, options) {
  const key = `${name} ${zone}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone }));
  return formats.get(key);
}

/** Set the zone from here on; return true if that changed anything. */
export function moveTo(name) {
  if (!name || name === zone) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
  } catch {
    return false;
  }
  zone = name;
  return true;
}

/** Return the place a zone is named after: "New York" for America/New_York. */
export const place = () => zone.split('/').at(-1).replaceAll('_', ' ');

export const time = (at) => format('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
export const seconds = (at) => format('seconds', { timeStyle: 'medium', hourCycle: 'h23' }).format(at);
export const dayName = (at) => format('day', { weekday: 'long', day: 'numeric', month: 'long' }).format(at).replace(',', '');
export const dayKey = (at) => format('key', { dateStyle: 'short' }).format(at);

/** Return "23 Nov" for the local day "2026-11-23". */
export const shortDay = (day) => new Date(`${day}T12:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Return "Mon 23 Nov, 08:00". */
export function moment(at) {
  const day = format('short', { weekday: 'short', day: 'numeric', month: 'short' }).format(at).replace(',', '');
  return `${day}, ${time(at)}`;
}

/** Return "20:30 today", "08:00 tomorrow" or "08:00 on Wed 25 Nov", seen from `now`. */
export function soon(at, now) {
  const day = 86_400_000;
  if (dayKey(at) === dayKey(now)) return `${time(at)} today`;
  if (dayKey(at) === dayKey(now + day)) return `${time(at)} tomorrow`;
  return `${time(at)} on ${moment(at).split(',')[0]}`;
}
