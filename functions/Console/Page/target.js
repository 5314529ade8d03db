// One instance, and the database: by every observer, with what can be ordered.

import { list } from './api.js';
import { h } from './dom.js';
import { at, both } from './time.js';
import { diagnosis, isFault, states, verdicts } from './words.js';
import { card, fact, facts, incidentLink, incidentList, pill, sentence, waiting } from './parts.js';
import { failoverButtons, instanceButtons } from './orders.js';
import { doings, lagOf } from './topology.js';

export const load = target => async () => ({ past: (await list('/api/incidents?brief=true&top=100')).value.filter(record => record.target === target) });

const past = data => card('Its latest incidents', incidentList(data?.past?.slice(0, 20), 'None among the newest 100.'));

const trials = { Written: 'Good', NotOffered: 'Unknown' };

function titleOf(id, instance, look, overview) {
  if (instance) return `Instance ${id} ${look.word}`;
  return overview.tier ? `There is no instance ${id} now` : `Instance ${id}`;
}

const observer = (name, result) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, pill(verdicts[result.verdict] ?? verdicts.Unknown)), h('td', {}, result.detail));

const observers = rows => h('table', {}, h('caption', {}, 'By every observer'), h('thead', {}, h('tr', {}, ['Observer', 'Verdict', 'What it says'].map(name => h('th', { scope: 'col' }, name)))), h('tbody', {}, rows));

function held(overview, target) {
  const { automation } = overview;
  const doing = doings(overview).get(target);
  const rest = automation.coolDowns.filter(one => one.target === target);
  const refused = automation.refusals.filter(one => one.target === target);
  return [
    doing ? h('p', {}, h('strong', {}, doing.text), ': ', incidentLink(doing.id, 'the incident'), doing.since ? [', since ', ...both(doing.since, 'since')] : null) : h('p', {}, 'Nothing is being done to it.'),
    rest.map(one => h('p', {}, 'It rests after an incident until ', ...both(one.until, 'until'), '.')),
    refused.map(one => h('p', { class: 'problem' }, sentence(one.refusal.reason, one.last), ' (', one.count, ' times since ', at(one.since), ')')),
  ];
}

export function instanceView(id) {
  return ({ overview, data, may }) => {
    const instance = overview.tier?.instances.find(one => one.id === id);
    const look = instance ? states[instance.state] ?? states.Unknown : states.Unknown;
    return [
      h('p', { class: 'path' }, h('a', { href: '#/' }, 'Overview'), ' / Instance ', id),
      h('section', { class: `headline ${look.tone}`, 'aria-label': 'State' }, h('span', { class: 'big-sign', 'aria-hidden': 'true' }, look.sign),
        h('div', {}, h('h1', { tabindex: '-1' }, titleOf(id, instance, look, overview)),
          h('p', {}, instance ? ['looked at ', at(overview.tier.at, 'ago')] : 'It may have been replaced.'))),
      instance ? h('div', { class: 'card' },
        facts(fact('Zone', instance.zone ?? 'none'), fact('Address', instance.address ?? 'not known'), fact('The platform says', instance.provisioning), fact('It sees the database as', instance.database)),
        h('div', { class: 'buttons' }, instanceButtons(id, may))) : null,
      h('div', { class: 'columns even' },
        h('div', { class: 'stack' },
          instance ? card('Health', observers([observer('Balancer’s probe', instance.probe), observer('Its own answer', instance.answer), observer('Health extension', instance.health)])) : null,
          card('What is done about it', held(overview, id))),
        past(data)),
    ];
  };
}

function databaseHealth(shown) {
  const { seen } = shown;
  const { webTier } = seen;
  const web = webTier.problem ? { verdict: 'Unknown', detail: webTier.problem } : {
    verdict: webTier.readOnly + webTier.unreachable === 0 ? 'Good' : 'Bad',
    detail: `${webTier.ok} write, ${webTier.slow} late, ${webTier.readOnly} read only, ${webTier.unreachable} cannot use it`,
  };
  const server = seen.platform.server;
  return observers([
    observer('Web servers', web),
    observer('Greeting', seen.probe),
    observer('Platform', server ? { verdict: server.state === 'Ready' ? 'Good' : 'Bad', detail: `state ${server.state}` } : { verdict: 'Unknown', detail: seen.platform.problem ?? '' }),
    observer('Standby', server ? { verdict: server.standby === 'Healthy' ? 'Good' : 'Bad', detail: `${server.mode}, ${server.standby}` } : { verdict: 'Unknown', detail: '' }),
    observer('Replication', seen.standby.replication ? { verdict: seen.standby.replication.io?.isRunning === false || seen.standby.replication.sql?.isRunning === false ? 'Bad' : 'Good', detail: lagOf(seen.standby.replication) } : { verdict: 'Unknown', detail: seen.standby.problem ?? '' }),
    seen.trial ? observer('Trial write', { verdict: trials[seen.trial.outcome] ?? 'Bad', detail: `through instance ${seen.trial.instance}: ${seen.trial.detail}` }) : null,
  ].filter(Boolean));
}

export function databaseView({ overview, data, may }) {
  const { database: shown, stack } = overview;
  if (!stack.database) return [h('h1', { tabindex: '-1' }, 'This stack has no database')];
  if (!shown) return [h('h1', { tabindex: '-1' }, 'The database'), waiting('it')];
  const server = shown.seen.platform.server;
  const bad = isFault(shown.diagnosis);
  return [
    h('p', { class: 'path' }, h('a', { href: '#/' }, 'Overview'), ' / Database'),
    h('section', { class: `headline ${bad ? 'bad' : 'ok'}`, 'aria-label': 'State' }, h('span', { class: 'big-sign', 'aria-hidden': 'true' }, bad ? '!' : '✓'),
      h('div', {}, h('h1', { tabindex: '-1' }, `The database ${diagnosis(shown.diagnosis)}`), h('p', {}, `${shown.evidence} · `, 'looked at ', at(shown.seen.at, 'ago')))),
    h('div', { class: 'card' },
      facts(fact('Server', stack.database), fact('Primary in zone', server?.zone ?? 'not known'), fact('Standby in zone', server?.standbyZone ?? 'not known'), fact('High availability', server ? `${server.mode}, ${server.standby}` : 'not known'),
        fact('Can it be failed over', shown.standbyObjection ? `No: ${shown.standbyObjection}` : 'Yes')),
      h('div', { class: 'buttons' }, failoverButtons(may))),
    h('div', { class: 'columns even' }, h('div', { class: 'stack' }, card('Health', databaseHealth(shown)), card('What is done about it', held(overview, 'database'))), past(data)),
  ];
}
