// The stack by zones, and every fault as a button.

import { h } from './dom.js';
import { order, state as page } from './state.js';

const looks = {
  Runs: { word: 'runs', tone: 'ok', sign: '✓' },
  Hangs: { word: 'hangs', tone: 'bad', sign: '‖' },
  Fails: { word: 'answers 500', tone: 'bad', sign: '✕' },
  Dead: { word: 'is dead', tone: 'bad', sign: '✕' },
};

const out = { word: 'gets no requests', tone: 'warn', sign: '○' };

const lookOf = server => server.process === 'Runs' && !server.inRotation ? out : looks[server.process];

const sign = look => h('span', { class: 'sign', 'aria-hidden': 'true' }, look.sign);

// What makes no sense now is there and cannot be pressed, so that no button moves; what mends comes when there is something to mend.
function buttons(place, can, name, target = '') {
  const all = page.catalog.faults.filter(fault => fault.place === place && (!fault.mends || can.includes(fault.id))).sort((one, other) => one.mends - other.mends);
  return h('div', { class: 'breaks', role: 'group', 'aria-label': name }, all.map(fault => h('button', {
    type: 'button',
    class: fault.mends ? 'mends' : 'breaks-it',
    'data-key': fault.id,
    title: fault.hint,
    'aria-label': `${fault.label}: ${name}`,
    disabled: !can.includes(fault.id),
    onclick: () => order(`/twin/api/faults/${fault.id}?target=${encodeURIComponent(target)}`),
  }, fault.label)));
}

function serverCard(server) {
  const look = lookOf(server);
  return h('div', { class: `part ${look.tone}`, 'data-key': `server-${server.id}` },
    h('h4', {}, sign(look), `Web server ${server.id}`, h('span', { class: 'part-state' }, look.word)),
    server.processId && server.process !== 'Dead' ? h('p', { class: 'small' }, `pid ${server.processId}`) : null,
    buttons('WebServer', server.can, `web server ${server.id}`, server.id));
}

function memberLine(member, other) {
  const look = looks[member.process];
  const more = [member.zone ? `zone ${member.zone}` : null, member.processId ? `pid ${member.processId}` : null].filter(Boolean).join(', ');
  return h('p', { class: `member-line ${look.tone}`, 'data-key': member.name }, sign(look), h('strong', {}, member.isPrimary ? 'Primary' : other), ` ${member.name} `, h('span', { class: 'part-state' }, look.word),
    h('span', { class: 'small' }, more));
}

const databaseCard = database => h('div', { class: 'part wide', 'data-key': 'database' },
  h('h3', {}, 'Database'),
  database.members.map(member => memberLine(member, 'Standby')),
  h('p', { class: 'small' }, `Azure says: server ${database.state}, high availability ${database.standby}`),
  buttons('Database', database.can, 'the database'));

// How each further part is called on its own, and in a sentence.
export const otherNames = {
  Platform: ['Azure itself', 'Azure itself'],
  Automation: ['The automation', 'the automation'],
  Cache: ['Cache', 'the cache'],
  Files: ['Files', 'the storage of files'],
  SignIn: ['Sign-in', 'the provider of the sign-in'],
};

function otherCard(part) {
  const look = looks[part.process];
  const [name] = otherNames[part.name];
  const hasState = part.name !== 'Platform' && !part.members.length;
  return h('div', { class: 'part wide', 'data-key': part.name },
    h('h3', { class: look.tone }, name, hasState ? h('span', { class: 'part-state' }, ' ', sign(look), ' ', look.word) : null, part.processId ? h('span', { class: 'small' }, ` pid ${part.processId}`) : null),
    part.members.map(member => memberLine(member, 'Replica')),
    buttons(part.name, part.can, name));
}

const zoneCard = (zone, servers) => h('div', { class: 'zone', 'data-key': `zone-${zone.name}` },
  h('h3', {}, `Zone ${zone.name}`),
  servers.filter(server => server.zone === zone.name).map(serverCard),
  buttons('Zone', zone.can, `zone ${zone.name}`, zone.name));

const explained = () => h('details', { 'data-key': 'explained' }, h('summary', {}, 'What the buttons do'),
  h('dl', { class: 'explained' }, page.catalog.faults.map(fault => [h('dt', {}, fault.label), h('dd', {}, `${fault.hint}.`)])));

export function stack({ now, refused }) {
  const isFree = now.phase === 'Free' || now.phase === 'Played';
  return h('section', { class: 'card', 'aria-label': 'The stack' },
    h('div', { class: 'card-head' }, h('h2', {}, 'The stack: break it'),
      isFree ? h('button', { type: 'button', onclick: () => order('/twin/api/mend'), title: 'Ends every fault that lasts: what is dead stays for the automation' }, 'End what lasts') : null),
    refused ? h('p', { class: 'problem', role: 'alert', 'data-key': 'refused' }, refused) : null,
    now.phase === 'Playing' ? h('p', { class: 'small' }, 'A story is being played: the buttons wait for its end.') : null,
    now.webServers.length ? h('div', { class: 'zones' }, now.zones.map(zone => zoneCard(zone, now.webServers))) : h('p', { class: 'empty' }, now.story?.judged ? 'It has ended with its story.' : 'It is being built.'),
    now.database ? databaseCard(now.database) : null,
    h('div', { class: 'others' }, now.others.map(otherCard)),
    explained());
}
