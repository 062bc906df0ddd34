// A view is a `<template>` of index.html. Its parts are found by `data-part`; text gets into them
// as text only, so that a name can't be markup.

const view = document.getElementById("view");

/** Show the view in place of the one before. Returns its parts by name. */
export function show(id, title) {
  document.querySelector("dialog[open]")?.close();
  view.replaceChildren(copyOf(id));
  document.title = title;
  document.getElementById("news").textContent = "";
  scrollTo(0, 0);
  return partsIn(view);
}

export function copyOf(id) {
  return document.getElementById(id).content.cloneNode(true);
}

/** The parts as an object: `data-part="hand-over"` is `parts.handOver`. */
export function partsIn(root) {
  const named = [...root.querySelectorAll("[data-part]")];
  return Object.fromEntries(named.map((part) => [camel(part.dataset.part), part]));
}

/** Tell people who don't see the page where they are: the heading gets the focus. */
export function arrive() {
  view.querySelector("h1").focus({ preventScroll: true });
}

/**
 * Does it at a click, once at a time. `action` returns the words of why it was not done, if it
 * was not; they are shown in `error`.
 */
export function onClick(button, error, action) {
  button.addEventListener("click", async () => {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    error.textContent = "";
    try {
      error.textContent = (await action()) ?? "";
    } finally {
      button.ariaBusy = "false";
    }
  });
}

function camel(name) {
  return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}
