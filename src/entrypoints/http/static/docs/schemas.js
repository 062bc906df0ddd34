// JSON schemas in words.

import { code, element, inline } from "./elements.js";

/** What an object of this schema has, field by field; null when it is no object. */
export function fields(schema, found) {
  const whole = found(schema);
  const entries = Object.entries(whole.properties ?? {});
  if (entries.length === 0) return null;
  const required = new Set(whole.required ?? []);
  return element("dl", { class: "fields" }, entries.map(([name, field]) =>
    row(name, field, required.has(name))));
}

/** One named value: its type, whether it must be there, and what it means. */
export function row(name, schema, isRequired, meaning = schema.description) {
  const term = element("dt", {}, code(name), " ", element("span", { class: "type" }, kind(schema)),
    isRequired ? null : element("span", { class: "optional" }, "may be missing"));
  const limits = limitsOf(schema);
  const words = meaning ? element("span", {}, inline(meaning)) : null;
  const bounds = limits ? element("span", { class: "limits" }, limits) : null;
  return [term, element("dd", {}, words, words && bounds ? " " : null, bounds)];
}

/** The type in words, with links to schemas that have a name. */
export function kind(schema) {
  if (schema.$ref) return link(schema.$ref);
  if ("const" in schema) return code(JSON.stringify(schema.const));
  if (schema.enum) return between(schema.enum.map((value) => code(value)), " ");
  if (schema.anyOf) return between(schema.anyOf.map(kind), " or ");
  if (schema.allOf) return kind(schema.allOf[0]);
  if (schema.type === "array") return ["list of ", kind(schema.items ?? {})];
  return String(schema.type ?? "any");
}

export function link(reference) {
  const name = reference.split("/").at(-1);
  return element("a", { href: `#schema-${name}` }, name);
}

/** Every schema that has a name, each under it. */
export function glossary(schemas, found) {
  return Object.entries(schemas).map(([name, schema]) =>
    element("section", { id: `schema-${name}`, class: "card" },
      element("h3", {}, name),
      schema.description ? element("p", {}, inline(schema.description)) : null,
      fields(schema, found) ?? element("p", {}, kind(schema))));
}

function limitsOf(schema) {
  const limited = schema.anyOf?.find((each) => each.type !== "null") ?? schema;
  const words = [
    range(limited.minimum, limited.maximum, ""),
    range(limited.minLength, limited.maxLength, " code points"),
    limited.format,
    schema.default !== undefined && schema.default !== null && schema.default.length !== 0
      ? `by default ${schema.default}` : null,
  ].filter(Boolean);
  const shown = schema.examples?.map((each) => JSON.stringify(each)).join(", ");
  if (shown) words.push(`such as ${shown}`);
  return words.join("; ");
}

function range(least, most, unit) {
  if (least === undefined && most === undefined) return null;
  if (most === undefined) return `from ${least}${unit}`;
  return least === undefined ? `up to ${most}${unit}` : `${least} to ${most}${unit}`;
}

function between(parts, separator) {
  return parts.flatMap((part, at) => (at === 0 ? [part] : [separator, part]));
}
