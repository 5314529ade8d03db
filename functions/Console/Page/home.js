// The first page: what is wrong, what is done about it, what is asked of a person, and the stack.

import { list } from './api.js';
import { h } from './dom.js';
import { both, now } from './time.js';
import { diagnosis, isFault, many, nameOf } from './words.js';
import { card, empty, incidentLink, incidentList, link, outlook, pill, sentence, titleOf } from './parts.js';
import { answerButtons, automationButtons } from './orders.js';
import { partsAway, topology } from './topology.js';
import { strip } from './timeline.js';

export const load = async () => ({ recent: (await list('/api/incidents?brief=true&top=8')).value });

function standbyOf(stack, database) {
  if (!stack.database) return '';
  return database?.seen.platform.server?.standby === 'Healthy' ? ', and the database has a healthy standby' : '; whether the database has a standby is not known';
}

function withoutParts(parts) {
  const [first, second] = parts;
  const title = second ? `${first.called} and ${second.called.toLowerCase()} are away` : `${first.called} is away`;
  const each = parts.map(({ called, away, of, without }) => `${second ? `${called}: ` : ''}${away} of ${many(of, 'web server')} cannot use it. ${without}`);
  return ['warn', '!', title, `${each.join(' ')} Nothing is repaired because of that.`];
}

// The worst first: one sentence, and how it looks.
export function headline({ open, openTotal, tier, database, automation, stack }) {
  const asking = open.filter(incident => incident.outlook.forPerson);
  if (asking.length) return ['bad', '!', `${many(asking.length, 'incident waits', 'incidents wait')} for you`, `${titleOf(asking[0].record)}. ${asking[0].outlook.forPerson}`];
  if (openTotal) return ['busy', '●', `${many(openTotal, 'incident is', 'incidents are')} being handled`, `${titleOf(open[0].record)}: waits for ${open[0].outlook.waitsFor}.`];
  if (!tier) return ['idle', '…', 'Looking for the first time', 'The stack is being looked at.'];
  if (tier.problem) return ['warn', '?', 'The web servers cannot be seen', tier.problem];
  const out = tier.instances.filter(instance => instance.state !== 'Serving');
  if (out.length) return ['warn', '!', `${out.length} of ${many(tier.instances.length, 'web server does', 'web servers do')} not serve`, 'No incident is open about it yet.'];
  if (database && isFault(database.diagnosis)) return ['warn', '!', `The database ${diagnosis(database.diagnosis)}`, `${database.evidence}. No incident is open about it yet.`];
  const away = partsAway({ tier });
  if (away.length) return withoutParts(away);
  const standby = standbyOf(stack, database);
  const well = `${tier.instances.length === 1 ? 'The web server serves' : `All ${tier.instances.length} web servers serve`}${standby}.`;
  return automation.acts ? ['ok', '✓', 'All is well', well] : ['warn', 'Ⅱ', 'All is well, and the automation is held back', well];
}

// The first words are those of the pill before it.
const plainReason = reason => reason.replace(/^Automation acts: n/, 'N');

export function automationLine(overview, may) {
  const { automation } = overview;
  return h('div', { class: `acting ${automation.acts ? 'ok' : 'warn'}` },
    h('p', {},
      pill(automation.acts ? { tone: 'ok', sign: '✓', word: 'The automation acts' } : { tone: 'warn', sign: 'Ⅱ', word: 'The automation does not act' }), ' ',
      sentence(plainReason(automation.reason), now()), '. ',
      link('#/automation', 'Limits and state')),
    h('div', { class: 'buttons' }, automationButtons(overview, may)));
}

function openCard({ record, outlook: given }, overview, may) {
  const began = record.timeline.firstFailure ?? record.timeline.signal;
  return h('article', { class: `incident ${given.forPerson ? 'asks' : ''}`, 'data-key': record.id },
    h('h3', {}, incidentLink(record.id, titleOf(record))),
    h('p', { class: 'small' }, began ? ['since ', ...both(began, 'since'), ' · '] : null, 'opened by ', record.startedBy),
    strip(record),
    h('p', { class: 'sentence' }, sentence(record.reason, now())),
    outlook(given),
    h('div', { class: 'buttons' }, answerButtons(record, overview, may)));
}

function next(overview) {
  const coming = overview.open.map(({ record, outlook: given }) => ({ id: record.id, name: nameOf(record.target), given }));
  if (!coming.length) return empty(overview.automation.acts ? 'Nothing is under way. A fault that two observers agree on is acted on at once.' : 'Nothing is under way.');
  return h('ul', { class: 'list' }, coming.slice(0, 8).map(({ id, name, given }) => h('li', { class: 'row', 'data-key': id },
    h('p', {}, incidentLink(id, name), ' waits for ', given.waitsFor, given.until ? [', until ', ...both(given.until, 'until')] : null, '. ', h('span', { class: 'small' }, given.then)))));
}

export function view({ overview, data, may }) {
  const [tone, sign, title, text] = headline(overview);
  return [
    h('section', { class: `headline ${tone}`, 'aria-label': 'State' },
      h('span', { class: 'big-sign', 'aria-hidden': 'true' }, sign),
      h('div', {}, h('h1', { tabindex: '-1' }, title), h('p', {}, text))),
    automationLine(overview, may),
    overview.open.length ? h('section', { class: 'open', 'aria-label': 'Open incidents' }, overview.open.slice(0, 12).map(incident => openCard(incident, overview, may)),
      overview.openTotal > 12 ? h('p', {}, link('#/incidents?state=open', `All ${overview.openTotal} open incidents`)) : null) : null,
    h('div', { class: 'columns' },
      topology(overview),
      h('div', { class: 'stack' },
        card('What comes next', next(overview)),
        card('Latest incidents', incidentList(data?.recent, 'None in the last days.'),
          h('p', {}, link('#/incidents', 'All incidents'))))),
  ];
}
