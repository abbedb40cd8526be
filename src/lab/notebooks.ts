import {existsSync, mkdirSync} from "node:fs";
import path from "node:path";
import {parseArgs} from "node:util";
import {writeWhole} from "../files/write-whole";
import {LiveNotebook} from "./live/live-cells";
import {bundleTensors} from "./live/bundle-live";
import {sharedFiles} from "./page/document";
import {bibliographyPage, papersIn} from "./page/bibliography-page";
import {historyPage} from "./page/history-page";
import {entryOf, indexPage} from "./page/index-page";
import {notebookPage, notebookTitle} from "./page/notebook-page";
import {findableParts, searchFile} from "./page/search-text";
import {escapeHtml, spokenSeconds} from "./page/text";
import {startLabKernel} from "./notebook/lab-kernel";
import type {Kernel} from "../kernel/client/kernel-client";
import type {MimeBundle, NotebookFile} from "./notebook/file";
import {publishedNotebooks, readNotebook} from "./notebook/file";
import {citer, provenanceOf} from "./notebook/provenance";
import type {NotebookRun, RanCell} from "./notebook/run";
import {failureReport, runNotebook} from "./notebook/run";
import {writeOrRescue} from "./notebook/rescue";
import {recordedStates, verdictChanges} from "./notebook/verdict-history";
import {papersOf, verdictMime, verdictsOf} from "./notebook/verdict-records";
import type {NotebookEntry} from "./notebook/verdict-records";
import {
  acceptVerdicts,
  flips,
  readBaseline,
  recordEntries,
  storeResults,
} from "./notebook/verdict-store";

export type NotebooksOptions = {
  readonly root: string;
  readonly size: "quick" | "full";
  /** Run only notebooks whose name begins so; where none does, those whose name holds it. */
  readonly only?: string;
  readonly out: string;
  /** Write the kinds found into the baseline instead of comparing with it. */
  readonly accept: boolean;
  /**
   * Makes explorations live, with what all pages need in a folder beside them, once, or inside of each, so that
   * each is one file. Without it controls are words.
   */
  readonly live?: "beside" | "inside";
  readonly say: (line: string) => void;
};

/**
 * Runs notebooks through the real kernel and writes them as pages, with an index, `verdicts.json` and, with
 * what moved in which commit, `verdicts.html`.
 * Stops at the first cell that fails; what ran before is in the site by then. Returns the exit code: 1
 * after a failure, when a file could not be written or, in quick size, when a verdict is not what the
 * baseline holds.
 */
export async function runNotebooks(options: NotebooksOptions): Promise<number> {
  const {root, size, only = "", out, accept, say} = options;
  const all = publishedNotebooks(root).map(readNotebook);
  // "01" is notebook 01, and not every paper of 2016 too.
  const first = all.filter(({name}) => name.startsWith(only));
  const chosen = first.length > 0 ? first : all.filter(({name}) => name.includes(only));
  const known = all.map(({name}) => name);
  if (chosen.length === 0)
    throw new RangeError(`no notebook has ${only} in its name; there are ${known.join(", ")}`);
  const cite = citer(root);
  const entries: NotebookEntry[] = [];
  // What is wrong with these is told before anything is computed.
  const baseline = readBaseline(root);
  const changes = verdictChanges(recordedStates(root));
  mkdirSync(out, {recursive: true});
  const tensors = options.live ? await bundleTensors() : "";
  if (options.live === "beside") writeShared(sharedFiles(tensors), out);
  let written = true;
  for (const notebook of chosen) {
    const provenance = provenanceOf(root, {size});
    const explorations = options.live && new LiveNotebook(notebook, {tensors});
    const run = await runThroughKernel(notebook, {root, size, say, explorations});
    if (run.failure !== null) {
      say(`\n${failureReport(run)}`);
      return 1;
    }
    const verdicts = verdictsOf(run);
    const papers = papersOf(notebook, verdicts);
    const page = notebookPage(run, {
      ...{provenance, verdicts, papers, cite},
      ...(explorations && {live: explorations.cells, tensors, shared: options.live}),
      ...(options.live && {ways: waysBetween(all, {at: notebook, out, chosen})}),
    });
    const entry = entryOf(run, {provenance, verdicts});
    entries.push(entry);
    const write = (): void => {
      if (size === "full") say(`stored ${path.relative(root, storeResults(entry, {root}))}`);
      const file = path.join(out, `${notebook.name}.html`);
      writeWhole(file, page);
      const spoken = `${spokenSeconds(run.seconds)}, ${megabytes(page)}`;
      say(`${notebook.name}: ${spoken}, ${path.relative(root, file)}`);
      if (explorations) for (const line of told(explorations)) say(`${notebook.name}: ${line}`);
      if (options.live === "beside") {
        const found = {title: entry.title, parts: findableParts(page)};
        writeShared({[`search-${notebook.name}.js`]: searchFile(notebook.name, found)}, out);
      }
      const pages = (all: readonly NotebookEntry[]) => ({
        "index.html": indexPage(all, {
          searched: options.live === "beside" ? withWords(known, out) : [],
          papers: options.live !== undefined,
        }),
        "verdicts.html": historyPage(all, changes),
        ...(options.live && {"papers.html": bibliographyPage(papersIn(root), all)}),
      });
      recordEntries([entry], {out, known, pages});
    };
    written = writeOrRescue(entry, {write, say}) && written;
  }
  if (!written) return 1;
  say(`index: ${path.relative(root, path.join(out, "index.html"))}`);
  if (accept) acceptVerdicts(entries, {root, known});
  // The baseline is of quick runs: more seeds may decide what few leave open.
  if (accept || size === "full") return 0;
  const changed = entries.flatMap(({notebook, verdicts}) => flips(notebook, {verdicts, baseline}));
  for (const line of changed) say(line);
  if (changed.length > 0) say("if that is right: npm run notebooks -- --accept");
  return changed.length > 0 ? 1 : 0;
}

function writeShared(files: Readonly<Record<string, string>>, out: string): void {
  mkdirSync(path.join(out, "assets"), {recursive: true});
  for (const [name, text] of Object.entries(files))
    writeWhole(path.join(out, "assets", name), text);
}

/** The notebooks whose words can be searched. */
const withWords = (known: readonly string[], out: string): string[] =>
  known.filter((name) => existsSync(path.join(out, "assets", `search-${name}.js`)));

/** Links to the notebooks before and after, in reading order: those that have a page, or get one now. */
function waysBetween(
  all: readonly NotebookFile[],
  {at, out, chosen}: {at: NotebookFile; out: string; chosen: readonly NotebookFile[]},
): string {
  const withPages = all.filter(
    (one) => chosen.includes(one) || existsSync(path.join(out, `${one.name}.html`)),
  );
  const place = withPages.indexOf(at);
  const link = (to: NotebookFile | undefined, word: string) =>
    to &&
    `<a rel="${word}" href="${to.name}.html">${escapeHtml(notebookTitle({notebook: to}))}</a>`;
  const links = [link(withPages[place - 1], "prev"), link(withPages[place + 1], "next")];
  return `<nav class="ways" aria-label="Notebooks before and after">${links.join("")}</nav>`;
}

/** How many explorations live, and why the others do not. */
function told({cells}: LiveNotebook): string[] {
  const all = [...cells];
  if (all.length === 0) return [];
  const living = all.filter(([, {kind}]) => kind === "live").length;
  const resting = all.flatMap(([id, one]) =>
    one.kind === "still" ? [`at rest: cell ${id}, ${one.reason}`] : [],
  );
  return [`${living} of ${all.length} explorations live`, ...resting];
}

type KernelRunOptions = Pick<NotebooksOptions, "root" | "size" | "say"> & {
  /** Looks at every cell as it has run. */
  readonly explorations?: LiveNotebook;
};

/** Runs one notebook in a fresh kernel, in its own folder, with a line for each cell. */
export async function runThroughKernel(
  notebook: NotebookFile,
  {root, size, say, explorations}: KernelRunOptions,
): Promise<NotebookRun> {
  const kernel = await startLabKernel({
    root,
    cwd: path.dirname(path.resolve(notebook.file)),
    sessionName: path.resolve(notebook.file),
    env: {LAB_SIZE: size, LAB_CHARTS: "complete"},
  });
  try {
    return await runNotebook(notebook, kernel, {
      onCell: (ran, codeCells) => say(`${notebook.name} ${progressLine(ran, codeCells)}`),
      afterCell: async (ran) => explorations?.see(ran, (code) => shownBy(kernel, code)),
    });
  } finally {
    await kernel.shutdown();
  }
}

/** What the kernel shows of a piece of code that is none of the notebook's cells. */
async function shownBy(kernel: Kernel, code: string): Promise<MimeBundle | undefined> {
  let shown: MimeBundle | undefined;
  const reply = await kernel.execute(
    code,
    ({content}) => {
      if ("data" in content) shown = content.data as MimeBundle;
    },
    {storeHistory: false},
  );
  if (reply.status !== "ok")
    throw new Error(`the kernel does not tell its values: ${reply.evalue}`);
  return shown;
}

/** `12/40    3.1 s  judge(claim, lesions)  → L4 supported` */
function progressLine({cell, seconds, outputs}: RanCell, codeCells: number): string {
  const lines = cell.source.split("\n").filter((line) => line.trim() !== "");
  const first = lines.find((line) => !/^(import|\/\/)/.test(line)) ?? lines[0] ?? "";
  const count = `${cell.number}/${codeCells}`.padStart(6);
  const verdicts = outputs.flatMap((output) => {
    const verdict = "data" in output ? output.data[verdictMime] : undefined;
    const {claim, kind} = (verdict ?? {}) as {claim?: string; kind?: string};
    return verdict === undefined ? [] : [`  → ${claim} ${kind}`];
  });
  const failed = outputs.some(({output_type}) => output_type === "error") ? ["  ✗"] : [];
  const after = [...verdicts, ...failed].join("");
  return `${count} ${spokenSeconds(seconds).padStart(8)}  ${first.slice(0, 60)}${after}`;
}

const megabytes = (text: string) => `${(Buffer.byteLength(text) / 1e6).toFixed(1)} MB`;

/** Reads the words after `npm run notebooks --`. */
export function notebooksOptions(words: readonly string[], root: string): NotebooksOptions {
  const {values} = parseArgs({
    args: [...words],
    options: {
      size: {type: "string", default: process.env.LAB_SIZE ?? "quick"},
      only: {type: "string"},
      out: {type: "string", default: path.join(root, "site")},
      accept: {type: "boolean", default: false},
    },
  });
  const {size, only, accept} = values;
  if (size !== "quick" && size !== "full")
    throw new RangeError(`--size must be quick or full, got ${size}`);
  if (accept && size === "full")
    throw new RangeError("--accept records the kinds of quick runs: leave --size full out");
  return {
    root,
    size,
    only,
    out: path.resolve(values.out ?? ""),
    accept: accept ?? false,
    say: console.log,
  };
}

if (require.main === module) {
  const root = path.join(__dirname, "..", "..");
  Promise.resolve()
    .then(() => runNotebooks(notebooksOptions(process.argv.slice(2), root)))
    .then(
      (code) => (process.exitCode = code),
      (error: Error) => {
        console.error(error.message);
        process.exitCode = 1;
      },
    );
}
