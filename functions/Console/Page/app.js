// Puts the page together: address, header, what is shown, and the key.

import { session } from './api.js';
import { h, show } from './dom.js';
import { begin, fresh, keyForm, outdated, themeButton } from './frame.js';
import { follow, lock, refresh, state, unlock, want } from './live.js';
import { at, tick } from './time.js';
import { waiting } from './parts.js';
import { say } from './dialog.js';
import * as home from './home.js';
import * as incident from './incident.js';
import * as automation from './automation.js';
import { alerts, incidents, told } from './lists.js';
import { databaseView, instanceView, load as loadTarget } from './target.js';

const main = document.getElementById('main');
const pages = [['#/', 'Overview'], ['#/incidents', 'Incidents'], ['#/alerts', 'Alerts'], ['#/notices', 'Notices'], ['#/automation', 'Automation']];

// An address of the page: which view, what it needs, what it is called.
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, id] = path.split('/').map(part => { try { return decodeURIComponent(part); } catch { return ''; } });
  const chosen = new URLSearchParams(query).get('state') ?? '';
  switch (page) {
    case 'incidents': return id
      ? { tab: '#/incidents', title: id, load: incident.load(id), view: incident.view, needs: true }
      : { tab: '#/incidents', title: 'Incidents', load: incidents.load(chosen), view: incidents.view(chosen) };
    case 'alerts': return { tab: '#/alerts', title: 'Alerts', load: alerts.load(), view: alerts.view() };
    case 'notices': return { tab: '#/notices', title: 'Notices', load: told.load(chosen), view: told.view(chosen) };
    case 'automation': return { tab: '#/automation', title: 'Automation', load: null, view: automation.view };
    case 'instances': return { tab: '#/', title: `Instance ${id}`, load: loadTarget(id), view: instanceView(id) };
    case 'database': return { tab: '#/', title: 'Database', load: loadTarget('database'), view: databaseView };
    default: return { tab: '#/', title: 'Overview', load: home.load, view: home.view };
  }
}

let current = route();
let isNew = true;

function freshness({ overview, trouble, locked }) {
  if (locked !== null) return null;
  if (trouble) return outdated();
  return overview ? fresh('Asked for every few seconds') : null;
}

// Pages beside the console, as the settings of the app name them.
const further = overview => (overview?.links ?? []).map(({ title, address }) => h('a', { href: address, rel: 'noreferrer' }, title));

function header() {
  const { overview, locked } = state;
  const now = freshness(state);
  const waits = overview?.open.filter(one => one.outlook.forPerson).length ?? 0;
  return [
    h('a', { class: 'brand', href: '#/' }, h('img', { src: '/api/console/icon.svg', alt: '', width: 24, height: 24 }), 'Steadfast', overview ? h('span', { class: 'stack-name' }, overview.stack.resourceGroup) : null),
    locked === null ? h('nav', { 'aria-label': 'Pages' }, pages.map(([href, name]) => h('a', { href, 'aria-current': current.tab === href ? 'page' : null }, name, href === '#/' && waits ? h('span', { class: 'badge', 'aria-label': `${waits} wait for you` }, waits) : null)), further(overview)) : h('span', { class: 'grow' }),
    h('div', { class: 'tools' }, now, themeButton(), locked === null ? h('button', { type: 'button', class: 'plain', onclick: () => lock('') }, 'Forget key') : null),
  ];
}

function stale() {
  if (state.locked !== null || !state.trouble) return [];
  return [h('div', { class: 'stale', role: 'alert' },
    h('p', {}, h('strong', {}, 'The app does not answer. '), state.trouble, ' ', state.at ? ['What you see is from ', at(state.at), ', ', at(state.at, 'ago'), '.'] : 'Nothing has been seen yet.',
      state.nextTry ? [' Asking again ', at(state.nextTry, 'until'), '.'] : null),
    h('button', { type: 'button', onclick: refresh }, 'Ask now'))];
}

const keyPage = () => keyForm({
  title: 'Steadfast console',
  problem: state.locked,
  about: 'This page holds no data. It asks the API with a function key, which is kept for this tab alone and sent as a header.',
  open: 'Open the console',
  help: h('details', {}, h('summary', {}, 'Where is the key?'),
    h('p', {}, 'On Azure: the Function App, ', h('em', {}, 'App keys'), ', ', h('em', {}, 'Host keys'), ', ', h('code', {}, 'default'), '. On this machine, ', h('code', {}, './steadfast up'), ' prints it.')),
  unlock,
  refuse: say,
});

function content() {
  if (state.locked !== null) return [keyPage()];
  if (!state.overview) return state.trouble ? [] : [waiting('the state of the stack')];
  if (state.dataProblem) return [h('h1', { tabindex: '-1' }, current.title), h('p', { class: 'problem' }, state.dataProblem)];
  if (current.needs && !state.data) return [waiting(current.title)];
  return current.view({ overview: state.overview, data: state.data, may: state.may, width: main.clientWidth - 32 });
}

let before = '';

function render() {
  show(document.getElementById('header'), header());
  show(document.getElementById('stale'), stale());
  show(main, content());
  main.classList.toggle('old', state.locked === null && state.trouble !== null && state.overview !== null);
  const waits = state.overview?.open.filter(one => one.outlook.forPerson).length;
  document.title = `${waits ? `(${waits}) ` : ''}${state.locked === null ? current.title : 'Key'} · Steadfast`;
  const [, , title] = state.overview ? home.headline(state.overview) : [];
  if (title && title !== before) {
    if (before) say(title);
    before = title;
  }
  if (isNew && main.querySelector('h1')) {
    isNew = false;
    if (state.locked === null && document.activeElement === document.body) main.querySelector('h1').focus({ preventScroll: true });
    if (state.locked !== null) main.querySelector('input')?.focus();
  }
}

function go() {
  current = route();
  isNew = true;
  document.activeElement?.blur();
  scrollTo(0, 0);
  main.replaceChildren();
  want(current.load);
  render();
}

begin(main, () => state.overview, render);
addEventListener('hashchange', go);
follow(render);
setInterval(tick, 1000);
if (!session.has) state.locked = '';
go();
