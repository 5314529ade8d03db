// The live strip: good answers stand on the line, failed ones hang from it, and above are the moments of the story.

import { h, s } from './dom.js';

const shownSeconds = 90;
const partsASecond = 2;
const shownParts = shownSeconds * partsASecond;

const newest = () => Math.floor(Date.now() / 500);

// The clock of the twin is that of this machine but for the time an answer takes.
const endOf = parts => Math.max(parts.at(-1)?.number ?? 0, newest() - 4);

export function summary(parts, seconds) {
  const from = endOf(parts) - seconds * partsASecond;
  const recent = parts.filter(part => part.number > from);
  const sum = choose => recent.reduce((all, part) => all + choose(part), 0);
  const most = choose => recent.reduce((all, part) => choose(part) === null ? all : Math.max(all ?? 0, choose(part)), null);
  return { total: sum(part => part.good + part.failed), failed: sum(part => part.failed), written: sum(part => part.written), unwritten: sum(part => part.unwritten), p50: most(part => part.p50), p99: most(part => part.p99) };
}

// One path for all bars of a kind.
const bars = (parts, x, width, base, height) => parts.map(part => {
  const tall = height(part);
  return tall ? `M${x(part.number).toFixed(1)} ${base}h${width}v${(-tall).toFixed(1)}h${-width}z` : '';
}).join('');

const topOf = (parts, choose, least) => {
  const top = parts.reduce((all, part) => Math.max(all, choose(part)), least);
  return top <= 10 ? Math.ceil(top) : Math.ceil(top / 10) * 10;
};

const laneName = (y, name, scale) => s('text', { x: 0, y: y + 10, class: 'lane-name' }, name, s('tspan', { class: 'lane-top' }, ` · ${scale}`));

// Good ones above the line, failed ones below it, on one scale.
function counts(name, unit, parts, frame, good, failed) {
  const { x, width, y, right } = frame;
  const [up, down] = [58, 26];
  const top = topOf(parts, part => Math.max(good(part), failed(part) * up / down), 10);
  const base = y + 16 + up;
  const barWidth = Math.max(1, width - 0.6);
  return s('g', {},
    laneName(y, name, `up to ${top * partsASecond}${unit}`),
    s('line', { x1: 0, x2: right, y1: y + 16, y2: y + 16, class: 'guide' }),
    s('path', { class: 'bar-good', d: bars(parts, x, barWidth, base, part => good(part) / top * up) }),
    s('path', { class: 'bar-failed', d: bars(parts, x, barWidth, base + 1, part => -Math.min(down, Math.max(failed(part) ? 3 : 0, failed(part) / top * up))) }),
    s('line', { x1: 0, x2: right, y1: base + 0.5, y2: base + 0.5, class: 'base' }));
}

function times(parts, { x, width, y, right }) {
  const tall = 46;
  const timed = parts.filter(part => part.p99 !== null);
  const top = topOf(timed, part => part.p99, 50);
  const base = y + 16 + tall;
  const height = value => value / top * tall;
  const barWidth = Math.max(1, width - 0.6);
  return s('g', {},
    laneName(y, 'Answer time, half and 99 of 100', `up to ${top} ms`),
    s('line', { x1: 0, x2: right, y1: y + 16, y2: y + 16, class: 'guide' }),
    s('path', { class: 'bar-late', d: bars(timed, x, barWidth, base, part => height(part.p99)) }),
    s('path', { class: 'bar-time', d: bars(timed, x, barWidth, base, part => height(part.p50)) }),
    s('line', { x1: 0, x2: right, y1: base + 0.5, y2: base + 0.5, class: 'base' }));
}

// What of the story is worth a mark: faults, what the automation has done, and that it has helped.
function markOf({ who, text }) {
  if (who === 'FAULT') return { word: 'fault', sign: '✕', tone: 'bad' };
  if (who === 'PERSON') return { word: 'person', sign: '●', tone: 'idle' };
  if (who !== 'STEADFAST') return null;
  if (/^Incident opened/.test(text)) return { word: 'noticed', sign: '!', tone: 'warn' };
  const action = /accepted the (\w+)/.exec(text)?.[1];
  if (action) return { word: action, sign: '↻', tone: 'busy' };
  if (/recovered|no action needed/i.test(text)) return { word: 'recovered', sign: '✓', tone: 'ok' };
  return /needs a person/i.test(text) ? { word: 'asks a person', sign: '!', tone: 'bad' } : null;
}

const rows = 4;

function marks(captions, first, { x, right, bottom }) {
  const taken = Array.from({ length: rows }, () => -1);
  return captions.map(caption => ({ caption, mark: markOf(caption), number: Date.parse(caption.at) / 500 }))
    .filter(({ mark, number }) => mark && number > first)
    .map(({ caption, mark, number }) => {
      const at = Math.min(right, Math.max(0, x(number)));
      const label = `${mark.sign} ${mark.word}`;
      const wide = label.length * 6.6 + 8;
      // Left of its line where it would not fit; where it would lie on another, the line alone tells.
      const from = at + wide > right ? at - wide : at;
      const row = taken.findIndex(end => end <= from);
      if (row >= 0) taken[row] = from + wide;
      return s('g', { class: `mark ${mark.tone}`, 'data-key': `mark-${caption.number}` },
        s('title', {}, caption.text),
        s('line', { x1: at, x2: at, y1: row < 0 ? 56 : row * 14 + 2, y2: bottom }),
        row < 0 ? null : s('text', { x: from < at ? at - 3 : at + 3, y: row * 14 + 11, 'text-anchor': from < at ? 'end' : 'start' }, label));
    });
}

export function strip({ parts, captions, now }, right) {
  const last = endOf(parts);
  const first = last - shownParts;
  const shown = parts.filter(part => part.number > first);
  const width = right / shownParts;
  const x = number => (number - first - 1) * width;
  const hasWrites = now.database !== null || shown.some(part => part.written || part.unwritten);
  const lanes = hasWrites ? [58, 170, 282] : [58, null, 170];
  const bottom = lanes[2] + 64;
  const frame = { x, width, right, bottom };
  const sum = summary(parts, shownSeconds);
  const told = `The last ${shownSeconds} s: ${sum.total} requests, ${sum.failed} failed${hasWrites ? `; ${sum.written} writes acknowledged, ${sum.unwritten} not` : ''}.`;
  return h('figure', { class: 'live-strip' },
    s('svg', { width: right, height: bottom + 18, viewBox: `0 0 ${right} ${bottom + 18}`, role: 'img', 'aria-label': told },
      marks(captions, first, frame),
      counts('Requests, failed below the line', '/s', shown, { ...frame, y: lanes[0] }, part => part.good, part => part.failed),
      hasWrites ? counts('Writes, refused below the line', '/s', shown, { ...frame, y: lanes[1] }, part => part.written, part => part.unwritten) : null,
      times(shown, { ...frame, y: lanes[2] }),
      s('text', { x: 0, y: bottom + 14, class: 'lane-top' }, `${shownSeconds} s ago`),
      s('text', { x: right, y: bottom + 14, class: 'lane-top', 'text-anchor': 'end' }, 'now')),
    h('figcaption', { class: 'unseen' }, told));
}
