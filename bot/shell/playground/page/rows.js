// A stored row in one short line. What is known of a table is put plainly; anything else is shown as it is.

import * as dates from './dates.js';

const ORDER = ['people', 'keys', 'consents', 'reminders', 'reminder_runs', 'timers', 'talks', 'entries', 'inbox', 'outbox'];
const KINDS = {
  people: 'you', keys: 'key', consents: 'consent', reminders: 'reminder', reminder_runs: 'run', timers: 'timer',
  talks: 'talk', entries: 'entry', inbox: 'received', outbox: 'sent',
};
const CLEAR = new Set(['id', 'table', 'opened', 'lane', 'person', 'version', 'kind', 'screen']);
const SHORT = 90;

/** Return the lines for `rows`: {id, kind, text}, in a settled order; emptied letters are counted, not listed. */
export function told(rows) {
  const lines = [];
  for (const table of [...ORDER, ...new Set(rows.map((row) => row.table))].filter((name, at, all) => all.indexOf(name) === at)) {
    const of = rows.filter((row) => row.table === table);
    const letters = table === 'inbox' || table === 'outbox';
    const empty = letters ? of.filter((row) => !row.opened) : [];
    for (const row of of) if (!empty.includes(row)) lines.push({ id: `${table} ${row.id}`, kind: kind(row), text: line(row) });
    if (empty.length) lines.push({ id: `${table} emptied`, kind: KINDS[table], text: `${empty.length} ${table === 'inbox' ? 'read' : 'delivered'}, their contents wiped` });
  }
  return lines;
}

function kind(row) {
  if (row.table === 'entries') return row.opened?.t === 'note' ? 'note' : 'answer';
  return KINDS[row.table] ?? row.table;
}

function line(row) {
  const about = row.opened ?? {};
  if (row.table === 'keys') return 'opens your rows; itself sealed';
  if (row.table === 'people' && row.opened) return join(about.zone ?? 'no zone yet', about.language, about.settled ? 'set up' : 'setting up', row.status);
  if (row.table === 'entries' && about.t === 'answer') return join(day(row.local_day), `${about.item} ${value(about.value)}`, clock(about.at));
  if (row.table === 'entries' && about.t === 'note') return join(day(row.local_day), clock(about.at), `“${about.text}”`);
  if (row.table === 'talks' && row.opened) return join(row.kind, about.script, day(about.day), about.at, about.asking && `asking ${about.asking}`, row.state);
  if (row.table === 'reminder_runs') return join(day(row.local_date), about.kind, row.state, about.reason, about.sent_at && dates.time(Date.parse(about.sent_at)));
  if (row.table === 'reminders' && about.at) return reminder(row, about);
  if (row.table === 'inbox' && row.opened) return join(came(about), 'being read');
  if (row.table === 'outbox' && row.opened) return join(about.method, quote(about.params?.text ?? about.params?.caption), 'on its way');
  if (row.table === 'timers') return join(about.kind, moment(row.due_at ?? about.due_at));
  return plain(row);
}

// What an update brings: words are quoted, of anything else only its kind is told.
function came({ message, edited_message: edited, callback_query: tap }) {
  const words = (message ?? edited)?.text;
  return tap ? 'a tap' : words ? quote(words) : 'an update';
}

const quote = (text) => (text ? `“${shorten(text.replace(/\s+/g, ' '))}”` : null);

function reminder(row, { kind: name, at, days, on, paused_until: paused }) {
  const which = Array.isArray(days) && days.length ? weekdays(days) : null;
  const off = on === false ? 'off' : paused ? `paused until ${day(paused)}` : null;
  return join(name, String(at).slice(0, 5), which, off ?? (row.next_due_at && `next ${moment(row.next_due_at)}`));
}

const WEEK = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const weekdays = (days) => (days.length === 7 ? 'every day' : [...days].sort().map((number) => WEEK[number]).join(' '));

function plain(row) {
  const fields = { ...Object.fromEntries(Object.entries(row).filter(([name]) => !CLEAR.has(name))), ...(row.opened ?? {}) };
  const parts = Object.entries(fields).map(([name, is]) => (empty(is) ? null : `${name.replaceAll('_', ' ')} ${value(is)}`));
  return join(...parts) || 'sealed';
}

const empty = (is) => is === null || is === undefined || is === '' || is === false || (Array.isArray(is) && !is.length);

function value(is) {
  if (Array.isArray(is)) return is.map(value).join(', ');
  if (is && typeof is === 'object') return shorten(JSON.stringify(is));
  if (typeof is === 'string' && /^\d{4}-\d\d-\d\dT/.test(is)) return moment(is);
  if (typeof is === 'string' && /^\d\d:\d\d:00$/.test(is)) return is.slice(0, 5);
  return is === true ? 'yes' : shorten(String(is));
}

const shorten = (text) => (text.length > SHORT ? `${text.slice(0, SHORT)}…` : text);
const clock = (at) => (at ? dates.seconds(Date.parse(at)) : null);
const day = (date) => (date ? dates.shortDay(date) : null);
const moment = (at) => (at ? dates.moment(Date.parse(at)) : null);
const join = (...parts) => parts.filter((part) => part !== null && part !== undefined && part !== '' && part !== false).join(' · ');
