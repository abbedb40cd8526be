import sanitize from "sanitize-html";
import {addresses, attributes, own, schemes, schemesByTag, tags} from "./safe-rules";

const options: sanitize.IOptions = {
  allowedTags: tags,
  allowedAttributes: Object.fromEntries(
    Object.entries(attributes).map(([tag, names]) => [tag, [...names]]),
  ),
  allowedSchemes: schemes,
  allowedSchemesByTag: Object.fromEntries(
    Object.entries(schemesByTag).map(([tag, names]) => [tag, [...names]]),
  ),
  allowedSchemesAppliedToAttributes: addresses,
  allowProtocolRelative: false,
  // Inline styles cannot fetch or run anything under the page's policy, and are kept to the letter.
  parseStyleAttributes: false,
};

/**
 * HTML of a cell's output, or of a text cell, as a page may show it: what it looks like stays; what
 * could act goes. Scripts, frames, forms, `<meta>`, `<base>`, event attributes, names and addresses
 * such as `javascript:` are left out, tags that were left open are closed, and ids (but for `keepIds`)
 * begin with "own-": an element called "plotly" or "module" cannot be taken for something of the page.
 * References within the same HTML follow their ids.
 */
export function safeHtml(html: string, keepIds: ReadonlySet<string> = new Set()): string {
  const given = new Set<string>();
  const renamed = (id: string) => (keepIds.has(id) ? id : own + id);
  const noteId: sanitize.Transformer = (tagName, attributes) => {
    const {id, ...rest} = attributes;
    if (id === undefined) return {tagName, attribs: attributes};
    given.add(id);
    return {tagName, attribs: {...rest, id: renamed(id)}};
  };
  const safe = sanitize(html, {...options, transformTags: {"*": noteId}});
  if (given.size === 0) return safe;
  const follow = (id: string) => (given.has(id) ? renamed(id) : id);
  return safe.replace(/<[a-z][^>]*>/g, (tag) =>
    tag
      .replace(
        / ((?:xlink:)?href)="#([^"]*)"/g,
        (_, name: string, id: string) => ` ${name}="#${follow(id)}"`,
      )
      .replace(
        /url\((&quot;|')?#([^)'&]*)(&quot;|')?\)/g,
        (_, open = "", id: string, close = "") =>
          `url(${open as string}#${follow(id)}${close as string})`,
      )
      .replace(
        / (aria-[a-z]+|headers)="([^"]*)"/g,
        (_, name: string, ids: string) =>
          ` ${name}="${/^aria-(labelledby|describedby|controls|owns|details)$|^headers$/.test(name) ? ids.split(" ").map(follow).join(" ") : ids}"`,
      ),
  );
}
