// Small parts that several pages show.

import { h } from './dom.js';
import { at, both, ms, now } from './time.js';
import { diagnosis, nameOf, outcomes } from './words.js';

export const pill = (look, more) => h('span', { class: `pill ${look.tone}` }, h('span', { 'aria-hidden': 'true', class: 'sign' }, look.sign), look.word, more);

export const link = (href, ...text) => h('a', { href }, ...text);

export const incidentLink = (id, ...text) => link(`#/incidents/${encodeURIComponent(id)}`, ...(text.length ? text : [id]));

export const button = (label, onclick, kind = '') => h('button', { type: 'button', class: kind, onclick }, label);

export const card = (title, ...content) => h('section', { class: 'card', 'aria-label': title }, h('h2', {}, title), ...content);

export const fact = (name, ...value) => h('div', { class: 'fact' }, h('dt', {}, name), h('dd', {}, ...value));

export const facts = (...all) => h('dl', { class: 'facts' }, ...all);

export const empty = text => h('p', { class: 'empty' }, text);

export const waiting = what => h('p', { class: 'empty', 'aria-busy': 'true' }, `Asking for ${what} …`);

// What is handed over, or was refused, is still so as far as is known.
export const titleOf = record => `${nameOf(record.target)} ${diagnosis(record.diagnosis, ['Recovered', 'NoAction'].includes(record.outcome))}`;

// A sentence of the automation: the times in it are UTC, and are shown as all others are.
export function sentence(text, near) {
  if (!near) return text;
  const around = typeof near === 'number' ? near : ms(near);
  return text.split(/\b((?:(?:on )?\d{4}-\d{2}-\d{2} (?:at )?)?\d{2}:\d{2}:\d{2}(?: UTC)?)\b/).map((part, index) => index % 2 ? at(momentOf(part, around)) ?? part : part);
}

const day = 86400000;

function momentOf(words, around) {
  const [, date, hours, minutes, seconds] = /^(?:(?:on )?(\d{4}-\d{2}-\d{2}) (?:at )?)?(\d+):(\d+):(\d+)/.exec(words);
  const inDay = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  if (date) return Date.parse(`${date}T00:00:00Z`) + inDay;
  const today = Math.floor(around / day) * day + inDay;
  return [today - day, today, today + day].reduce((best, one) => Math.abs(one - around) < Math.abs(best - around) ? one : best);
}

// One incident as a line of a list.
export function incidentRow(record) {
  const { closed, firstFailure, signal } = record.timeline;
  const began = firstFailure ?? signal;
  return h('li', { class: 'row', 'data-key': record.id },
    h('div', { class: 'row-head' }, pill(outcomes[record.outcome] ?? outcomes.Open), incidentLink(record.id, titleOf(record)), h('span', { class: 'when' }, at(closed ?? began, 'ago'))),
    h('p', { class: 'sentence' }, sentence(record.reason, closed ?? signal)),
    h('p', { class: 'small' }, 'by ', record.startedBy, began ? [' · ', at(began)] : null, closed && began ? [' · lasted ', lasted(began, closed)] : null));
}

// Incidents as a list; undefined while they are asked for.
export function incidentList(records, none) {
  if (!records) return waiting('them');
  return records.length ? h('ul', { class: 'list' }, records.map(incidentRow)) : empty(none);
}

export const lasted = (from, to) => spanText(ms(to ?? now()) - ms(from));

const spanText = milliseconds => {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 120) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s` : `${(seconds / 3600).toFixed(1)} h`;
};

// What an open incident waits for, and what comes then.
export function outlook(given) {
  if (!given) return null;
  return h('div', { class: 'outlook' },
    h('p', {}, h('span', { class: 'label' }, 'Waits for '), h('strong', {}, given.waitsFor), given.until ? [', until ', ...both(given.until, 'until')] : null, '.'),
    h('p', { class: 'small' }, given.then),
    given.forPerson ? h('p', { class: 'for-you' }, h('strong', {}, 'For you: '), given.forPerson) : null);
}
