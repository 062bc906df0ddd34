// What both references do: fetch a document, find one's way in it, show it with its contents.

import { element, prose } from "./elements.js";

const NARROW = "(width < 60rem)"; // as in reference.css

/**
 * Show the page of the description at this path. `groupsOf` makes `{ title, about, cards }` of the
 * description and of a function that follows its references; each card has an id and a heading.
 */
export async function show(path, title, groupsOf) {
  const content = document.getElementById("content");
  try {
    const description = await fetched(path);
    const found = (part) => part.$ref ? found(at(description, part.$ref)) : part;
    const groups = groupsOf(description, found);
    content.replaceChildren(...opening(title, description.info, path), ...groups.map(section));
    fillContents(groups);
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  } catch (error) {
    content.replaceChildren(
      element("p", { role: "alert" }, `The description can't be shown: ${error.message}.`));
  }
  content.removeAttribute("aria-busy");
}

async function fetched(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
  return answer.json();
}

/** The part that a JSON pointer (RFC 6901) leads to. */
function at(description, reference) {
  return reference.slice(2).split("/").reduce(
    (part, step) => part[step.replaceAll("~1", "/").replaceAll("~0", "~")], description);
}

function opening(title, { version, description }, path) {
  return [
    element("h1", {}, title),
    element("p", { class: "version" }, `Version ${version}, made of `,
      element("a", { href: path }, path)),
    ...prose(description),
  ];
}

function section({ title, about, cards }) {
  return element("section", {}, element("h2", { id: slug(title) }, title), prose(about), cards);
}

function fillContents(groups) {
  document.getElementById("contents").replaceChildren(...groups.flatMap(contents));
  document.querySelector(".contents details").open = !matchMedia(NARROW).matches;
}

function contents({ title, cards }) {
  const entries = cards.map((card) =>
    element("li", {}, element("a", { href: `#${card.id}` }, card.querySelector("h3").textContent)));
  return [element("a", { href: `#${slug(title)}` }, title), element("ul", {}, entries)];
}

const slug = (title) => title.toLowerCase().replaceAll(" ", "-");
