// One dialog at a time: what would be done is shown first, then it is asked for.

import { Away, Refusal } from './api.js';
import { h, show } from './dom.js';
import { refresh, state } from './live.js';
import { incidentLink } from './parts.js';

const place = document.getElementById('dialog');
const namePlace = 'steadfast-name';

export const storedName = () => sessionStorage.getItem(namePlace) ?? '';

// With sign-in the name is that of the token, and the body has none.
export const asksName = () => state.overview?.signIn !== 'Entra';

export const signed = body => asksName() ? { by: storedName().trim() || 'console', ...body } : body;

export function say(text) {
  const spoken = document.getElementById('say');
  spoken.textContent = '';
  requestAnimationFrame(() => { spoken.textContent = text; });
}

export function toast(text, id, tone = 'ok') {
  const shown = h('div', { class: `toast ${tone}` }, h('span', {}, text), id ? [' ', incidentLink(id, 'Show the incident')] : null,
    h('button', { type: 'button', class: 'plain', 'aria-label': 'Close this message', onclick: () => shown.remove() }, '✕'));
  document.getElementById('toasts').append(shown);
  setTimeout(() => shown.remove(), 12000);
  say(text);
}

const field = (label, control, hint) => h('label', { class: 'field', 'data-key': control.name }, h('span', {}, label), control, hint ? h('span', { class: 'small' }, hint) : null);

export const close = () => place.close();

// order: title, intro, fields (elements with a name), plan(values): elements or null, confirm(values): the word to type or null, verb, danger, send(values): { text, id }.
export function ask(order) {
  let planned = null;
  let problem = null;
  let sending = false;
  let typed = '';
  let mine = 0;

  const values = () => {
    const form = place.querySelector('form');
    return form ? Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value])) : {};
  };

  async function look() {
    if (!order.plan) return;
    const round = ++mine;
    planned = null;
    draw();
    try {
      const found = await order.plan(values());
      if (round !== mine) return;
      planned = found;
      problem = null;
    } catch (failure) {
      if (round !== mine) return;
      problem = failure.message;
    }
    draw();
  }

  async function send(event) {
    event.preventDefault();
    const given = values();
    if (sending || !ready()) return;
    if (given.by !== undefined) sessionStorage.setItem(namePlace, given.by);
    sending = true;
    problem = null;
    draw();
    try {
      const { text, id } = await order.send(given);
      close();
      toast(text, id);
      refresh();
    } catch (failure) {
      if (failure instanceof Refusal && failure.status === 401) {
        close();
        toast('This key may not do that.', null, 'bad');
        refresh();
        return;
      }
      problem = failure instanceof Away || failure instanceof Refusal ? failure.message : 'Something went wrong in this page.';
      sending = false;
      draw();
    }
  }

  const word = () => order.confirm?.(values(), planned) ?? null;

  // Nothing, when the answer was a problem: that is shown below.
  const asking = () => problem ? null : h('p', { class: 'empty', 'aria-busy': 'true' }, 'Asking what would be done …');

  const ready = () => !sending && (!order.plan || planned) && order.allows?.(values(), planned) !== false && (!word() || typed === word());

  function draw() {
    const wanted = word();
    typed = wanted ? typed : '';
    show(place, h('form', { onsubmit: send, autocomplete: 'off', oninput: draw, onchange: event => { if (event.target.dataset.plans) look(); else draw(); } },
      h('h2', { id: 'dialog-title' }, order.title),
      order.intro ? h('p', {}, order.intro) : null,
      order.choices?.() ?? null,
      order.plan ? h('div', { class: 'plan', 'data-key': 'plan', 'aria-live': 'polite' }, h('h3', {}, 'What would be done'),
        planned ? order.show(planned) : asking()) : null,
      order.extras?.(planned) ?? null,
      asksName() ? field('Your name', h('input', { name: 'by', required: true, maxlength: 80, value: storedName(), autocomplete: 'nickname' }), 'It stands in the record.') : null,
      order.fields?.() ?? null,
      wanted ? field(['Type ', h('strong', {}, wanted), ' to confirm'],
        h('input', { name: 'confirmation', 'data-confirm': 'yes', autocomplete: 'off', spellcheck: 'false', oninput: event => { typed = event.target.value.trim(); } })) : null,
      problem ? h('p', { class: 'problem', role: 'alert', 'data-key': 'problem' }, problem) : null,
      h('div', { class: 'buttons end', 'data-key': 'buttons' },
        h('button', { type: 'button', onclick: close }, 'Cancel'),
        h('button', { type: 'submit', class: order.danger || wanted ? 'danger' : 'primary', disabled: !ready() }, sending ? 'Sending …' : order.verb))));
  }

  place.replaceChildren();
  draw();
  place.showModal();
  look();
}

export const textField = (label, name, options = {}) => field(label, h('input', { name, maxlength: 200, ...options }), options.hint);

export const choiceField = (label, name, choices, plans) => h('fieldset', { class: 'choices', 'data-key': name }, h('legend', {}, label), choices.map(([value, text, hint], index) =>
  h('label', {}, h('input', { type: 'radio', name, value, checked: index === 0, 'data-plans': plans ? 'yes' : null }), h('span', {}, h('strong', {}, text), hint ? h('span', { class: 'small' }, hint) : null))));

export const tickField = (text, name, plans) => h('label', { class: 'tick-box', 'data-key': name }, h('input', { type: 'checkbox', name, value: 'yes', 'data-plans': plans ? 'yes' : null }), h('span', {}, text));
