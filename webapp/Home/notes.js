
"use strict";
(() => {
  const api = "/api/notes", page = 10, refreshMs = 4000, patienceMs = 30000, uploadMs = 120000;
  const at = id => document.getElementById(id);
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const words = { ok: "Connected", slow: "Slow", readOnly: "Read-only", unreachable: "Away", none: "None" };
  const draft = "steadfast-draft";
  let next = null, older = false, saving = false, ended = false, ofChange = false, files = "none";

  // Not randomUUID: browsers have that on https and localhost only.
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");

  // How old what is shown is, in seconds, when the database could not be asked; null when it could.
  const age = answer => /; ttl=-/.test(answer.headers.get("Cache-Status") || "") ? Number(answer.headers.get("Age")) : null;

  // What the server says, or null when it cannot be asked or the database is away.
  async function ask(url, options) {
    try {
      const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(5000), ...options });
      if (answer.status >= 500) return null;
      const body = answer.status === 204 ? null : await answer.json();
      return { ok: answer.ok, status: answer.status, body, by: answer.headers.get("X-Served-By"), old: age(answer) };
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

  function show(text, poor) {
    const line = at("say");
    line.hidden = !text;
    line.textContent = text || "";
    line.className = poor ? "poor" : "";
    ended = false;
  }

  // Of a change: it stays until the next change, or until somebody types.
  function say(text, poor) {
    show(text, poor);
    ofChange = !!text;
  }

  // Of the list, which is read every few seconds: it must not wipe out what somebody was just told about a change.
  function sayOfList(text, poor) {
    if (!ofChange) show(text, poor);
  }

  // The way to sign in again leads over another site and back to this page.
  function sayEnded() {
    if (ended) return;
    say("");
    show("Your session has ended. What you typed is kept. ", true);
    const link = element("a", "Sign in again");
    link.href = "/sign-in?return=" + encodeURIComponent(location.pathname + location.search);
    at("say").append(link);
    ended = true;
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  const sizeOf = bytes => {
    if (bytes < 1024) return `${bytes} B`;
    return bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  };

  // The file of a note, or what gives it one; nothing where there is no storage.
  function fileOf(note) {
    if (note.file) return [linkTo(note)];
    if (files === "none") return [];
    const attach = element("button", "Attach a file", "attach");
    attach.type = "button";
    attach.disabled = files !== "ok";
    attach.setAttribute("aria-label", "Attach a file to the note " + [...note.text].slice(0, 40).join(""));
    attach.onclick = () => pick(note, attach);
    return [attach];
  }

  function linkTo(note) {
    const text = `${note.file.name} (${sizeOf(note.file.size)})`;
    if (files !== "ok") return element("span", text + ", away just now", "file");
    const link = element("a", text, "file");
    link.href = `${api}/${note.id}/file`;
    link.download = note.file.name;
    return link;
  }

  function pick(note, button) {
    const input = at("pick");
    input.value = "";
    input.onchange = () => input.files[0] && send(note, input.files[0], button);
    input.click();
  }

  async function send(note, file, button) {
    if (file.size > Number(at("pick").dataset.most)) {
      say("A file may have 10 MB.", true);
      return;
    }
    say(`Sending ${file.name} \u2026`);
    await change(button, () => ask(`${api}/${note.id}/file?name=${encodeURIComponent(file.name)}`, {
      method: "PUT", body: file, signal: AbortSignal.timeout(uploadMs),
    }));
  }

  function row(note) {
    const item = element("li", ""), body = element("div", "");
    const time = element("time", new Date(note.createdAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }));
    time.dateTime = note.createdAt;
    body.append(element("p", note.text), time, ...fileOf(note));
    const remove = element("button", "\u00d7");
    remove.type = "button";
    remove.setAttribute("aria-label", "Delete the note " + [...note.text].slice(0, 40).join(""));
    remove.onclick = () => change(remove, () => insist(`${api}/${note.id}`, { method: "DELETE" }));
    item.append(body, remove);
    return item;
  }

  async function load(after) {
    const answer = await ask(`${api}?order=newest&limit=${page}${after ? "&after=" + after : ""}`);
    if (answer && answer.status === 401) {
      sayEnded();
      return;
    }
    if (!answer || !answer.ok) {
      sayOfList("The notes cannot be read just now. They come back by themselves.", true);
      return;
    }
    if (!saving && answer.old === null) sayOfList("");
    if (!saving && answer.old !== null) sayOfList(`The database is away. These notes are as they were ${answer.old} s ago.`, true);
    const rows = answer.body.notes.map(row);
    if (after) at("list").append(...rows); else at("list").replaceChildren(...rows);
    next = answer.body.next;
    at("more").hidden = !next;
    at("empty").hidden = at("list").childElementCount > 0;
    at("by").textContent = "read by instance " + answer.by;
  }

  async function showState() {
    const answer = await ask("/status");
    if (answer && !answer.ok) return;
    const state = answer ? answer.body.database.state : "unreachable";
    at("database").className = state === "ok" ? "good" : "poor";
    at("database").lastElementChild.textContent = words[state] || state;
    const before = files;
    files = answer ? answer.body.files : files;
    at("away").hidden = files !== "away";
    if (files !== before && !saving && !older) await load();
  }

  // Runs a change with its button off; true when it was made.
  async function change(button, request) {
    button.disabled = saving = true;
    const answer = await request();
    button.disabled = saving = false;
    if (answer && answer.ok) {
      older = false;
      say("");
      await load();
      return true;
    }
    if (answer && answer.status === 401) sayEnded();
    else say(answer ? answer.body.detail : "That could not be saved. Please try again later.", true);
    return false;
  }

  at("add").onsubmit = async event => {
    event.preventDefault();
    const input = at("text"), text = input.value.trim();
    if (!text) return;
    // As the database counts: an emoji is one character, whatever the browser makes of it.
    if ([...text].length > Number(input.dataset.most)) {
      say(`A note has 1 to ${input.dataset.most} characters.`, true);
      return;
    }
    const made = await change(event.submitter || event.target.lastElementChild, () => insist(api, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": newKey() },
      body: JSON.stringify({ text }),
    }));
    if (made) input.value = "";
    input.focus();
  };

  at("text").oninput = () => { if (ofChange && !saving) say(""); };

  // For the way over the other site, in this tab alone.
  addEventListener("pagehide", () => { if (ended) sessionStorage.setItem(draft, at("text").value); });
  at("text").value ||= sessionStorage.getItem(draft) || "";
  sessionStorage.removeItem(draft);

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
