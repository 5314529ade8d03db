// Puts the page together, and says what goes on in one sentence.

import { session } from './api.js';
import { h, show } from './dom.js';
import { begin, fresh, keyForm, outdated, themeButton } from './frame.js';
import { at, tick } from './time.js';
import { follow, lock, refresh, state, unlock } from './state.js';
import { figures } from './figures.js';
import { strip, summary } from './strip.js';
import { otherNames, stack } from './stack.js';
import { captions, stories } from './stories.js';

const main = document.getElementById('main');

function header() {
  const isOpen = state.locked === null;
  return [
    h('a', { class: 'brand', href: '/api/console' }, h('img', { src: '/twin/icon.svg', alt: '', width: 24, height: 24 }), 'Steadfast',
      state.now ? h('span', { class: 'stack-name' }, `twin ${state.now.number}, pace ${state.now.pace}`) : null),
    h('nav', { 'aria-label': 'Pages' }, h('a', { href: '/api/console' }, 'Console'), h('a', { href: '/twin/', 'aria-current': 'page' }, 'Twin')),
    h('div', { class: 'tools' }, isOpen && state.now ? (state.trouble ? outdated() : fresh(null)) : null, themeButton(),
      isOpen ? h('button', { type: 'button', class: 'plain', onclick: () => lock('') }, 'Forget key') : null),
  ];
}

function stale() {
  if (state.locked !== null || !state.trouble) return [];
  const { now } = state;
  const isDemoOver = now && !now.takesOrders && now.phase === 'Building' && now.story?.judged;
  if (isDemoOver) return [h('div', { class: 'stale', role: 'status' }, h('p', {}, h('strong', {}, 'The demonstration has ended. '), 'What came of its stories is below; ', h('code', {}, './steadfast up'), ' starts a stack that stays.'))];
  return [h('div', { class: 'stale', role: 'alert' },
    h('p', {}, h('strong', {}, 'The twin does not answer. '), state.trouble, state.at ? [' What you see is from ', at(state.at), '.'] : null),
    h('button', { type: 'button', onclick: refresh }, 'Ask now'))];
}

const keyPage = () => keyForm({
  title: 'The twin',
  problem: state.locked,
  about: 'A whole stack on this machine, to be broken. The terminal in which it was started shows the key. It is kept for this tab alone.',
  open: 'Open the twin',
  help: null,
  unlock,
  refuse: problem => { document.getElementById('say').textContent = problem; },
});

const nameOf = server => `web server ${server.id}`;

const conditions = { Hangs: 'hangs', Fails: 'answers 500', Dead: 'is dead' };

// What is not as it should be, in words.
function broken(now) {
  const servers = now.webServers.filter(server => server.process !== 'Runs').map(server => `${nameOf(server)} ${conditions[server.process]}`);
  const out = now.webServers.filter(server => server.process === 'Runs' && !server.inRotation).map(server => `${nameOf(server)} gets no requests`);
  const members = (now.database?.members ?? []).filter(member => member.process !== 'Runs')
    .map(member => `the ${member.isPrimary ? 'primary' : 'standby'} of the database ${conditions[member.process]}`);
  const others = now.others.filter(part => part.process !== 'Runs').map(part => `${otherNames[part.name][1]} ${conditions[part.process]}`);
  return [...members, ...servers, ...out, ...others];
}

const sentence = words => words.length ? `${words[0][0].toUpperCase()}${words.join(', ').slice(1)}.` : '';

// Whatever was said last by those who act: the fault, a person, the automation.
const latest = () => state.captions.findLast(caption => ['FAULT', 'STEADFAST', 'PERSON'].includes(caption.who))?.text ?? '';

function verdict({ title, expectations }, phase) {
  const missed = expectations.filter(one => !one.met).length;
  const sum = missed ? `${missed} of ${expectations.length} expectations were not met` : `all ${expectations.length} expectations were met`;
  const more = phase === 'Played' ? 'The stack is yours now.' : 'Its stack has ended.';
  return [missed ? 'bad' : 'ok', missed ? '✕' : '✓', `The story is over: ${sum}`, `${title[0].toUpperCase()}${title.slice(1)}. ${more}`];
}

function headline(now) {
  const { story } = now;
  const judged = story?.judged ? state.judgements.find(one => one.number === story.judged) : null;
  if (judged && now.phase === 'Building') return verdict(judged, now.phase);
  if (now.phase === 'Building') return ['busy', '…', story ? 'Building the stack of the story' : 'Building the stack', story ? `${story.title}.` : 'Web servers, database and automation start.'];
  if (now.phase === 'Playing') return ['busy', '▶', `${story.title[0].toUpperCase()}${story.title.slice(1)}`, latest()];
  const { failed, total } = summary(state.parts, 3);
  const wrong = broken(now);
  if (failed) return ['bad', '✕', `${failed} of ${total} requests failed in the last 3 s`, `${sentence(wrong)} ${latest()}`.trim()];
  if (wrong.length) return ['warn', '!', 'Something is broken, and clients are served', `${sentence(wrong)} ${latest()}`.trim()];
  if (now.phase === 'Played' && judged) return verdict(judged, now.phase);
  return ['ok', '✓', 'All is well: break something', 'Every button below does a real fault to real processes. Watch who notices, and who repairs it.'];
}

function content(now) {
  const [tone, sign, title, text] = headline(now);
  return [
    h('section', { class: `headline ${tone}`, 'aria-label': 'State' },
      h('span', { class: 'big-sign', 'aria-hidden': 'true' }, sign),
      h('div', { class: 'headline-text' }, h('h1', { tabindex: '-1' }, title), h('p', {}, text))),
    h('section', { class: 'card', 'aria-label': 'What clients go through' },
      h('h2', {}, 'What clients go through'), figures(state), strip(state, Math.max(260, main.clientWidth - 66))),
    h('div', { class: 'columns' },
      stack(state),
      h('div', { class: 'stack' }, stories(state), captions(state))),
  ];
}

let spoken = 0;

function render() {
  const { now, locked } = state;
  show(document.getElementById('header'), header());
  show(document.getElementById('stale'), stale());
  if (locked !== null) show(main, keyPage());
  else show(main, now && state.catalog ? content(now) : state.trouble ? [] : h('p', { class: 'empty', 'aria-busy': 'true' }, 'Asking for the twin …'));
  main.classList.toggle('old', locked === null && state.trouble !== null && now !== null);
  const last = state.captions.findLast(caption => ['FAULT', 'STEADFAST'].includes(caption.who));
  if (last && last.number !== spoken) {
    if (spoken) document.getElementById('say').textContent = last.text;
    spoken = last.number;
  }
}

begin(main, () => state.now, render);
follow(render);
setInterval(tick, 1000);
if (!session.has) state.locked = '';
refresh();
