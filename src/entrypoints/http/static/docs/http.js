// The HTTP reference, made of /openapi.json.

import { code, element, folded, inline, listing, prose } from "./elements.js";
import { show } from "./reference.js";
import { fields, glossary, kind, row } from "./schemas.js";

function groups(description, found) {
  const tagged = description.tags.map((tag) => ({
    title: tag.name[0].toUpperCase() + tag.name.slice(1),
    about: tag.description,
    cards: operationsOf(description, tag.name).map((operation) => card(operation, found)),
  }));
  const { schemas } = description.components;
  return [...tagged, { title: "Schemas", about: "", cards: glossary(schemas, found) }];
}

function operationsOf({ paths }, tag) {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation }))
      .filter(({ tags }) => tags.includes(tag)));
}

function card(operation, found) {
  const { method, path, operationId, summary, description } = operation;
  return element("section", { id: operationId, class: "card" },
    element("h3", {}, element("span", { class: "method" }, method), " ", code(path)),
    element("p", { class: "summary" }, summary, " ", element("span", { class: "id" }, operationId)),
    prose(description),
    operation.security
      ? element("p", {}, "Takes a token: ", code("Authorization: Bearer <token>"), ".") : null,
    listing(curl(operation), `curl for ${operationId}`),
    parametersOf(operation, found), bodyOf(operation, found), answersOf(operation, found));
}

/** The request as a command for a terminal. */
function curl({ method, path, requestBody, security }) {
  const url = location.origin + path.replace("{code}", "$CODE");
  const lines = [`curl -s ${method === "GET" ? "" : `-X ${method} `}${url}`];
  if (security) lines.push("  -H \"Authorization: Bearer $TOKEN\"");
  const [media, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (body) {
    const [{ value }] = Object.values(body.examples);
    lines.push(`  -H 'Content-Type: ${media}'`, `  -d '${JSON.stringify(value)}'`);
  }
  return lines.join(" \\\n");
}

function parametersOf({ parameters }, found) {
  const rows = parameters.map(found).map((each) =>
    row(each.name, each.schema, each.required, `In the ${each.in}. ${each.description}`));
  return [element("h4", {}, "Parameters"), element("dl", { class: "fields" }, rows)];
}

function bodyOf({ requestBody }, found) {
  if (!requestBody) return null;
  return [element("h4", {}, "Body"), contentOf(requestBody, found)];
}

function contentOf({ content }, found) {
  return Object.entries(content).map(([media, { schema, examples }]) => [
    element("p", {}, code(media), ": ", kind(schema)),
    schema.allOf ? null : fields(schema, found), // of problems the examples say it
    Object.entries(examples ?? {}).map(([name, { value }]) => [
      element("p", { class: "example" }, name), listing(value, name)]),
  ]);
}

function answersOf({ responses }, found) {
  const answers = Object.entries(responses).map(([status, answer]) => folded(
    [element("span", { class: status < 400 ? "status done" : "status refused" }, status), " ",
      inline(answer.description)],
    contentOf(answer, found),
    element("p", { class: "example" }, "Headers"),
    element("dl", { class: "fields" }, Object.entries(answer.headers).map(([name, header]) => {
      const { schema, required, description } = found(header);
      return row(name, schema, required, description);
    }))));
  return [element("h4", {}, "Answers"), answers];
}

show("/openapi.json", "HTTP", groups);
