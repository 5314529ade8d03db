// Incidents, alerts and notices, the newest first, in parts.

import { list } from './api.js';
import { h } from './dom.js';
import { at, both } from './time.js';
import { deliveries, dispositions, nameOf, notices, outcomes } from './words.js';
import { button, empty, incidentLink, incidentRow, link, pill, sentence, waiting } from './parts.js';
import { refresh } from './live.js';

const part = 50;

// The first part is asked for again and again, those behind it once.
let path = null;
let further = [];
let next = null;
let isAsking = false;

function loadList(wanted) {
  if (path !== wanted) [path, further, next] = [wanted, [], null];
  return async () => {
    const first = await list(wanted);
    if (!further.length) next = first.next;
    return { entries: first.value };
  };
}

async function more() {
  if (isAsking || !next) return;
  isAsking = true;
  refresh();
  try {
    const found = await list(next);
    further = [...further, ...found.value];
    next = found.next;
  } finally {
    isAsking = false;
    refresh();
  }
}

function all(entries, idOf, row, none) {
  const shown = new Map([...entries, ...further].map(entry => [idOf(entry), entry]));
  return [
    shown.size ? h('ul', { class: 'list card' }, [...shown.values()].map(row)) : empty(none),
    next ? h('p', {}, button(isAsking ? 'Asking …' : 'Show older ones', more)) : null,
  ];
}

const filter = (base, chosen, choices) => h('nav', { class: 'filter', 'aria-label': 'Which' }, choices.map(([value, word]) =>
  h('a', { href: value ? `#/${base}?state=${value}` : `#/${base}`, 'aria-current': value === chosen ? 'true' : null }, word)));

const ofState = state => state ? `&state=${state}` : '';

export const incidents = {
  load: state => loadList(`/api/incidents?brief=true&top=${part}${ofState(state)}`),
  view: state => ({ data }) => [
    h('h1', { tabindex: '-1' }, 'Incidents'),
    filter('incidents', state, [['', 'All'], ['open', outcomes.Open.word], ['escalated', outcomes.Escalated.word], ['refused', outcomes.Refused.word], ['recovered', outcomes.Recovered.word], ['noAction', outcomes.NoAction.word]]),
    data ? all(data.entries, record => record.id, incidentRow, 'There are none in the last days.') : waiting('them'),
  ],
};

const about = key => /^instance-(\d+)-/.exec(key)?.[1] ?? (key.startsWith('database') ? 'database' : null);

function alertRow({ id, signal, outcome }) {
  const target = outcome?.incidentKey ? about(outcome.incidentKey) : null;
  return h('li', { class: 'row', 'data-key': id },
    h('div', { class: 'row-head' }, pill(outcome ? dispositions[outcome.disposition] ?? dispositions.Noted : { tone: 'busy', sign: '↻', word: 'being placed' }), h('strong', {}, signal?.rule ?? 'not readable'),
      signal ? h('span', { class: 'small' }, signal.condition.toLowerCase()) : null, signal ? h('span', { class: 'when' }, at(signal.receivedAt, 'ago')) : null),
    signal?.about ? h('p', { class: 'sentence' }, signal.about) : null,
    h('p', {}, outcome?.reason ?? '', target ? [' · ', link(/^\d+$/.test(target) ? `#/instances/${target}` : '#/database', nameOf(target))] : null),
    h('p', { class: 'small' }, signal?.firedAt ? ['fired ', ...both(signal.firedAt, 'ago'), ' · '] : null, signal?.metric ? `${signal.metric} · ` : '', signal?.backendAddress ?? signal?.resource ?? ''));
}

export const alerts = {
  load: () => loadList(`/api/alerts?top=${part}`),
  view: () => ({ data }) => [h('h1', { tabindex: '-1' }, 'Alerts'), h('p', { class: 'small' }, 'Every alert that arrived, and what became of it.'), data ? all(data.entries, alert => alert.id, alertRow, 'None came in the last days.') : waiting('them')],
};

const noticeKey = ({ notice, receiver }) => receiver ? `${notice.id} ${receiver}` : notice.id;

const noticeRow = ({ notice, state, tries, detail, receiver }) => h('li', { class: 'row', 'data-key': noticeKey({ notice, receiver }) },
  h('div', { class: 'row-head' }, pill(deliveries[state] ?? deliveries.Pending), h('strong', {}, notices[notice.kind] ?? notice.kind), h('span', {}, notice.subject), h('span', { class: 'when' }, at(notice.at, 'ago'))),
  h('p', { class: 'sentence' }, sentence(notice.text, notice.at)),
  h('p', { class: 'small' }, at(notice.at), notice.count > 1 ? ` · stands for ${notice.count}` : '', receiver ? ` · to ${receiver}` : '', ` · ${detail}, ${tries} tries`, notice.incidentId ? [' · ', incidentLink(notice.incidentId, 'the incident')] : null));

export const told = {
  load: state => loadList(`/api/notifications?top=${part}${ofState(state)}`),
  view: state => ({ data }) => [
    h('h1', { tabindex: '-1' }, 'Notices'),
    filter('notices', state, [['', 'All'], ['dead', deliveries.Dead.word], ['pending', deliveries.Pending.word], ['delivered', deliveries.Delivered.word], ['kept', 'kept']]),
    data ? all(data.entries, noticeKey, noticeRow, 'Nobody was told anything in the last days.') : waiting('them'),
  ],
};
