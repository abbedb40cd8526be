/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import {addresses, attributes, own, schemes, schemesByTag, tags} from "../safe-rules";

const known = new Set(tags);
/** What is not to be shown at all, with what it holds. */
const dropped = new Set(
  "script style iframe object embed template noscript textarea select option math-ml".split(" "),
);

/**
 * HTML that a live cell made, as the page may show it: by the rules of `safeHtml`, which is for the pages as they
 * are written. It is read where nothing of it can act, and put together anew from what the rules allow.
 */
export function safeNodes(html: string): DocumentFragment {
  const {body} = new DOMParser().parseFromString(html, "text/html");
  const made = document.createDocumentFragment();
  copyChildren(body, made);
  return made;
}

function copyChildren(from: Node, into: Node): void {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE)
      into.appendChild(document.createTextNode(child.textContent ?? ""));
    if (!(child instanceof Element)) continue;
    const tag = child.localName.toLowerCase();
    if (dropped.has(tag)) continue;
    // What it holds may still be shown.
    if (!known.has(tag)) copyChildren(child, into);
    else {
      const copy = document.createElementNS(child.namespaceURI, child.localName);
      for (const {name, value} of child.attributes)
        if (mayHave(tag, {name: name.toLowerCase(), value}))
          copy.setAttribute(name, name === "id" ? own + value : value);
      copyChildren(child, copy);
      into.appendChild(copy);
    }
  }
}

function mayHave(tag: string, {name, value}: {name: string; value: string}): boolean {
  const allowed = [...attributes["*"], ...(attributes[tag] ?? [])];
  if (!allowed.includes(name) && !(name.startsWith("aria-") && allowed.includes("aria-*")))
    return false;
  return !addresses.includes(name) || leadsSomewhereSafe(tag, value);
}

function leadsSomewhereSafe(tag: string, address: string): boolean {
  // Browsers skip blanks and control characters in front of and within a scheme.
  const bare = [...address].filter((letter) => letter > " ").join("");
  if (bare.startsWith("#")) return true;
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(bare)?.[1]?.toLowerCase();
  if (scheme === undefined) return !bare.startsWith("//") && !bare.startsWith("\\");
  return (schemesByTag[tag] ?? schemes).includes(scheme);
}
