// The stories: which can be played, how the last one ended, and what is told meanwhile.

import { h } from './dom.js';
import { at } from './time.js';
import { order, state as page } from './state.js';

const favorites = ['instance-crash', 'two-at-once', 'fleet-bad-deploy', 'database-crash', 'automation-crash', 'alert-lost'];

const groups = {
  Instances: 'Web servers', Database: 'The database', Alerts: 'Alerts', Platform: 'Azure and the automation', People: 'People', Cache: 'The cache', Files: 'Files', SignIn: 'The sign-in', Lying: 'Parts that lie',
};

const told = {
  FAULT: ['bad', '✕'], STEADFAST: ['ok', '◆'], PERSON: ['idle', '●'], AZURE: ['busy', '☁'], BALANCER: ['busy', '⇄'], CLIENT: ['warn', '→'], STAGE: ['idle', '·'],
};

const play = name => order(`/twin/api/stories/${encodeURIComponent(name)}`);

const capital = text => `${text[0].toUpperCase()}${text.slice(1)}`;

function picker(isPlaying) {
  const all = page.catalog.stories;
  const enter = event => {
    event.preventDefault();
    play(new FormData(event.target).get('story'));
  };
  const first = [...new Set(all.map(story => story.group))];
  return [
    h('ul', { class: 'favorites' }, favorites.map(name => all.find(story => story.name === name)).filter(Boolean).map(story =>
      h('li', { 'data-key': story.name }, h('button', { type: 'button', onclick: () => play(story.name), disabled: isPlaying }, h('span', { 'aria-hidden': 'true' }, '▶ '), capital(story.title))))),
    h('form', { class: 'choose', onsubmit: enter, 'data-key': 'choose' },
      h('label', { class: 'field' }, h('span', {}, `All ${all.length} stories`),
        h('select', { name: 'story' }, first.map(group => h('optgroup', { label: groups[group] ?? group }, all.filter(story => story.group === group).map(story => h('option', { value: story.name }, `${capital(story.title)} (${story.name})`)))))),
      h('button', { type: 'submit', class: 'primary', disabled: isPlaying }, 'Play it')),
  ];
}

const judged = ({ text, met }) => h('li', { class: met ? 'ok' : 'bad' }, h('span', { class: 'sign' }, met ? '✓' : '✕'), h('span', {}, capital(text), met ? null : h('strong', {}, ' (not met)')));

// What was missed comes first.
function result({ number, at: moment, name, outcome, expectations }, isNewest) {
  const met = expectations.filter(one => one.met).length;
  const sum = met === expectations.length ? `all ${met} expectations met` : `${met} of ${expectations.length} expectations met`;
  return h('details', { class: `result ${met === expectations.length ? 'ok' : 'bad'}`, 'data-key': `result-${number}`, open: isNewest },
    h('summary', {}, h('span', { class: 'sign', 'aria-hidden': 'true' }, met === expectations.length ? '✓ ' : '✕ '), `${name}: ${outcome}, ${sum}`, h('span', { class: 'small' }, ' ', at(moment))),
    h('ul', { class: 'judged all', tabindex: '0', 'aria-label': 'What was missed comes first' }, [...expectations].sort((one, other) => one.met - other.met).map(judged)));
}

const playing = story => h('div', { class: 'playing', 'data-key': `playing-${story.name}` },
  h('p', { class: 'now-playing' }, h('strong', {}, '▶ '), capital(story.title), h('span', { class: 'small' }, ` (${story.name})`)),
  h('h3', {}, 'What must be seen'),
  h('ul', { class: 'judged promised' }, story.promises.map(text => h('li', {}, h('span', { class: 'sign' }, '…'), h('span', {}, capital(text))))));

const another = phase => h('button', { type: 'button', 'data-key': 'anew', onclick: () => order('/twin/api/stack') }, phase === 'Playing' ? 'Stop it and build the whole stack' : 'Build the whole stack anew');

export function stories({ now: { phase, story, takesOrders }, judgements }) {
  const isBusy = phase === 'Playing' || phase === 'Building';
  return h('section', { class: 'card', 'aria-label': 'Stories' },
    h('h2', {}, 'Stories'),
    story && !story.judged ? playing(story) : null,
    judgements.toReversed().map((one, index) => result(one, index === 0)),
    takesOrders
      ? [h('p', { class: 'small' }, 'Each has a stack of its own, does its fault, and says what must be seen after it. The same as ', h('code', {}, './steadfast drill'), '.'), picker(isBusy), another(phase)]
      : h('p', { class: 'small' }, h('code', {}, './steadfast demo'), ' plays its own stories one after the other. With ', h('code', {}, './steadfast up'), ' any of them can be chosen here.'));
}

export function captions({ captions: all }) {
  return h('section', { class: 'card', 'aria-label': 'What is told' },
    h('h2', {}, 'What is told'),
    all.length ? h('ol', { class: 'captions', tabindex: '0', 'aria-label': 'The newest first' }, all.slice(-80).reverse().map(({ number, at: moment, who, text }) => {
      const [tone, sign] = told[who] ?? told.STAGE;
      return h('li', { class: tone, 'data-key': `caption-${number}` }, h('span', { class: 'caption-time' }, at(moment)), h('span', { class: 'caption-who' }, h('span', { class: 'sign', 'aria-hidden': 'true' }, sign), ` ${who}`), h('span', { class: 'caption-text' }, text));
    })) : h('p', { class: 'empty' }, 'Nothing yet.'));
}
