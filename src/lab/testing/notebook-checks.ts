import {existsSync} from "node:fs";
import path from "node:path";
import type {Cell, NotebookFile} from "../notebook/file";
import {hasOwnFold} from "../notebook/normal-form";
import type {NotebookRun} from "../notebook/run";
import {markdownRenderer} from "../page/markdown";

/** Tags that mean something to the runner or the exporter; any other is a slip of the pen. */
const knownTags = ["answer", "hint", "hide-input", "explore", "raises-exception"];
const longestCell = 12;

/** An exercise, known by its folded answer, for every two claims; a sentence where there are fewer. */
export function exerciseProblems({name, cells}: NotebookFile): string[] {
  const claims = cells.reduce(
    (sum, cell) => sum + [...code(cell).matchAll(/\bregisterClaim\(/g)].length,
    0,
  );
  const exercises = cells.filter(({tags}) => tags.includes("answer")).length;
  const wanted = Math.ceil(claims / 2);
  return exercises >= wanted
    ? []
    : [`${name}.ipynb has ${exercises} exercises for ${claims} claims: expected ${wanted} or more`];
}

/**
 * Cells whose code is no part of the lesson and is in view all the same: imports, a card alone, and the ready
 * sentences of every outcome, of which only one will happen.
 */
export function ceremonyInView({name, cells}: NotebookFile): string[] {
  return cells
    .filter(({kind, tags}) => kind === "code" && !tags.includes("hide-input"))
    .flatMap((cell) => {
      const said = cell.source
        .replace(/\/\/.*$/gm, "")
        .replace(/^import [^;]+;/gm, "")
        .trim();
      const what =
        cell.source.trim() !== "" && said === ""
          ? "only imports"
          : /^claimCard\(\w+\)$/.test(said)
            ? "only shows a card"
            : /^whatItMeans\([^]*\)$/.test(said)
              ? "holds the sentences of outcomes that did not happen"
              : null;
      return what === null ? [] : [`${name}.ipynb ${cellName(cell)} ${what}: tag it hide-input`];
    });
}

/** What a notebook does against our conventions, one sentence each; nothing is run. */
export function notebookProblems(notebook: NotebookFile): string[] {
  const {name, cells} = notebook;
  const problems = [
    ...(/^# \S/.test(cells[0]?.kind === "markdown" ? cells[0].source : "")
      ? []
      : ["does not begin with a text cell that holds its title"]),
    ...cells.flatMap(cellProblems),
    ...textProblems(notebook),
    ...claimProblems(notebook),
  ];
  return problems.map((problem) => `${name}.ipynb ${problem}`);
}

/** How a cell is called in a report: by its number where it has one, else by its first words. */
export const cellName = (cell: Cell): string =>
  cell.kind === "code"
    ? `cell ${cell.number}`
    : `text "${cell.source.slice(0, 40).split("\n")[0]}"`;

function cellProblems(cell: Cell): string[] {
  const unknown = cell.tags.filter((tag) => !knownTags.includes(tag));
  const problems = unknown.map((tag) => `has the tag ${tag}; known are ${knownTags.join(", ")}`);
  const asked = cell.tags.find((tag) => tag === "answer" || tag === "hint");
  if (asked !== undefined && !(cell.kind === "markdown" && hasOwnFold(cell.source)))
    problems.push(
      `is ${asked === "hint" ? "a" : "an"} ${asked} that opens when all cells are run: write it as a text ` +
        "cell, code in a ```ts block, and let npm run format fold it into <details>",
    );
  if (cell.kind === "code") {
    const lines = cell.source.trimEnd().split("\n").length;
    if (lines > longestCell)
      problems.push(`has ${lines} lines, more than ${longestCell}: move logic into src/`);
    if (/Math\s*\.\s*random/.test(cell.source))
      problems.push("uses Math.random: draw from randomStream(seed) instead");
  }
  return problems.map((problem) => `${cellName(cell)} ${problem}`);
}

/** Formulas that do not parse, links that lead nowhere, pictures without words. */
function textProblems({cells, file}: NotebookFile): string[] {
  const folder = path.dirname(file);
  const renderer = markdownRenderer({folder});
  const rendered = cells
    .filter(({kind}) => kind === "markdown")
    .map((cell) => ({cell, html: renderer.render(cell.source)}));
  const ids = new Set(renderer.headings.map(({id}) => id));
  return rendered.flatMap(({cell, html}) => {
    const formulas = [...html.matchAll(/class="katex-error" title="([^"]*)"/g)].map(
      ([, error]) => `has a formula that does not parse: ${error}`,
    );
    const links = linksOf(cell.source)
      .filter((target) => !resolves(target, {folder, ids}))
      .map((target) => `links to ${target}, which is not there`);
    const pictures = [...html.matchAll(/<img [^>]*alt=""/g)].map(
      () => "has a picture without words",
    );
    return [...formulas, ...links, ...pictures].map((problem) => `${cellName(cell)} ${problem}`);
  });
}

const linksOf = (source: string): string[] =>
  [...source.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target]) => target);

function resolves(target: string, {folder, ids}: {folder: string; ids: Set<string>}): boolean {
  if (/^[a-z]+:/i.test(target)) return true;
  const [file, anchor] = target.split("#");
  if (file === "") return ids.has(anchor);
  return existsSync(path.join(folder, decodeURIComponent(file)));
}

/** What the outputs of a run lack: words beside a figure, titles on its axes. */
export function outputProblems({notebook, cells}: NotebookRun): string[] {
  const problems: string[] = [];
  for (const {cell, outputs} of cells)
    for (const output of outputs) {
      if (!("data" in output) || !("application/vnd.plotly.v1+json" in output.data)) continue;
      const words = output.data["text/plain"];
      if (typeof words !== "string" || words.trim().length < 20)
        problems.push(`${notebook.name}.ipynb ${cellName(cell)} shows a figure without words`);
      const figure = output.data["application/vnd.plotly.v1+json"] as {
        data: {type?: string}[];
        layout?: Record<string, {title?: {text?: string} | string; visible?: boolean}>;
      };
      const titled = (axis: string) => {
        const {title, visible} = figure.layout?.[axis] ?? {};
        return visible === false || (typeof title === "string" ? title : title?.text);
      };
      const flat = figure.data.every(
        ({type}) => !["pie", "scatter3d", "surface"].includes(type ?? ""),
      );
      for (const axis of ["xaxis", "yaxis"])
        if (flat && !titled(axis))
          problems.push(
            `${notebook.name}.ipynb ${cellName(cell)} shows a figure with no ${axis} title`,
          );
    }
  return problems;
}

/**
 * What is missing around the claims of a notebook. A claim is a cell `const x = registerClaim(…)`; after it,
 * in this order, come the reader's guess about x, the judgement of x, and a text that reads the verdict.
 * No seed may be lost on the way from its run to the judge.
 */
export function claimProblems({cells}: NotebookFile): string[] {
  return [...cells.flatMap(seedProblems), ...unguarded(cells)];
}

/** Ways in which a seed gets lost, or another's value, between its run and the judge. */
function seedProblems(cell: Cell): string[] {
  const source = code(cell);
  const handed = [...source.matchAll(/\b(?:collect|collectControl|valuesOf|controlOf)(?=\()/g)];
  const dropped = handed.some(({0: name, index = 0}) =>
    /\bdoneValues\b/.test(inBrackets(source.slice(index + name.length))),
  );
  const paired = /\bseed:\s*[\w.]+\[\w+\]/.test(source);
  return [
    ...(dropped
      ? ["hands done seeds to a judge, who must hear of the others: pick values with seedValues"]
      : []),
    ...(paired
      ? ["pairs values and seeds by their place, which fails with the first seed that does"]
      : []),
  ].map((problem) => `cell ${cell.number} ${problem}`);
}

/** What stands between the bracket that a text begins with and the one that closes it. */
function inBrackets(text: string): string {
  let open = 0;
  const end = [...text].findIndex((sign) => {
    open += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    return open === 0;
  });
  return end < 0 ? text : text.slice(0, end);
}

const unguarded = (cells: readonly Cell[]): string[] =>
  cells.flatMap((cell, index) =>
    [...code(cell).matchAll(/\bconst\s+(\w+)\s*=\s*registerClaim\b/g)].flatMap(([, name]) =>
      problemsOf(name, cells.slice(index)).map((problem) => `cell ${cell.number} ${problem}`),
    ),
  );

/** @param cells from the registration on */
function problemsOf(name: string, cells: readonly Cell[]): string[] {
  const firstWith = (pattern: RegExp) => cells.findIndex((cell) => pattern.test(code(cell)));
  const judged = firstWith(new RegExp(`\\bjudge\\w*\\(\\s*${name}\\b`));
  const guessed = firstWith(new RegExp(`\\bguess\\w*\\(\\s*${name}\\b`));
  if (judged < 0) return [`registers ${name}, which is never judged`];
  const problems: string[] = [];
  if (guessed < 0 || guessed > judged)
    problems.push(`registers ${name} and asks for no guess before the verdict`);
  if (!cells.slice(judged + 1).some(({kind}) => kind === "markdown"))
    problems.push(`registers ${name}, and no text reads its verdict`);
  return problems;
}

const code = (cell: Cell): string => (cell.kind === "code" ? cell.source : "");
