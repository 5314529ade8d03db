// What a person can ask for. What the key does not open is not offered.

import { post } from './api.js';
import { ask, choiceField, signed, textField, tickField } from './dialog.js';
import { h } from './dom.js';
import { diagnosis, nameOf } from './words.js';
import { button } from './parts.js';

const capital = text => text[0].toUpperCase() + text.slice(1);

const named = ({ by, ...rest }) => by === undefined ? rest : { by, ...rest };

const keepGiven = body => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== ''));

// --- an instance -----------------------------------------------------------------------------------------------------------

const rungs = {
  restart: 'The machine is restarted. Disks, id and address stay.',
  reimage: 'The operating system disk is made anew. What is on it is lost; evidence is saved before.',
  replace: 'Another instance is added and must serve, then this one is deleted. Its id and address are lost.',
};

const showPlan = (plan, act, why) => [
  h('p', {}, h('span', { class: 'label' }, 'Now: '), capital(diagnosis(plan.diagnosis)), '. ', h('span', { class: 'small' }, `${plan.evidence}.`)),
  plan.openIncident ? h('p', {}, 'It joins the incident that is open, which does it next.') : h('p', {}, 'It opens an incident.'),
  h('ol', {}, plan.steps.map(step => h('li', {}, step))),
  act ? h('p', { class: 'good' }, '✓ It would be begun now.') : h('p', { class: 'problem' }, `✕ It would not be begun now: ${(why ?? 'not possible as things stand').replace(/^refused: /, '')}.`),
];

const isNumber = plan => ['BudgetSpent', 'BelowFloor'].includes(plan?.refusal?.kind);

export function orderInstance(id, action) {
  ask({
    title: `${capital(action)} instance ${id}`,
    intro: rungs[action],
    verb: `${capital(action)} instance ${id}`,
    danger: action !== 'restart',
    plan: async () => (await post(`/api/instances/${id}/${action}`, signed({ dryRun: true }))).value,
    show: plan => showPlan(plan, plan.wouldAct, plan.refusal?.reason),
    extras: plan => isNumber(plan) ? tickField('Do it by force: neither the floor nor the number in repair binds it. The site may serve less, or not at all.', 'force') : null,
    allows: (given, plan) => plan.wouldAct || !isNumber(plan) || given.force === 'yes',
    confirm: given => given.force === 'yes' ? `force ${id}` : null,
    fields: () => textField('Why', 'reason', { hint: 'Optional. It stands in the record.' }),
    send: async ({ by, reason, force }) => {
      const { value } = await post(`/api/instances/${id}/${action}`, keepGiven(named({ by, reason, force: force === 'yes' ? true : undefined })));
      return { text: `${capital(action)} of instance ${id} is ordered.`, id: value.incidentId };
    },
  });
}

export const instanceButtons = (id, may) => may?.order ? ['restart', 'reimage', 'replace'].map(action => button(`${capital(action)} …`, () => orderInstance(id, action))) : [];

// --- the database ----------------------------------------------------------------------------------------------------------

export function orderFailover() {
  ask({
    title: 'Fail the database over',
    verb: 'Fail over',
    danger: true,
    choices: () => choiceField('How', 'mode', [
      ['graceful', 'Graceful', 'Only if everything is well: for practice and maintenance.'],
      ['recover', 'Recover', 'What the automation would do: only if the database is down and the standby can take over.'],
      ['force', 'Force', 'Whatever is seen. Writes that the standby has not received are lost.'],
    ], true),
    plan: async ({ mode }) => (await post('/api/database/failover', signed({ mode: mode ?? 'graceful', reason: 'to see what would be done', dryRun: true }))).value,
    show: plan => showPlan(plan, plan.wouldAct, plan.whyNot),
    confirm: given => given.mode === 'force' ? 'force' : null,
    fields: () => textField('Why', 'reason', { required: true, hint: 'It stands in the record.' }),
    send: async ({ by, mode, reason }) => {
      const { value } = await post('/api/database/failover', keepGiven(named({ by, mode, reason, confirm: mode === 'force' ? true : undefined })));
      return { text: 'The failover is ordered.', id: value.incidentId };
    },
  });
}

export const failoverButtons = may => may?.failover ? [button('Fail over …', orderFailover)] : [];

// --- an incident -----------------------------------------------------------------------------------------------------------

function approve(record) {
  ask({
    title: `Approve: ${record.awaiting.action} of ${nameOf(record.target).toLowerCase()}`,
    intro: `${record.reason}. After the approval it looks once more before it acts. An approval is for this one action.`,
    verb: `Approve the ${record.awaiting.action}`,
    fields: () => textField('Note', 'reason', { hint: 'Optional.' }),
    send: async ({ by, reason }) => {
      await post(`/api/incidents/${record.id}/approve`, keepGiven(named({ by, reason })));
      return { text: `The ${record.awaiting.action} is approved.`, id: record.id };
    },
  });
}

function abort(record) {
  ask({
    title: 'End this incident',
    intro: 'Nothing more is done after it. What runs at the platform goes on, and the fault is still there: the watchdog opens the next incident after a while, so pause the automation when you need longer.',
    verb: 'End it',
    danger: true,
    fields: () => textField('Why', 'reason', { hint: 'Optional. It stands in the record.' }),
    send: async ({ by, reason }) => {
      await post(`/api/incidents/${record.id}/abort`, keepGiven(named({ by, reason })));
      return { text: 'The incident is being ended.', id: record.id };
    },
  });
}

export const answerButtons = (record, overview, may) => record.outcome !== 'Open' ? [] : [
  record.awaiting && may?.approve ? button(`Approve the ${record.awaiting.action} …`, () => approve(record), 'primary') : null,
  may?.abort ? button('End it …', () => abort(record)) : null,
];

// --- the automation --------------------------------------------------------------------------------------------------------

function pause() {
  ask({
    title: 'Pause the automation',
    intro: 'Everything is still seen, decided and shown, and nothing is begun without a person. What was begun is finished.',
    verb: 'Pause',
    choices: () => choiceField('For how long', 'minutes', [['30', '30 minutes'], ['60', '1 hour'], ['240', '4 hours'], ['', 'Until it is resumed']]),
    fields: () => textField('Why', 'reason', { required: true, hint: 'Whoever looks next reads it.' }),
    send: async ({ by, reason, minutes }) => {
      const { status } = await post('/api/automation/pause', keepGiven(named({ by, reason, minutes: minutes ? Number(minutes) : undefined })));
      return { text: status === 202 ? 'The pause is on its way; look whether it is in force.' : 'The automation is paused.' };
    },
  });
}

function resume(isBroken) {
  ask({
    title: isBroken ? 'Close the breaker' : 'Resume the automation',
    intro: isBroken ? 'Acting did not help several times in a row, so there is a cause that it does not reach. Find it first. The automation acts again at once.' : 'It acts again at once, also on what it has held back.',
    verb: isBroken ? 'Close it, and act again' : 'Resume',
    danger: isBroken,
    send: async ({ by }) => {
      const { status } = await post('/api/automation/resume', named({ by, rearm: isBroken }));
      return { text: status === 202 ? 'It is on its way; look whether it is in force.' : 'The automation may act again.' };
    },
  });
}

export const automationButtons = ({ automation }, may) => [
  automation.pause && may?.resume ? button('Resume …', () => resume(false), 'primary') : null,
  (automation.breaker.openSince || automation.databaseBreaker.openSince) && may?.resume ? button('Close the breaker …', () => resume(true)) : null,
  !automation.pause && may?.pause ? button('Pause …', pause) : null,
];
