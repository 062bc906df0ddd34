// The reference of the sockets, made of /asyncapi.json.

import { code, element, listing, prose } from "./elements.js";
import { show } from "./reference.js";
import { fields, glossary } from "./schemas.js";

const DIRECTIONS = [
  ["receive", "To the server", "What clients send."],
  ["send", "To the client", "What clients are told."],
];

const ANSWERS = "To the handshake, and to commands that ask for one.";

function groups(description, found) {
  const operations = Object.values(description.operations);
  const directed = DIRECTIONS.map(([action, title, about]) => {
    const cards = operations.filter((each) => each.action === action)
      .flatMap((each) => each.messages.map((message) => card(found(message), each, found)));
    return { title, about, cards };
  });
  const replies = repliesOf(operations, found).map((message) => card(message, {}, found));
  const schemas = glossary(description.components.schemas, found);
  return [
    ...directed,
    { title: "Answers", about: ANSWERS, cards: replies },
    { title: "Schemas", about: "", cards: schemas },
  ];
}

/** What is answered, each once. */
function repliesOf(operations, found) {
  const messages = operations.flatMap(({ reply }) => (reply?.messages ?? []).map(found));
  return [...new Map(messages.map((message) => [message.name, message])).values()];
}

function card(message, { reply }, found) {
  const { name, description, summary, payload } = message;
  return element("section", { id: idOf(message), class: "card" },
    element("h3", {}, code(name)),
    prose(description ?? summary),
    payload ? [element("h4", {}, "Payload"), fields(payload, found)]
      : element("p", { class: "optional" }, "No payload."),
    (message.examples ?? []).map((example) => listing(example.payload, `An example of ${name}`)),
    reply ? answersOf(reply, found) : null);
}

function answersOf({ messages }, found) {
  const links = messages.map(found).flatMap((message, at) => [
    at ? " or " : "", element("a", { href: `#${idOf(message)}` }, code(message.name))]);
  return element("p", {}, "Answered with ", links, ".");
}

const idOf = ({ name }) => name.replaceAll(":", ".");

show("/asyncapi.json", "Sockets", groups);
