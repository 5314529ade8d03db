// The guard: whether it acts and, if not, why; what bounds it, who acts, who waits, who changed what.

import { h } from './dom.js';
import { at, both, plainSpan } from './time.js';
import { many, nameOf } from './words.js';
import { card, empty, fact, facts, incidentLink, pill, sentence } from './parts.js';
import { automationButtons } from './orders.js';
import { automationLine } from './home.js';

const limit = (count, percent) => Math.max(1, Math.floor(count * percent / 100));

function meter(used, most, label) {
  return h('div', { class: 'meter-line' }, h('meter', { min: 0, max: Math.max(most, 1), value: Math.min(used, most), 'aria-label': label }, `${used} of ${most}`), h('span', {}, `${used} of ${most}`));
}

function breaker(name, shown, limits) {
  return fact(name, shown.openSince
    ? [pill({ tone: 'bad', sign: '✕', word: 'open' }), ' since ', ...both(shown.openSince, 'ago'), ': nothing more is begun until a person closes it']
    : [pill({ tone: 'ok', sign: '✓', word: 'closed' }), ` ${shown.failures.length} of ${limits.breakerFailures} failures in a row`]);
}

const list = (items, none, row) => items.length ? h('ul', { class: 'list' }, items.map(row)) : empty(none);

function stormOf({ storm, lastStorm }) {
  if (!storm) return lastStorm ? ['none; the last ended ', at(lastStorm.ended, 'ago'), `: ${lastStorm.reason}`] : 'none';
  const first = storm.canaryTarget ? `; instance ${storm.canaryTarget} is tried first (${storm.canary.toLowerCase()})` : '; the first to ask is tried';
  return [pill({ tone: 'bad', sign: '!', word: `${storm.sick} of ${storm.total} are sick` }), ' since ', ...both(storm.since, 'ago'), first];
}

export function view({ overview, may }) {
  const { automation: guard, tier } = overview;
  const { limits, modes } = guard;
  const total = tier?.fleet.total ?? guard.watchdog?.total ?? 0;
  const repairs = guard.permits.filter(permit => permit.action !== 'failover');
  return [
    h('h1', { tabindex: '-1' }, 'Automation'),
    automationLine(overview, may),
    h('div', { class: 'columns even' },
      h('div', { class: 'stack' },
        card('What people and deployments have stopped', facts(
          fact('Pause', guard.pause ? [`by ${guard.pause.by}: ${guard.pause.reason}. Since `, at(guard.pause.since), guard.pause.until ? [', until ', ...both(guard.pause.until, 'until')] : ', until it is resumed'] : 'none'),
          fact('Deployment lease', guard.lease ? [pill(guard.leaseHeld ? { tone: 'busy', sign: '●', word: 'held' } : { tone: 'warn', sign: '!', word: 'ran out' }), ` by ${guard.lease.owner}, until `, ...both(guard.lease.until, 'until')] : 'none'),
          breaker('Breaker of the web servers', guard.breaker, limits),
          breaker('Breaker of the database', guard.databaseBreaker, limits))),
        card('Limits', facts(
          fact('In repair at once', meter(repairs.length, limit(total, limits.maxPercentInRepair), 'Repairs at once')),
          fact('Must go on serving', `${Math.ceil(total * limits.floorPercent / 100)} of ${many(total, 'instance')} (${limits.floorPercent} %)`),
          fact('Storm', stormOf(guard)),
          fact('Cool-down', plainSpan(limits.coolDown)),
          fact('Refused incidents close after', plainSpan(limits.refusalDeadline)),
          fact('Modes', `restart ${modes.restart}, reimage ${modes.reimage}, replace ${modes.replace}, failover ${modes.failover}`.toLowerCase()),
          fact('Scale set’s own repairs', guard.repairsSuspendedByUs ? `suspended for ${many(guard.repairsHeldBy.length, 'incident')}` : 'not suspended by us'))),
        card('Is it awake', facts(
          fact('Watchdog looked', guard.watchdog ? [at(guard.watchdog.at, 'ago'), `: ${guard.watchdog.sick} of ${guard.watchdog.total} sick`, guard.watchdog.detail ? `; ${guard.watchdog.detail}` : ''] : 'not yet'),
          fact('Last synthetic alert', guard.syntheticAlert ? both(guard.syntheticAlert.receivedAt, 'ago') : 'none yet')))),
      h('div', { class: 'stack' },
        card('Who acts now', list(guard.permits, 'Nobody.', permit => h('li', { class: 'row', 'data-key': permit.incidentId + permit.target }, h('p', {}, h('strong', {}, permit.action), ' of ', nameOf(permit.target).toLowerCase(), permit.isCanary ? ' (tried first)' : '', ': ', incidentLink(permit.incidentId, 'the incident'), ', since ', ...both(permit.since, 'since')), h('p', { class: 'small' }, permit.left ? `may still run; its incident ${permit.left.how}` : `asked by ${permit.askedBy}`)))),
        card('Who is refused', list(guard.refusals, 'Nobody.', one => h('li', { class: 'row', 'data-key': one.target }, h('p', {}, incidentLink(one.incidentId, nameOf(one.target)), ' ', sentence(one.refusal.reason, one.last)), h('p', { class: 'small' }, many(one.count, 'time'), ' since ', ...both(one.since, 'ago'), one.refusal.actsAt ? [' · it would act at ', ...both(one.refusal.actsAt, 'until')] : null)))),
        card('Who rests', list(guard.coolDowns, 'Nobody.', one => h('li', { class: 'row', 'data-key': one.target + one.failureClass }, h('p', {}, incidentLink(one.incidentId, nameOf(one.target)), ' until ', ...both(one.until, 'until'))))),
        card('Who changed what', list([...guard.changes].reverse(), 'Nobody has changed anything.', one => h('li', { class: 'row', 'data-key': one.id }, h('p', {}, sentence(one.text, one.at), one.isDone ? '' : ' (refused)'), h('p', { class: 'small' }, at(one.at))))))),
    automationButtons(overview, may).some(Boolean) || !may ? null : h('p', { class: 'small' }, 'This key may only look.'),
  ];
}
