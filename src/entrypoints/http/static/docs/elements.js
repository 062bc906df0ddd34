// Making a page out of values. Text gets into it as text only, so that nothing can be markup.

/** An element with these attributes and children; strings become text, nothing is left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

export const code = (text) => element("code", {}, text);

/** Paragraphs and lists of what the documents write: Markdown with `code` and **strong**. */
export function prose(text = "") {
  return text.trim().split(/\n\s*\n/).map((block) =>
    /^- /.test(block) ? list(block) : element("p", {}, inline(block)));
}

function list(block) {
  const items = block.split(/^- /m).slice(1);
  return element("ul", {}, items.map((item) => element("li", {}, inline(item))));
}

/** One line of it. */
export function inline(text = "") {
  return text.trim().split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith("`")) return code(part.slice(1, -1));
    return part.startsWith("**") ? element("strong", {}, part.slice(2, -2)) : part;
  });
}

/** A block of code that can be scrolled with the keyboard too. */
export function listing(value, label) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return element("pre", { tabindex: 0, role: "group", "aria-label": label }, code(text));
}

/** Something that is there for who wants to see it. */
export function folded(summary, ...children) {
  return element("details", {}, element("summary", {}, summary), ...children);
}
