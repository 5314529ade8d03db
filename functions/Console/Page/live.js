// Keeps the page up to date: asks again and again, less often when nobody looks or nobody answers, and knows since when it has not been answered.

import { Away, Refusal, get, session, tryDoors } from './api.js';
import { now } from './time.js';

const pace = 3000;
const paceHidden = 30000;
const paceFirst = 700;
const slowest = 30000;

export const state = {
  overview: null,
  // What the key may do; null until that is known.
  may: null,
  // When the app has last answered.
  at: null,
  // Why it does not answer, and since when.
  trouble: null,
  since: null,
  nextTry: null,
  // Why the key must be given (again).
  locked: session.has ? null : '',
  // What the page that is shown needs beside the overview.
  data: null,
  dataProblem: null,
};

const followers = [];
let loader = null;
let timer = null;
let failures = 0;
let round = 0;

export const follow = render => followers.push(render);

const changed = () => followers.forEach(render => render());

export function unlock(key) {
  session.use(key);
  state.locked = null;
  state.may = null;
  refresh();
}

export function lock(why) {
  session.forget();
  Object.assign(state, { locked: why, overview: null, may: null, data: null, trouble: null, since: null, at: null });
  clearTimeout(timer);
  changed();
}

// What the page that is shown needs: a function that asks for it.
export function want(load) {
  loader = load;
  state.data = null;
  state.dataProblem = null;
  refresh();
}

export function refresh() {
  clearTimeout(timer);
  if (state.locked === null) void once(++round);
  else changed();
}

function plan(wait) {
  clearTimeout(timer);
  state.nextTry = now() + wait;
  timer = setTimeout(refresh, wait);
}

async function once(mine) {
  try {
    // Beside each other: whichever page it is, it is there after one round trip.
    const [overview, data] = await Promise.all([get('/api/overview'), loaded()]);
    if (mine !== round) return;
    failures = 0;
    Object.assign(state, { overview, at: now(), trouble: null, since: null });
    Object.assign(state, data);
    if (!state.may) {
      // What is wrong is seen before what may be done about it.
      changed();
      const may = await tryDoors(overview.stack.database !== null);
      if (mine !== round) return;
      state.may = may;
    }
    const isFirst = overview.tier === null || (overview.stack.database !== null && overview.database === null);
    const seen = isFirst ? paceFirst : pace;
    plan(document.hidden ? paceHidden : seen);
  } catch (problem) {
    if (mine !== round) return;
    failed(problem);
  }
  changed();
}

async function loaded() {
  if (!loader) return {};
  try {
    return { data: await loader(), dataProblem: null };
  } catch (problem) {
    // Whether the key is good is said by the overview; this one may be for a part of the functions alone.
    if (problem instanceof Refusal) return { data: null, dataProblem: problem.status === 401 ? 'This key does not open this page.' : problem.message };
    throw problem;
  }
}

function failed(problem) {
  if (problem instanceof Refusal && problem.status === 401) {
    lock(problem.message.startsWith('Your sign-in') ? problem.message : 'The app does not accept this key, or no longer. Give it the current one.');
    return;
  }
  if (!(problem instanceof Away) && !(problem instanceof Refusal)) console.error(problem);
  failures++;
  state.trouble = problem.message;
  state.since ??= state.at ?? now();
  const wait = Math.min(slowest, 1000 * 2 ** Math.min(failures - 1, 5)) * (0.8 + 0.4 * Math.random());
  plan(Math.max(wait, (problem.after ?? 0) * 1000));
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) refresh();
});
