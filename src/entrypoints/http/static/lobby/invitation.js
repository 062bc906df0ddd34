// How others come in: the code for all to read, the link, and its QR code.

import { encode } from "/vendor/uqr.mjs";

const LOCAL = /^(localhost|127\.|\[::1\])/;

/** Show the invitation to this room in the parts of its view. */
export function invite(parts, code) {
  const link = new URL(`/#${code}`, location.href).href;
  parts.spelled.textContent = `Room code ${[...code].join(" ")}`;
  parts.letters.replaceChildren(...[...code].map(letter));
  parts.letters.style.setProperty("--letters", [...code].length);
  parts.host.textContent = location.host;
  parts.link.value = link;
  parts.local.hidden = !LOCAL.test(location.hostname);
  draw(parts.qr, link);
  parts.copy.addEventListener("click", () => copy(parts, link));
  parts.share.hidden = !navigator.share;
  parts.share.addEventListener("click", () => share(code, link));
}

function letter(character) {
  const tile = document.createElement("span");
  tile.textContent = character;
  return tile;
}

/** Draw it dark on light, in either scheme: not every reader takes the negative. */
function draw(svg, text) {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const path = document.createElementNS(svg.namespaceURI, "path");
  const squares = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? square(x, y) : "")));
  path.setAttribute("d", squares.join(""));
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.replaceChildren(path);
}

function square(x, y) {
  return `M${x} ${y}h1v1h-1z`;
}

async function share(code, link) {
  try {
    await navigator.share({ title: `Room ${code}`, url: link });
  } catch {
    // they thought better of it
  }
}

async function copy(parts, link) {
  try {
    await navigator.clipboard.writeText(link); // there is none without HTTPS
    parts.copied.textContent = "The link is copied.";
  } catch {
    parts.link.focus();
    parts.link.select();
    parts.copied.textContent = "The link is marked: copy it with your keyboard or by a long press.";
  }
}
