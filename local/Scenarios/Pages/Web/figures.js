// The figures of the clients: what an outage is measured by.

import { h } from './dom.js';
import { at } from './time.js';
import { summary } from './strip.js';

const figure = (name, value, more, tone = '') => h('div', { class: `figure ${tone}` }, h('dt', {}, name), h('dd', {}, h('strong', {}, value), h('span', { class: 'small' }, more)));

const number = value => value.toLocaleString('en-US');

const span = milliseconds => milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(2)} s`;

const kinds = ({ failed, kinds: all }) => failed ? Object.entries(all).map(([kind, count]) => `${count} ${kind}`).join(', ') : 'none';

function lost({ lost: found, acknowledged }) {
  if (!found) return figure('Lost writes', '–', acknowledged ? 'being compared' : 'nothing written yet');
  return figure('Lost writes', number(found.count), ['compared ', at(found.at, 'ago')], found.count ? 'bad' : 'ok');
}

export function figures({ now: { clients, database }, parts }) {
  const seen = summary(parts, 5);
  return h('dl', { class: 'figures' },
    figure('Requests a second', number(Math.round(seen.total / 5)), `${number(clients.requests.total)} in all`),
    figure('Failed requests', number(clients.requests.failed), kinds(clients.requests), clients.requests.failed ? 'bad' : 'ok'),
    figure('Longest outage', span(clients.requests.longestGap), 'without any good answer', clients.requests.longestGap ? 'warn' : 'ok'),
    figure('Answer time', seen.p50 === null ? '–' : `${seen.p50} ms`, seen.p99 === null ? 'half of them' : `half of them; ${seen.p99} ms for 99 of 100`),
    database || clients.acknowledged ? [
      figure('Acknowledged writes', number(clients.acknowledged), clients.writes.failed ? `${number(clients.writes.failed)} were refused or unanswered` : 'none was refused'),
      figure('Longest time without a write', span(clients.writes.longestGap), 'while some failed', clients.writes.longestGap ? 'warn' : 'ok'),
      lost(clients)] : null);
}
