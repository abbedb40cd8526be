/** A part of a page that can be found: what stands below one heading. */
export type Findable = {readonly id: string; readonly heading: string; readonly text: string};

/** The words of a page under their headings, from its HTML; code and what cells show are left out. */
export function findableParts(html: string): Findable[] {
  const main = /<main>([\s\S]*)<\/main>/.exec(html)?.[1] ?? "";
  const prose = main.replace(/<section class="code"[\s\S]*?<\/section>/g, " ");
  const pieces = prose.split(/<h[1-6] id="([^"]+)">([\s\S]*?)<\/h[1-6]>/);
  const parts: Findable[] = [];
  for (let i = 1; i < pieces.length; i += 3)
    parts.push({id: pieces[i], heading: wordsOf(pieces[i + 1]), text: wordsOf(pieces[i + 2])});
  return parts.filter(({text, heading}) => `${heading}${text}` !== "");
}

/** The words of a piece of HTML. Of a formula its source is one form of three: one is enough. */
const wordsOf = (html: string): string =>
  html
    .replace(/<annotation[^>]*>[\s\S]*?<\/annotation>/g, " ")
    .replace(/<span class="katex-html"[\s\S]*?<\/span><\/span><\/span>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();

/** What the search of a site asks for by name: the parts of one page, as a script. */
export function searchFile(
  name: string,
  {title, parts}: {readonly title: string; readonly parts: readonly Findable[]},
): string {
  const all = JSON.stringify({page: `${name}.html`, title, parts});
  return `(globalThis[Symbol.for("residual-lab.parts")] ??= {})[${JSON.stringify(`search-${name}`)}] = ${JSON.stringify(all)};\n`;
}
