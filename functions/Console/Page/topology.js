// The stack as it stands: balancer, web servers by zone, the pair of the database.

import { h } from './dom.js';
import { at, ms, now, span } from './time.js';
import { besides, diagnosis, isFault, many, states } from './words.js';
import { link, pill, waiting } from './parts.js';

// More than so many are shown as small squares.
const few = 24;

function doingOf(record, outlook) {
  if (record.awaiting) return `${record.awaiting.action} waits for you`;
  return outlook.forPerson ? 'waits' : 'incident open';
}

// What is happening to each target: the permit of its action, or the open incident about it.
export function doings(overview) {
  const doing = new Map();
  for (const { record, outlook } of overview.open) doing.set(record.target, { id: record.id, text: doingOf(record, outlook), asks: outlook.forPerson !== null });
  for (const permit of overview.automation.permits) {
    const incident = doing.get(permit.target);
    doing.set(permit.target, { id: permit.incidentId, text: permit.action, since: permit.since, asks: incident?.asks ?? false });
  }
  return doing;
}

function tile(instance, doing, isSmall) {
  const look = states[instance.state] ?? states.Unknown;
  const what = doing ? `, ${doing.text}` : '';
  const label = `Instance ${instance.id} ${look.word}${what}`;
  return h('a', {
    href: `#/instances/${instance.id}`, class: `tile ${look.tone}${doing ? ' doing' : ''}${isSmall ? ' small-tile' : ''}`, 'data-key': `i${instance.id}`,
    'aria-label': isSmall ? label : null, title: isSmall ? label : null,
  },
  h('span', { class: 'tile-head' }, h('span', { class: 'sign', 'aria-hidden': 'true' }, look.sign), h('span', { class: 'number' }, isSmall ? null : h('span', { class: 'unseen' }, 'Instance '), instance.id)),
  isSmall ? null : h('span', { class: 'tile-state' }, look.word),
  isSmall ? null : h('span', { class: 'tile-doing' }, doing ? [doing.text, doing.since ? [' ', at(doing.since, 'since')] : null] : instance.address ?? ''));
}

function zones(overview) {
  const { tier } = overview;
  const doing = doings(overview);
  const byZone = new Map();
  for (const instance of tier.instances) {
    const name = instance.zone ?? '';
    if (!byZone.has(name)) byZone.set(name, []);
    byZone.get(name).push(instance);
  }
  const isSmall = tier.instances.length > few;
  return h('div', { class: `zones${isSmall ? ' crowded' : ''}` }, [...byZone].sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true })).map(([zone, instances]) => {
    const serving = instances.filter(instance => instance.state === 'Serving').length;
    return h('div', { class: 'zone', 'data-key': `z${zone}` },
      h('h3', {}, zone ? `Zone ${zone}` : 'No zones', h('span', { class: 'count' }, `${serving} of ${instances.length} serve`)),
      h('div', { class: 'tiles' }, instances.map(instance => tile(instance, doing.get(instance.id), isSmall))));
  }));
}

export function lagOf(replication) {
  if (!replication) return 'replication not known';
  if (replication.io && !replication.io.isRunning) return `receives nothing for ${span(now() - ms(replication.io.since))}`;
  if (replication.sql && !replication.sql.isRunning) return `applies nothing for ${span(now() - ms(replication.sql.since))}`;
  return replication.lagSeconds === null ? 'lag not known' : `${Math.round(replication.lagSeconds * 10) / 10} s behind`;
}

function member(role, zone, look, ...lines) {
  return h('div', { class: `member ${look.tone}` },
    h('div', { class: 'member-head' }, h('span', { class: 'sign', 'aria-hidden': 'true' }, look.sign), h('strong', {}, role), zone ? h('span', { class: 'count' }, `zone ${zone}`) : null),
    lines.map(line => line === null ? null : h('p', { class: 'small' }, line)));
}

function database(overview) {
  const { database: shown } = overview;
  if (!shown) return waiting('the database');
  const server = shown.seen.platform.server;
  const replication = shown.seen.standby.replication;
  const web = shown.seen.webTier;
  const wrong = isFault(shown.diagnosis);
  const primary = { tone: wrong && shown.diagnosis !== 'StandbyUnhealthy' ? 'bad' : 'ok', sign: wrong && shown.diagnosis !== 'StandbyUnhealthy' ? '✕' : '✓' };
  const healthy = server?.standby === 'Healthy';
  const standby = healthy ? { tone: 'ok', sign: '✓' } : { tone: server ? 'warn' : 'idle', sign: server ? '!' : '?' };
  const doing = doings(overview).get('database');
  return h('a', { href: '#/database', class: `pair${doing ? ' doing' : ''}` }, h('span', { class: 'unseen' }, `The database ${diagnosis(shown.diagnosis)}.`),
    member('Primary', server?.zone, primary, `${web.ok + web.slow} of ${web.total} web servers write`, server ? `state ${server.state}` : shown.seen.platform.problem ?? 'not read'),
    h('div', { class: 'wire' }, h('span', { 'aria-hidden': 'true' }, '→'), h('span', { class: 'small' }, lagOf(replication)), doing ? h('span', { class: 'pill busy' }, doing.text) : null),
    member('Standby', server?.standbyZone, standby, server ? `${server.standby}` : 'not read', server ? server.mode : ''));
}

// What a web server has said that the stack has stays, also when none can say anything any more.
const known = new Set();

function isThere(part, count) {
  if (count.used + count.away) known.add(part);
  else if (count.without) known.delete(part);
  return known.has(part);
}

const asked = count => count.used + count.away + count.unknown;

// The cache, and the storage of files, when more web servers go without it than use it: one alone may be what is at fault.
export const partsAway = ({ tier }) => Object.keys(besides).filter(part => tier[part].away > tier[part].used)
  .map(part => ({ ...besides[part], away: tier[part].away, of: asked(tier[part]) }));

function lookOf({ used, away }) {
  if (away) return { tone: 'warn', sign: '!' };
  return used ? { tone: 'ok', sign: '✓' } : { tone: 'idle', sign: '?' };
}

function beside(part, count) {
  const all = asked(count);
  const servers = count.awayFor.map((id, index) => [index ? ', ' : '', link(`#/instances/${id}`, id)]);
  return h('div', { 'data-key': part }, member(besides[part].name, null, lookOf(count),
    count.used ? `used by ${count.used} of ${many(all, 'web server')}` : null,
    count.away ? [`away for ${count.away} of ${many(all, 'web server')}: `, servers, count.away > count.awayFor.length ? ' and more' : '', `. ${besides[part].without}`] : null,
    count.unknown ? `not known for ${count.unknown} of ${many(all, 'web server')}` : null));
}

function besidesOf({ tier }) {
  const there = Object.keys(besides).filter(part => isThere(part, tier[part]));
  return there.length ? [
    h('div', { class: 'drop', 'aria-hidden': 'true' }),
    h('div', { class: 'besides', role: 'group', 'aria-label': 'What web servers use and can do without', title: 'As the web servers say. Nothing is repaired because of it.' },
      there.map(part => beside(part, tier[part])))] : null;
}

export function topology(overview) {
  const { tier, stack } = overview;
  if (!tier) return h('section', { class: 'card', 'aria-label': 'Topology' }, h('h2', {}, 'Topology'), waiting('the first look'));
  const up = tier.instances.filter(instance => instance.probe.verdict === 'Good').length;
  return h('section', { class: 'card topology', 'aria-label': 'Topology' },
    h('div', { class: 'card-head' }, h('h2', {}, 'Topology'), h('span', { class: 'small' }, 'looked at ', at(tier.at, 'ago'))),
    tier.problem ? h('p', { class: 'problem' }, tier.problem) : null,
    tier.deployment.verdict === 'Bad' ? h('p', {}, pill({ tone: 'busy', sign: '↻', word: `Deployment: ${tier.deployment.detail}` })) : null,
    h('div', { class: 'balancer' }, h('strong', {}, 'Load balancer'), h('span', { class: 'mono' }, stack.loadBalancer), h('span', { class: 'count' }, `${up} of ${many(tier.instances.length, 'back end')} up`)),
    h('div', { class: 'drop', 'aria-hidden': 'true' }),
    zones(overview),
    stack.database ? [h('div', { class: 'drop', 'aria-hidden': 'true' }), database(overview)] : h('p', { class: 'small' }, 'This stack has no database.'),
    besidesOf(overview));
}

export const databaseLink = () => link('#/database', 'the database');
