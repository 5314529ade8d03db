// Builds elements, and changes a page that is there into the one that is wanted. Texts are text nodes always: nothing of the data is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node[name] = value;
    else if (name === 'value' && node instanceof HTMLElement) node.value = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false).map(child => child instanceof Node ? child : String(child)));
  return node;
}

export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

export const s = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

const handlers = ['onclick', 'onsubmit', 'oninput', 'onchange', 'onkeydown', 'ontoggle'];

// What a person is doing with an element stays: its value, whether it is open, its focus.
const theirs = { INPUT: ['value', 'checked'], DETAILS: ['open'], DIALOG: ['open'] };

function morphAttributes(old, wanted) {
  const kept = theirs[old.nodeName] ?? [];
  for (const { name } of [...old.attributes]) if (!wanted.hasAttribute(name) && !kept.includes(name)) old.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (old.getAttribute(name) !== value && !kept.includes(name)) old.setAttribute(name, value);
  for (const name of handlers) if (old[name] !== wanted[name]) old[name] = wanted[name] ?? null;
}

const keyOf = node => node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;

const fits = (old, wanted) => old.nodeName === wanted.nodeName && keyOf(old) === keyOf(wanted);

function morphChildren(old, wanted) {
  const keyed = new Map([...old.childNodes].filter(keyOf).map(child => [keyOf(child), child]));
  let next = old.firstChild;
  for (const child of [...wanted.childNodes]) {
    const key = keyOf(child);
    let found = key ? keyed.get(key) : next;
    while (!key && found && keyOf(found)) found = found.nextSibling;
    if (found && fits(found, child)) {
      if (found === next) next = next.nextSibling;
      else old.insertBefore(found, next);
      morph(found, child);
    } else {
      old.insertBefore(child, next);
    }
  }
  while (next) {
    const after = next.nextSibling;
    next.remove();
    next = after;
  }
}

export function morph(old, wanted) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue;
    return;
  }
  morphAttributes(old, wanted);
  morphChildren(old, wanted);
}

// Puts content into a place of the page, with as few changes as possible.
export function show(place, ...content) {
  const wanted = place.cloneNode(false);
  fill(wanted, {}, content);
  morphChildren(place, wanted);
}
