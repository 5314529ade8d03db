// An incident drawn to scale: since when it was down, what was done and how long that took, when it was decided, restored, closed.

import { h, s } from './dom.js';
import { clock, ms, now, span } from './time.js';

const moments = [
  ['firstFailure', 'First failure', 'bad'],
  ['signal', 'Signal', 'busy'],
  ['decided', 'Decided', 'busy'],
  ['actionAccepted', 'Accepted', 'busy'],
  ['actionDone', 'Done', 'busy'],
  ['restored', 'Restored', 'ok'],
  ['closed', 'Closed', 'idle'],
];

const steps = [100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000, 600000, 900000, 1800000, 3600000, 7200000, 21600000, 43200000, 86400000];

export const momentsOf = timeline => moments.filter(([name]) => timeline[name]).map(([name, word, tone]) => ({ name, word, tone, at: ms(timeline[name]) })).sort((a, b) => a.at - b.at);

// From when to when it was; the end of one that is open is now.
export function extent(record) {
  const known = [...momentsOf(record.timeline).map(moment => moment.at), ...record.steps.map(step => ms(step.at)), ...record.actions.flatMap(action => [ms(action.accepted), ms(action.done)])].filter(Boolean);
  const end = ms(record.timeline.closed) ?? now();
  return [Math.min(...known, end), Math.max(...known, end)];
}

function tickStep(length, width) {
  const wanted = length / Math.max(2, Math.floor(width / 90));
  return steps.find(step => step >= wanted) ?? steps.at(-1);
}

function offset(milliseconds) {
  if (milliseconds === 0) return '0';
  if (milliseconds < 1000) return `+${milliseconds / 1000} s`;
  if (milliseconds % 3600000 === 0) return `+${milliseconds / 3600000} h`;
  return milliseconds % 60000 === 0 ? `+${milliseconds / 60000} min` : `+${span(milliseconds).replace('.0 s', ' s')}`;
}

// A label at an edge stays within it.
function anchorOf(isFirst, isLast) {
  if (isFirst) return 'start';
  return isLast ? 'end' : 'middle';
}

// A label that would meet an earlier one goes one row below it, so that no line crosses a word.
function rowsOf(labels, width) {
  const placed = [];
  for (const label of labels) {
    const size = label.text.length * 6.6 + 8;
    const left = Math.min(Math.max(0, label.x - 3), width - size);
    const row = Math.max(-1, ...placed.filter(other => other.end >= left).map(other => other.row)) + 1;
    placed.push({ ...label, left, row, end: left + size });
  }
  return placed;
}

export function timeline(record, width) {
  const [from, to] = extent(record);
  const length = Math.max(to - from, 1000);
  const pad = 10;
  const x = time => pad + (time - from) / length * (width - 2 * pad);
  const labels = rowsOf(momentsOf(record.timeline).map(moment => ({ ...moment, x: x(moment.at), text: moment.word })), width);
  const rows = Math.max(1, ...labels.map(label => label.row + 1));
  const top = rows * 18 + 8;
  const lane = top + 6;
  const actions = lane + 30;
  const ticks = actions + 34;
  const height = ticks + 34;
  const first = ms(record.timeline.firstFailure) ?? from;
  const restored = ms(record.timeline.restored);
  const every = tickStep(length, width);
  const count = Math.floor(length / every);
  const words = momentsOf(record.timeline).map(moment => `${moment.word.toLowerCase()} ${moment.at === from ? `at ${clock(moment.at)}` : `after ${span(moment.at - from)}`}`).join(', ');
  return s('svg', { class: 'timeline', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `Timeline: ${words}.` },
    Array.from({ length: count + 1 }, (_, index) => from + index * every).map(time => s('g', {},
      s('line', { class: 'grid', x1: x(time), x2: x(time), y1: top, y2: ticks + 8 }),
      s('text', { class: 'tick', x: Math.min(x(time), width - pad), y: ticks + 24, 'text-anchor': anchorOf(time === from, x(time) > width - 40) }, offset(time - from)))),
    s('rect', { class: 'lane bad', x: x(first), y: lane, width: Math.max(2, x(restored ?? to) - x(first)), height: 20, rx: 4 }),
    restored ? s('rect', { class: 'lane ok', x: x(restored), y: lane, width: Math.max(2, x(to) - x(restored)), height: 20, rx: 4 }) : null,
    laneLabel('down', x(first), x(restored ?? to), lane),
    restored ? laneLabel('serves', x(restored), x(to), lane) : null,
    record.actions.filter(action => action.accepted).map(action => bar(action, x, to, actions)),
    s('line', { class: 'axis', x1: pad, x2: width - pad, y1: ticks, y2: ticks }),
    record.steps.map((step, index) => s('circle', { class: 'step-dot', cx: x(ms(step.at)), cy: ticks, r: 3.5, 'data-step': index }, s('title', {}, `${clock(ms(step.at))} ${step.text}`))),
    labels.map(label => s('g', { class: `moment ${label.tone}` },
      s('line', { x1: label.x, x2: label.x, y1: 16 + label.row * 18 - 2, y2: ticks }),
      s('text', { x: label.left + 3, y: 12 + label.row * 18 }, label.text),
      s('title', {}, `${label.word}: ${clock(label.at)}`))));
}

const laneLabel = (text, from, to, y) => to - from > text.length * 7 + 12 ? s('text', { class: 'lane-text', x: from + 6, y: y + 14 }, text) : null;

function bar(action, x, to, y) {
  const begin = ms(action.accepted);
  const end = ms(action.done) ?? to;
  const size = Math.max(3, x(end) - x(begin));
  const text = `${action.kind}${action.done ? ` ${span(end - begin)}` : ''}`;
  return s('g', {},
    s('rect', { class: `lane action ${action.result}`, x: x(begin), y, width: size, height: 20, rx: 4 }, s('title', {}, `${action.kind}: ${action.detail}`)),
    size > text.length * 7 + 10 ? s('text', { class: 'lane-text', x: x(begin) + 6, y: y + 14 }, text) : null);
}

// The same in one thin line, for a card.
export function strip(record) {
  const [from, to] = extent(record);
  const length = Math.max(to - from, 1);
  const x = time => Math.round((time - from) / length * 1000);
  const restored = ms(record.timeline.restored);
  const first = ms(record.timeline.firstFailure) ?? from;
  return h('div', { class: 'strip', 'aria-hidden': 'true' },
    s('svg', { viewBox: '0 0 1000 10', preserveAspectRatio: 'none' },
      s('rect', { class: 'lane bad', x: x(first), y: 0, width: Math.max(4, x(restored ?? to) - x(first)), height: 4 }),
      restored ? s('rect', { class: 'lane ok', x: x(restored), y: 0, width: Math.max(4, x(to) - x(restored)), height: 4 }) : null,
      record.actions.filter(action => action.accepted).map(action => s('rect', { class: 'lane action', x: x(ms(action.accepted)), y: 6, width: Math.max(4, x(ms(action.done) ?? to) - x(ms(action.accepted))), height: 4 }))));
}
