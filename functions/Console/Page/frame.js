// What stands around the content of every page with this header: theme, freshness, the question for the key, and drawing anew when the width changes.

import { h } from './dom.js';

const pill = (tone, sign, text, title) =>
  h('span', { class: `pill ${tone} live`, title }, h('span', { class: 'sign', 'aria-hidden': 'true' }, sign), text);

export const fresh = title => pill('ok', '●', 'Live', title);

export const outdated = () => pill('bad', '✕', 'Stale', null);

export function themeButton() {
  const root = document.documentElement;
  const turn = () => {
    const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
    localStorage.setItem('steadfast-theme', root.dataset.theme);
  };
  return h('button', { type: 'button', class: 'plain', onclick: turn, title: 'Light or dark', 'aria-label': 'Light or dark' }, '◐');
}

// A form that asks for the key; what cannot be in a header is no key, and is refused.
export function keyForm({ title, problem, about, open, help, unlock, refuse }) {
  const enter = event => {
    event.preventDefault();
    const given = new FormData(event.target).get('key').trim();
    if (/^[\x21-\x7e]+$/.test(given)) unlock(given);
    else refuse('This is no key.');
  };
  return h('form', { class: 'card key', onsubmit: enter, 'data-key': 'key' },
    h('h1', { tabindex: '-1' }, title),
    problem ? h('p', { class: 'problem', role: 'alert' }, problem) : null,
    h('p', {}, about),
    h('label', { class: 'field' }, h('span', {}, 'Function key'), h('input', { name: 'key', type: 'password', required: true, autocomplete: 'current-password', spellcheck: 'false', autofocus: true })),
    h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'primary' }, open)),
    help);
}

// Takes the theme that was chosen, and draws anew when there is something to draw and the width is another.
export function begin(main, isReady, render) {
  document.documentElement.dataset.theme = localStorage.getItem('steadfast-theme') ?? '';
  if (!document.documentElement.dataset.theme) delete document.documentElement.dataset.theme;
  document.getElementById('skip').onclick = () => main.focus();
  let drawn = 0;
  new ResizeObserver(() => {
    if (main.clientWidth === drawn) return;
    drawn = main.clientWidth;
    if (isReady()) requestAnimationFrame(render);
  }).observe(main);
}
