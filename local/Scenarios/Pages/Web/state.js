// Asks for what has changed, twice a second while somebody looks, and keeps the last minutes.

import { Away, Refusal, get, post, session } from './api.js';

const pace = 500;
const paceHidden = 5000;
// A fault is answered when it is done: machines of a zone have started by then, on whatever machine this is.
const patience = 120000;
const mostParts = 400;
const mostCaptions = 300;
const mostJudgements = 20;

export const state = {
  // What can be chosen: it stays the same.
  catalog: null,
  // The newest state.
  now: null,
  parts: [],
  captions: [],
  // What came of the stories that were played.
  judgements: [],
  at: null,
  trouble: null,
  locked: session.has ? null : '',
  // Why the last press of a button did nothing.
  refused: null,
};

const followers = [];
let timer = null;
let round = 0;
let failures = 0;

export const follow = render => followers.push(render);

export const changed = () => followers.forEach(render => render());

export function unlock(key) {
  session.use(key);
  state.locked = null;
  refresh();
}

export function lock(why) {
  session.forget();
  Object.assign(state, { locked: why, now: null, catalog: null, parts: [], captions: [], judgements: [], trouble: null, at: null });
  clearTimeout(timer);
  round++;
  changed();
}

export function refresh() {
  clearTimeout(timer);
  if (state.locked === null) void once(++round);
  else changed();
}

async function once(mine) {
  try {
    state.catalog ??= await get('/twin/api/catalog');
    const now = await get(`/twin/api/state?part=${state.parts.at(-1)?.number ?? 0}&caption=${state.captions.at(-1)?.number ?? 0}&judgement=${state.judgements.at(-1)?.number ?? 0}`);
    if (mine !== round) return;
    take(now);
    failures = 0;
    Object.assign(state, { at: Date.now(), trouble: null });
    timer = setTimeout(refresh, document.hidden ? paceHidden : pace);
  } catch (problem) {
    if (mine !== round) return;
    failed(problem);
  }
  changed();
}

function take(now) {
  if (state.now && state.now.run !== now.run) {
    // Another run has taken its place: its numbers begin anew, and the next answer has them all.
    Object.assign(state, { parts: [], captions: [], judgements: [] });
  } else {
    state.parts = [...state.parts, ...now.clients.parts].slice(-mostParts);
    state.captions = [...state.captions, ...now.captions].slice(-mostCaptions);
    state.judgements = [...state.judgements, ...now.judgements].slice(-mostJudgements);
  }
  state.now = now;
}

function failed(problem) {
  if (problem instanceof Refusal && problem.status === 401) {
    lock('The twin does not accept this key. The terminal shows the right one.');
    return;
  }
  if (!(problem instanceof Away) && !(problem instanceof Refusal)) console.error(problem);
  failures++;
  state.trouble = problem.message;
  timer = setTimeout(refresh, Math.min(10000, pace * 2 ** Math.min(failures, 5)));
}

// Has something done, and says why when it was not.
export async function order(path) {
  state.refused = null;
  try {
    await post(path, {}, patience);
  } catch (problem) {
    state.refused = problem.message;
  }
  refresh();
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) refresh();
});
