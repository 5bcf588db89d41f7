"use strict";
// Asks for the page's content every two seconds, and replaces only the sections that have changed.

const PAUSE = 2000;
const content = document.getElementById("content");
const live = document.getElementById("live");
let version = content.dataset.version;
let since = new Date();

function say(text, lost) {
  if (live.textContent !== text) live.textContent = text;
  live.className = lost ? "note lost" : "note";
}

function keepOpen(before, after) {
  for (const details of before.querySelectorAll("details[id]")) {
    const same = after.querySelector(`#${CSS.escape(details.id)}`);
    if (same) same.open = details.open;
  }
}

function replace(fresh) {
  const focused = document.activeElement && document.activeElement.id;
  for (const after of fresh.querySelectorAll("section")) {
    const before = document.getElementById(after.id);
    if (before.dataset.version === after.dataset.version) continue;
    keepOpen(before, after);
    before.replaceWith(after);
  }
  if (focused && document.activeElement === document.body) {
    const same = document.getElementById(focused);
    if (same) same.focus({ preventScroll: true });
  }
}

async function update() {
  if (document.hidden) return;
  const answer = await fetch("/page/content", { headers: { "If-None-Match": version }, cache: "no-store" });
  if (answer.status === 401 || answer.status === 403) {
    location.reload();
    return;
  }
  if (answer.status === 200) {
    replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    version = answer.headers.get("etag");
  } else if (answer.status !== 304) {
    throw new Error(`status ${answer.status}`);
  }
  since = new Date();
  say("Live: changes show within two seconds.", false);
}

async function follow() {
  try {
    await update();
  } catch {
    say(`The account does not answer. This is its state at ${since.toLocaleTimeString()}.`, true);
  }
  setTimeout(follow, PAUSE);
}

follow();
