// The control side of the local Telegram: the only place that knows its addresses.

/** A request that was refused; `status` is the HTTP status, 0 when the bot is not running any more. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function ask(name, options) {
  let answer;
  try {
    answer = await fetch(`control/${name}`, options);
  } catch {
    throw new Refused(0, 'not running');
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body.error ?? answer.statusText);
  return body;
}

export const get = (name, query = {}) => ask(`${name}?${new URLSearchParams(query)}`);
export const post = (name, body = {}) =>
  ask(name, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
export const mediaUrl = (id) => `control/media?id=${encodeURIComponent(id)}`;

/** Return this tab's person: a random id, kept until the tab is closed. */
export function whoAmI() {
  const kept = Number(sessionStorage.getItem('person'));
  if (kept) return kept;
  const id = 100_000_000 + (crypto.getRandomValues(new Uint32Array(1))[0] % 3_000_000_000);
  sessionStorage.setItem('person', String(id));
  return id;
}

/** Become somebody else: the next load of the page has a person of its own. */
export function becomeSomebodyNew() {
  for (const key of ['person', 'tour']) sessionStorage.removeItem(key);
  location.reload();
}

/** Call `changed` when this person's chat may have changed, `ticked` when the clock did, `lost` when nobody answers. */
export function listen(user, { changed, ticked, lost }) {
  const events = new EventSource(`control/events?user=${user}`);
  events.onopen = () => changed();
  events.onerror = () => lost();
  events.onmessage = (event) => (JSON.parse(event.data).clock ? ticked() : changed());
}
