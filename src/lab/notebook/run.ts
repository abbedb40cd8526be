import {performance} from "node:perf_hooks";
import type {Cell, NotebookFile, Output} from "./file";
import type {KernelMessage} from "./outputs";
import {collectOutputs} from "./outputs";

/** The part of the kernel client that running a notebook needs. */
export interface CellRunner {
  execute(code: string, onOutput: (message: KernelMessage) => void): Promise<CellReply>;
}

export type CellReply = {readonly status: "ok" | "error" | "aborted"} & Partial<CellFault>;

export type CellFault = {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
};

export type RanCell = {
  readonly cell: Cell;
  readonly outputs: readonly Output[];
  /** Wall time of the cell; 0 for text. */
  readonly seconds: number;
};

export type NotebookRun = {
  readonly notebook: NotebookFile;
  readonly cells: readonly RanCell[];
  readonly seconds: number;
  /** The cell that stopped the run; the cells after it are not in `cells`. */
  readonly failure: {readonly cell: Cell; readonly fault: CellFault} | null;
};

type RunOptions = {
  readonly onCell?: (ran: RanCell, codeCells: number) => void;
  /** Called when a cell has run to its end, while the kernel has the values of that moment. */
  readonly afterCell?: (ran: RanCell) => Promise<void>;
};

/**
 * Runs the code cells of a notebook in order, and stops at the first that fails, unless it is tagged
 * `raises-exception`, as in Jupyter's own runners.
 */
export async function runNotebook(
  notebook: NotebookFile,
  kernel: CellRunner,
  {onCell, afterCell}: RunOptions = {},
): Promise<NotebookRun> {
  const codeCells = notebook.cells.filter(({kind}) => kind === "code").length;
  const collector = collectOutputs();
  const cells: RanCell[] = [];
  const started = performance.now();
  let failure: NotebookRun["failure"] = null;
  for (const cell of notebook.cells) {
    const outputs = collector.startCell();
    const from = performance.now();
    const runs = cell.kind === "code" && cell.source.trim() !== "";
    const reply = runs ? await kernel.execute(cell.source, collector.accept) : null;
    const ran = {cell, outputs, seconds: runs ? (performance.now() - from) / 1000 : 0};
    cells.push(ran);
    if (runs) onCell?.(ran, codeCells);
    if (reply !== null && reply.status !== "ok" && !cell.tags.includes("raises-exception")) {
      failure = {cell, fault: faultOfReply(reply)};
      break;
    }
    if (runs) await afterCell?.(ran);
  }
  return {notebook, cells, seconds: (performance.now() - started) / 1000, failure};
}

const faultOfReply = (reply: CellReply): CellFault => ({
  ename: reply.ename ?? "Error",
  evalue: reply.evalue ?? `the kernel answered ${reply.status}`,
  traceback: reply.traceback ?? [],
});

/** What to print when a notebook stops: where, the first lines of the cell, the error as the kernel sent it. */
export function failureReport({notebook, failure}: NotebookRun): string {
  if (failure === null) return "";
  const {cell, fault} = failure;
  const lines = cell.source.split("\n");
  const shown = lines.slice(0, 3).map((line) => `    ${line}`);
  const more =
    lines.length > 3 ? [`    … ${lines.length - 3} more line${lines.length > 4 ? "s" : ""}`] : [];
  const trace = fault.traceback.length > 0 ? fault.traceback : [`${fault.ename}: ${fault.evalue}`];
  // Long traces repeat frames; head and tail say what happened and where.
  const error = trace.join("\n").split("\n");
  const cut = error.length > 24 ? [...error.slice(0, 16), "…", ...error.slice(-6)] : error;
  return [
    `${notebook.name}.ipynb stopped at cell ${cell.number}:`,
    "",
    ...shown,
    ...more,
    "",
    ...cut,
  ].join("\n");
}
