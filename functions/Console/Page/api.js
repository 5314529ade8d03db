// Asks the API. The key is in the header of each request, never in an address, and is kept for this tab alone.

import { heard } from './time.js';

const place = 'steadfast-key';
const patience = 15000;
const most = 100;

let key = sessionStorage.getItem(place);

export const session = {
  get has() { return key !== null; },
  use(given) {
    key = given;
    sessionStorage.setItem(place, given);
  },
  forget() {
    key = null;
    sessionStorage.removeItem(place);
    kept.clear();
  },
};

// The app has answered, and not with what was asked for.
export class Refusal extends Error {
  constructor(status, problem, after) {
    super(problem?.detail ?? `The app answered ${status}.`);
    this.status = status;
    this.after = after;
    this.incidentId = problem?.incidentId ?? null;
  }
}

// Nothing came back, or not in time.
export class Away extends Error {}

async function send(path, { wait = patience, ...options }) {
  let answer;
  try {
    answer = await fetch(path, {
      ...options,
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(wait),
      headers: { ...options.headers, 'x-functions-key': key ?? '' },
    });
  } catch (problem) {
    throw new Away(problem.name === 'TimeoutError' ? `It has not answered within ${wait / 1000} s.` : 'It cannot be reached.');
  }
  if (answer.type === 'opaqueredirect') throw new Refusal(401, { detail: 'Your sign-in has run out. Load this page again to sign in.' });
  heard(answer.headers.get('date'));
  if (answer.ok || answer.status === 304) return answer;
  const problem = await answer.json().catch(() => null);
  throw new Refusal(answer.status, problem, Number(answer.headers.get('retry-after')) || null);
}

// What is there already is not sent again: by path, its tag and value.
const kept = new Map();

function keep(path, entry) {
  kept.delete(path);
  kept.set(path, entry);
  if (kept.size > most) kept.delete(kept.keys().next().value);
  return entry;
}

const nextOf = link => /<([^>]+)>; rel="next"/.exec(link ?? '')?.[1] ?? null;

async function fetched(path, read) {
  const before = kept.get(path);
  const answer = await send(path, { headers: before ? { 'if-none-match': before.tag } : {} });
  if (answer.status === 304) return keep(path, before);
  try {
    return keep(path, { tag: answer.headers.get('etag') ?? '', value: await read(answer), next: nextOf(answer.headers.get('link')) });
  } catch {
    throw new Away('Its answer broke off.');
  }
}

export const get = async path => (await fetched(path, answer => answer.json())).value;

export const text = async path => (await fetched(path, answer => answer.text())).value;

// A part of a list: its entries, and the path of the part behind it.
export const list = path => fetched(path, answer => answer.json());

// Some of what is asked for takes its time: wait says how long its answer may take, in milliseconds.
export async function post(path, body, wait) {
  const answer = await send(path, { wait, method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  return { status: answer.status, value: await answer.json().catch(() => null) };
}

// What this key opens, asked with a header by which nothing is done.
const doors = {
  pause: '/api/automation/pause',
  resume: '/api/automation/resume',
  approve: '/api/incidents/incident-none/approve',
  abort: '/api/incidents/incident-none/abort',
  order: '/api/instances/0/restart',
  failover: '/api/database/failover',
};

export async function tryDoors(hasDatabase) {
  const tried = Object.entries(doors).filter(([name]) => name !== 'failover' || hasDatabase);
  const opened = await Promise.all(tried.map(async ([name, path]) => {
    try {
      await send(path, { method: 'POST', headers: { 'x-steadfast-try': '1' } });
      return [name, true];
    } catch (problem) {
      if (problem instanceof Away) throw problem;
      return [name, false];
    }
  }));
  return Object.fromEntries(opened);
}
