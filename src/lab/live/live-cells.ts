import type {Cell, MimeBundle, NotebookFile, Output} from "../notebook/file";
import type {RanCell} from "../notebook/run";
import {bundleLive} from "./bundle-live";
import {cellStatements} from "./cell-statements";
import type {Statement} from "./cell-statements";
import {liveSource, neededBy, reachedVariables} from "./live-source";
import type {ToPage} from "./messages";
import {farApart} from "./same-picture";
import {askFor, storedIn} from "./stored-values";
import {isResult, tryLive} from "./trial";

/** A cell whose controls move in its page. */
export type LiveCell = {
  readonly kind: "live";
  /** The script for a worker of the page. */
  readonly code: string;
  readonly tensors: boolean;
  /** The controls as they stand at first: the channels that the cell opens, in order. */
  readonly controls: readonly {readonly id: string; readonly data: unknown}[];
  /** The first result's distance from the notebook's: see `farApart`. */
  readonly apart: number;
  /** Time of the first result, in the trial. */
  readonly seconds: number;
};

/** A cell that rests in its page, and why. */
export type StillCell = {readonly kind: "still"; readonly reason: string};

/** Numbers of a page and of its notebook may differ by this share: they add in another order. */
export const tolerance = 0.02;
/** A cell that takes more of a processor for its first result rests. */
const mostSeconds = 30;
/** A script of more characters is too heavy for a page. */
const mostCode = 3_000_000;

/** Whether a cell has controls and what they make. */
export const isExploration = ({kind, source}: Cell): boolean =>
  kind === "code" && /\binteract\(/.test(source);

/** Asks the kernel to run a piece of code that is no cell; gives what it showed. */
export type Asking = (code: string) => Promise<MimeBundle | undefined>;

/**
 * Makes the explorations of a notebook live: its cells are given one by one, as they have run, with the kernel
 * that still has the values of that moment.
 */
export class LiveNotebook {
  readonly #codeCells: readonly Cell[];
  #statements: readonly Statement[] | undefined;
  readonly #cells = new Map<string, LiveCell | StillCell>();
  readonly #tensors: string;

  /** @param tensors the script of TensorFlow.js: see `bundleTensors` */
  constructor({cells}: NotebookFile, {tensors}: {readonly tensors: string}) {
    this.#codeCells = cells.filter(({kind}) => kind === "code");
    this.#tensors = tensors;
  }

  /** The explorations by the id of the cell. */
  get cells(): ReadonlyMap<string, LiveCell | StillCell> {
    return this.#cells;
  }

  /** Looks at a cell that has just run; without effect on those that have no controls. */
  async see({cell, outputs}: RanCell, ask: Asking): Promise<void> {
    if (!isExploration(cell)) return;
    try {
      this.#cells.set(cell.id, await this.#make(cell, {outputs, ask}));
    } catch (error) {
      this.#cells.set(cell.id, {kind: "still", reason: reasonOf(error)});
    }
  }

  async #make(
    cell: Cell,
    {outputs, ask}: {outputs: readonly Output[]; ask: Asking},
  ): Promise<LiveCell | StillCell> {
    this.#statements ??= cellStatements(this.#codeCells);
    const place = this.#codeCells.indexOf(cell);
    const before = this.#statements.filter((one) => one.cell <= place);
    const names = reachedVariables(before, place);
    const known = storedIn(names.length === 0 ? undefined : await ask(askFor(names)));
    const needed = neededBy(before, {cell: place, isStored: (name) => known.has(name)});
    const values = needed.stored.map((name) => `${JSON.stringify(name)}:${known.get(name)}`);
    const expected = resultIn(outputs);
    const source = liveSource(needed, {
      ...{cell: place, values: `{${values.join(",")}}`},
      markdown: typeof expected === "object" && expected !== null && "text/markdown" in expected,
    });
    const {code, tensors} = await bundleLive(source);
    if (code.length > mostCode)
      return {kind: "still", reason: "what it needs of the run is too much for a page"};
    const {messages, seconds} = await tryLive(code, {
      tensors: tensors ? this.#tensors : null,
      seconds: mostSeconds,
    });
    const apart = farApart(expected, resultOf(messages));
    if (apart === null || apart > tolerance) {
      const by = apart === null ? "" : `, by ${(100 * apart).toFixed(1)} %`;
      return {kind: "still", reason: `in a page its numbers come out otherwise${by}`};
    }
    const controls = messages.flatMap((one) =>
      one.type === "open" ? [{id: one.id, data: one.data}] : [],
    );
    return {kind: "live", code, tensors, controls, apart, seconds};
  }
}

/** What a notebook shows below the controls. */
function resultIn(outputs: readonly Output[]): unknown {
  const shown = outputs.flatMap((output) =>
    "data" in output && isResult({bundle: output.data}) ? [output.data] : [],
  );
  return withoutNames(shown.at(-1));
}

function resultOf(messages: readonly ToPage[]): unknown {
  const shown = messages.flatMap((one) =>
    one.type === "display" && isResult(one) ? [one.bundle] : [],
  );
  return withoutNames(shown.at(-1));
}

/** The name by which a chart keeps its zoom, and how many digits its numbers have under the pointer. */
const left = new Set(["uirevision", "hovertemplate"]);

/** Words for what has a better form are left out. */
function withoutNames(bundle: MimeBundle | undefined): unknown {
  if (bundle === undefined) return null;
  const {"text/plain": words, ...rest} = bundle;
  if (Object.keys(rest).length === 0) return {words};
  if ("text/markdown" in rest) delete rest["text/html"];
  const text = JSON.stringify(rest, (name, part: unknown) => (left.has(name) ? undefined : part));
  return JSON.parse(text) as unknown;
}

function reasonOf(error: unknown): string {
  const failures = (error as {errors?: {text: string}[]}).errors;
  const text = failures?.[0]?.text ?? (error instanceof Error ? error.message : String(error));
  return text.split("\n")[0];
}
