// The panel that shows the log. It costs nothing while it is shut.

import { partsIn } from "./dom.js";
import * as log from "./log.js";

const SIGNS = { out: "→", in: "←", own: "·" };
const SAID = { out: "sent", in: "received", own: "noticed" };
const NEAR = 40; // pixels from the end that still count as reading along

const panel = document.getElementById("log");
const { window: seen, entries, count, clear } = partsIn(panel);

function show(entry) {
  const isFollowed = seen.scrollHeight - seen.scrollTop - seen.clientHeight < NEAR;
  entries.append(row(entry));
  while (entries.children.length > log.recorded().length) entries.firstChild.remove();
  if (isFollowed) seen.scrollTop = seen.scrollHeight;
}

function row({ at, way, name, content }) {
  const item = document.createElement("li");
  item.dataset.way = way;
  item.append(
    part("time", at.toISOString().slice(11, 23)),
    part("span", SIGNS[way], { "aria-hidden": "true" }),
    part("span", SAID[way], { class: "visually-hidden" }),
    part("strong", name),
    part("code", content),
  );
  return item;
}

function part(kind, text, attributes = {}) {
  const element = document.createElement(kind);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function showAll() {
  entries.replaceChildren(...log.recorded().map(row));
  seen.scrollTop = seen.scrollHeight;
}

function showCount() {
  count.textContent = log.recorded().length;
}

log.onRecord((entry) => {
  showCount();
  if (panel.open) show(entry);
});
panel.addEventListener("toggle", () => {
  if (!panel.open) return;
  showAll();
  panel.scrollIntoView({ block: "end" });
});
clear.addEventListener("click", () => {
  log.clear();
  showAll();
  showCount();
});
