
"use strict";
(() => {
  const api = "/api/notes", page = 10, refreshMs = 4000, patienceMs = 30000;
  const at = id => document.getElementById(id);
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const words = { ok: "Connected", slow: "Slow", readOnly: "Read-only", unreachable: "Away", none: "None" };
  let next = null, older = false, saving = false;

  // Not randomUUID: browsers have that on https and localhost only.
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");

  // What the server says, or null when it cannot be asked or the database is away.
  async function ask(url, options) {
    try {
      const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(5000), ...options });
      if (answer.status >= 500) return null;
      const body = answer.status === 204 ? null : await answer.json();
      return { ok: answer.ok, body, by: answer.headers.get("X-Served-By") };
    } catch {
      return null;
    }
  }

  // The same request until it is answered: its key makes that safe.
  async function insist(url, options) {
    const end = Date.now() + patienceMs;
    for (;;) {
      const answer = await ask(url, options);
      if (answer || Date.now() > end) return answer;
      say("The database is away. Your change is kept here and tried again \u2026", true);
      showState();
      await wait(700);
    }
  }

  function say(text, poor) {
    const line = at("say");
    line.hidden = !text;
    line.textContent = text || "";
    line.className = poor ? "poor" : "";
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function row(note) {
    const item = element("li", ""), body = element("div", "");
    const time = element("time", new Date(note.createdAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }));
    time.dateTime = note.createdAt;
    body.append(element("p", note.text), time);
    const remove = element("button", "\u00d7");
    remove.type = "button";
    remove.setAttribute("aria-label", "Delete the note " + note.text.slice(0, 40));
    remove.onclick = () => change(remove, () => insist(`${api}/${note.id}`, { method: "DELETE" }));
    item.append(body, remove);
    return item;
  }

  async function load(after) {
    const answer = await ask(`${api}?order=newest&limit=${page}${after ? "&after=" + after : ""}`);
    if (!answer || !answer.ok) {
      say("The notes cannot be read just now. They come back by themselves.", true);
      return;
    }
    if (!saving) say("");
    const rows = answer.body.notes.map(row);
    if (after) at("list").append(...rows); else at("list").replaceChildren(...rows);
    next = answer.body.next;
    at("more").hidden = !next;
    at("empty").hidden = at("list").childElementCount > 0;
    at("by").textContent = "read by instance " + answer.by;
  }

  async function showState() {
    const answer = await ask("/status");
    const state = answer ? answer.body.database.state : "unreachable";
    at("database").className = state === "ok" ? "good" : "poor";
    at("database").lastElementChild.textContent = words[state] || state;
  }

  // Runs a change with its button off; true when it was made.
  async function change(button, request) {
    button.disabled = saving = true;
    const answer = await request();
    button.disabled = saving = false;
    if (answer && answer.ok) {
      older = false;
      await load();
      return true;
    }
    say(answer ? answer.body.detail : "That could not be saved. Please try again later.", true);
    return false;
  }

  at("add").onsubmit = async event => {
    event.preventDefault();
    const input = at("text"), text = input.value.trim();
    if (!text) return;
    const made = await change(event.submitter || event.target.lastElementChild, () => insist(api, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": newKey() },
      body: JSON.stringify({ text }),
    }));
    if (made) input.value = "";
    input.focus();
  };

  at("more").onclick = () => { older = true; load(next); };

  async function refresh() {
    for (;;) {
      // Not while someone reads further down: the list would jump.
      if (!document.hidden && !saving && !older) await load();
      if (!document.hidden) await showState();
      await wait(refreshMs);
    }
  }

  refresh();
})();
