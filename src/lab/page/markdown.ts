import katex from "@vscode/markdown-it-katex";
import MarkdownIt from "markdown-it";
import {existsSync, readFileSync} from "node:fs";
import path from "node:path";
import {codeToHtml} from "./code";
import {safeHtml} from "./safe-html";
import {escapeHtml, headingId} from "./text";

export type Heading = {readonly level: number; readonly id: string; readonly html: string};

export interface MarkdownRenderer {
  /** HTML of one cell's text; its headings are added to `headings`. */
  render(source: string): string;
  readonly headings: readonly Heading[];
}

const imageTypes: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".svg": "image/svg+xml",
};

/**
 * Renders the text cells of one notebook, as a page may show them: formulas typeset, headings with ids, links to other notebooks
 * turned to their pages, pictures beside the notebook stored in the page.
 */
export function markdownRenderer({folder}: {folder: string}): MarkdownRenderer {
  const headings: Heading[] = [];
  const taken = new Set<string>();
  const markdown = new MarkdownIt({
    html: true,
    linkify: false,
    typographer: true,
    highlight: (code, language) => codeToHtml(code, language),
  });
  // The typographer's replacements would turn the path length "(r)" into a trade mark.
  markdown.disable("replacements");
  markdown.use(defaultOf(katex), {throwOnError: false, enableBareBlocks: true});

  const rules = markdown.renderer.rules;
  rules.heading_open = (tokens, index, options, env, self) => {
    const inline = tokens[index + 1];
    const id = headingId(inline.content.replace(/[$`*_\\]/g, ""), taken);
    const html = self.renderInline(inline.children ?? [], options, env);
    headings.push({level: Number(tokens[index].tag.slice(1)), id, html});
    return `<${tokens[index].tag} id="${id}">`;
  };
  rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const target = String(token.attrGet("href"));
    if (/^[a-z]+:/i.test(target)) token.attrSet("rel", "noopener");
    else token.attrSet("href", target.replace(/\.ipynb(?=$|#)/, ".html"));
    // Sources do not travel with the page: the reader gets the path, not a dead link.
    if (/\.(ts|json|md|csv)$/.test(target) && !/^[a-z]+:/i.test(target)) {
      token.attrs = [["title", `${target.replace(/^(\.\.?\/)+/, "")} in the project`]];
    }
    return self.renderToken(tokens, index, options);
  };
  rules.image = (tokens, index) => {
    const token = tokens[index];
    const source = inlineImage(String(token.attrGet("src")), folder);
    return `<img src="${escapeHtml(source)}" alt="${escapeHtml(token.content)}">`;
  };
  rules.table_open = () => '<div class="scroll"><table>';
  rules.table_close = () => "</table></div>";
  return {render: (source) => safeHtml(markdown.render(source), taken), headings};
}

/** A picture as a data URL; what is not a picture beside the notebook keeps its address. */
function inlineImage(source: string, folder: string): string {
  const file = path.join(folder, source);
  const type = imageTypes[path.extname(file).toLowerCase()];
  if (/^[a-z]+:/i.test(source) || type === undefined || !existsSync(file)) return source;
  return `data:${type};base64,${readFileSync(file).toString("base64")}`;
}

/** The plug-in is CommonJS with a default export, which Node and bundlers unwrap differently. */
function defaultOf<T>(module: T | {default: T}): T {
  return typeof module === "object" && module !== null && "default" in module
    ? module.default
    : module;
}
