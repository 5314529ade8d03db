// One incident: verdict, what it waits for, the timeline to scale, every sentence, evidence and report.

import { get, text } from './api.js';
import { h } from './dom.js';
import { both, clock, ms, now, span, utc } from './time.js';
import { ends, nameOf, outcomes, pageOf } from './words.js';
import { button, card, empty, fact, facts, lasted, link, outlook, pill, sentence, titleOf } from './parts.js';
import { answerButtons, failoverButtons, instanceButtons } from './orders.js';
import { momentsOf, timeline } from './timeline.js';
import { refresh } from './live.js';

const opened = new Map();

export const load = id => async () => ({ record: await get(`/api/incidents/${encodeURIComponent(id)}`) });

// By its kind, never by its sentence.
const kinds = { Opened: '●', Observed: '◦', Decided: '◆', Waiting: '…', Refused: '✕', ActionStarted: '▶', ActionEnded: '■', Evidence: '❏', Verified: '✓', Person: '☺', Aborted: '✕', Notice: '✉', LeftOut: '⋮', Closed: '–' };

function signOf(step) {
  return kinds[step.kind] ?? '◦';
}

function phases(record) {
  const all = momentsOf(record.timeline);
  if (!all.length) return empty('No moment of it is known yet.');
  return h('table', { class: 'phases' }, h('caption', {}, 'When what happened'), h('thead', {}, h('tr', {}, ['Moment', 'When', 'Since the one before', 'Since the first'].map(name => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, all.map((moment, index) => h('tr', {}, h('th', { scope: 'row' }, moment.word), h('td', { title: utc(moment.at) }, clock(moment.at)),
      h('td', {}, index ? `+${span(moment.at - all[index - 1].at)}` : ''), h('td', {}, index ? `+${span(moment.at - all[0].at)}` : '')))));
}

function steps(record) {
  const first = momentsOf(record.timeline)[0]?.at ?? ms(record.steps[0]?.at);
  return h('ol', { class: 'steps' }, record.steps.map((step, index) => h('li', { 'data-key': `s${step.at}${index}`, class: step.kind ?? null },
    h('span', { class: 'step-time', title: utc(ms(step.at)) }, clock(ms(step.at))), h('span', { class: 'step-after' }, `+${span(Math.max(0, ms(step.at) - first))}`),
    h('span', { class: 'step-sign', 'aria-hidden': 'true' }, signOf(step)), h('span', { class: 'step-text' }, sentence(step.text, step.at)))));
}

function actions(record) {
  if (!record.actions.length) return empty('Nothing was asked of the platform.');
  return h('ul', { class: 'list' }, record.actions.map((action, index) => h('li', { class: 'row', 'data-key': `a${index}` },
    h('p', {}, h('strong', {}, action.kind), ' of ', nameOf(action.target).toLowerCase(), ', asked for by ', action.askedBy, ': ', action.result.toLowerCase(), action.accepted && action.done ? ` after ${lasted(action.accepted, action.done)}` : '', '.'),
    h('p', { class: 'small' }, action.detail, action.replacement ? [' · replaced by ', link(`#/instances/${action.replacement}`, `instance ${action.replacement}`)] : null))));
}

async function open(path, read) {
  opened.set(path, { value: null });
  refresh();
  try {
    opened.set(path, { value: await read(path) });
  } catch (problem) {
    opened.set(path, { problem: problem.message });
  }
  refresh();
}

const shown = path => {
  const found = opened.get(path);
  if (!found) return null;
  if (found.problem) return h('p', { class: 'problem' }, found.problem);
  return found.value === null ? h('p', { class: 'empty', 'aria-busy': 'true' }, 'Asking …') : found.value;
};

function evidence(record) {
  if (!record.evidence.length) return empty('None was saved. It is saved before a disk is lost.');
  return h('ul', { class: 'list' }, record.evidence.map((piece, index) => {
    const path = `/api/incidents/${encodeURIComponent(record.id)}/evidence/${index + 1}`;
    const found = shown(path);
    return h('li', { class: 'row', 'data-key': `e${index}` }, h('p', {}, piece.summary, ' ', found ? null : button('Show', () => open(path, get))),
      found?.parts ? found.parts.map(part => h('details', {}, h('summary', {}, part.source, part.problem ? `: ${part.problem}` : ''), h('pre', { tabindex: '0' }, part.text || 'nothing'))) : found);
  }));
}

function report(record) {
  const path = `/api/incidents/${encodeURIComponent(record.id)}/report`;
  const found = shown(path);
  if (!found) return [h('p', { class: 'small' }, 'Summary, timeline, decisions, actions, evidence and open questions as Markdown, to be filled in by whoever knows more.'), button('Write the report', () => open(path, text))];
  return typeof found !== 'string' ? found : [h('pre', { tabindex: '0', class: 'report' }, found), h('div', { class: 'buttons' },
    button('Copy', event => { const label = event.target; navigator.clipboard.writeText(found).then(() => { label.textContent = 'Copied'; }, () => { label.textContent = 'It cannot be copied here'; }); }),
    button('Save as a file', () => save(found, `${record.id}.md`)))];
}

function save(content, name) {
  const address = URL.createObjectURL(new Blob([content], { type: 'text/markdown' }));
  const anchor = h('a', { href: address, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

export function view({ overview, data, may, width }) {
  const record = data.record;
  const known = overview.open.find(incident => incident.record.id === record.id);
  const look = outcomes[record.outcome] ?? outcomes.Open;
  const began = record.timeline.firstFailure ?? record.timeline.signal;
  const isInstance = /^\d+$/.test(record.target);
  return [
    h('p', { class: 'path' }, link('#/incidents', 'Incidents'), ' / ', record.id),
    h('section', { class: `headline ${look.tone}`, 'aria-label': 'Verdict' },
      h('span', { class: 'big-sign', 'aria-hidden': 'true' }, look.sign),
      h('div', {}, h('h1', { tabindex: '-1' }, titleOf(record)), h('p', {}, pill(look), ' ', sentence(record.reason, record.timeline.closed ?? now())))),
    h('div', { class: 'verdict card' },
      record.outcome === 'Open' ? outlook(known?.outlook) : h('p', { class: 'for-you' }, h('strong', {}, 'For you: '), ends[record.outcome]),
      facts(
        fact('Target', link(pageOf(record.target), nameOf(record.target))),
        fact('Opened by', record.startedBy),
        record.repeats ? fact('Repeats', link(`#/incidents/${record.repeats.incident}`, record.repeats.incident), ', which handed over the same fault ', ...both(record.repeats.at, 'ago')) : null,
        began ? fact('Since', ...both(began, 'ago')) : null,
        began ? fact(record.timeline.closed ? 'Lasted' : 'Lasts for', lasted(began, record.timeline.closed)) : null,
        began && record.timeline.restored ? fact('Down for', lasted(began, record.timeline.restored)) : null,
        fact('Diagnosis', record.diagnosis ?? 'none yet')),
      h('div', { class: 'buttons' }, answerButtons(record, overview, may), isInstance ? instanceButtons(record.target, may) : failoverButtons(may))),
    h('section', { class: 'card', 'aria-label': 'Timeline' }, h('h2', {}, 'Timeline'), timeline(record, Math.max(280, width - 34)), h('details', {}, h('summary', {}, 'As a table'), phases(record))),
    h('div', { class: 'columns' },
      card('What was seen, decided and done', record.outcome === 'Open' ? h('p', { class: 'small' }, 'While it is open, its newest steps. All of them when it has closed.') : null, steps(record)),
      h('div', { class: 'stack' }, card('Actions', actions(record)), card('Evidence', evidence(record)), card('Post-incident report', report(record)))),
  ];
}
