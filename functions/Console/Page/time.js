// Times: local on the page, UTC on hover; how long ago, or in how long, goes on by itself.

import { h } from './dom.js';

// How far the clock of the app is ahead of this machine's.
let ahead = 0;

export function heard(date) {
  const there = Date.parse(date ?? '');
  const off = there - Date.now();
  ahead = Number.isNaN(there) || Math.abs(off) < 2500 ? 0 : off;
}

export const now = () => Date.now() + ahead;

export const ms = time => time ? Date.parse(time) : null;

const two = number => String(number).padStart(2, '0');

export const utc = time => new Date(time).toISOString().replace('T', ' ').replace(/(\.\d{3})?Z$/, ' UTC');

export function clock(time) {
  const at = new Date(time);
  const today = new Date(now());
  const day = at.toDateString() === today.toDateString() ? '' : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} `;
  return `${day}${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

export function span(milliseconds) {
  const seconds = Math.abs(milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ${two(Math.floor(seconds % 60))} s`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds % 3600 / 60))} min`;
  return `${Math.floor(seconds / 86400)} days`;
}

// Whole seconds, so that it does not flicker.
const whole = milliseconds => Math.abs(milliseconds) < 10000 ? `${Math.floor(Math.abs(milliseconds) / 1000)} s` : span(milliseconds);

function relative(time, kind) {
  const left = time - now();
  if (kind === 'since') return whole(Math.min(left, 0));
  if (left > 0) return `in ${whole(left)}`;
  if (kind !== 'until') return `${whole(left)} ago`;
  return left > -3000 ? 'now' : `${whole(left)} over time`;
}

// A point in time; kind is clock, ago, until or since.
export function at(time, kind = 'clock') {
  if (!time) return null;
  const milliseconds = typeof time === 'number' ? time : Date.parse(time);
  const text = kind === 'clock' ? clock(milliseconds) : relative(milliseconds, kind);
  return h('time', { datetime: new Date(milliseconds).toISOString(), title: utc(milliseconds), 'data-kind': kind === 'clock' ? null : kind }, text);
}

// "12:00:05 (in 42 s)"
export const both = (time, kind) => [at(time), ' (', at(time, kind), ')'];

export function tick() {
  for (const element of document.querySelectorAll('time[data-kind]')) {
    const text = relative(Date.parse(element.dateTime), element.dataset.kind);
    if (element.firstChild.nodeValue !== text) element.firstChild.nodeValue = text;
  }
}

// "00:10:00", "1.00:00:00" or "00:00:00.5000000", as the API writes durations, in milliseconds.
export function duration(text) {
  const [, days, hours, minutes, seconds] = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text) ?? [null, 0, 0, 0, 0];
  return (((Number(days ?? 0) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

export const plainSpan = text => {
  const seconds = duration(text) / 1000;
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 6) / 10} min` : `${Math.round(seconds / 360) / 10} h`;
};
