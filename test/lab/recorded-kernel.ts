import {readFileSync} from "node:fs";
import path from "node:path";
import type {NotebookFile} from "../../src/lab/notebook/file";
import {readNotebook} from "../../src/lab/notebook/file";
import type {KernelMessage} from "../../src/lab/notebook/outputs";
import type {CellReply, CellRunner} from "../../src/lab/notebook/run";
import type {Provenance} from "../../src/lab/notebook/verdict-records";

export const fixtures = path.join(__dirname, "..", "fixtures", "notebooks");

export const fixtureNotebook = (name: string): NotebookFile =>
  readNotebook(path.join(fixtures, `${name}.ipynb`));

type Recorded = Record<string, {messages: KernelMessage[]; reply?: CellReply}>;

/** Answers each cell of a fixture with what is stored for it; cells with nothing stored say nothing. */
export function recordedKernel(name: string): CellRunner & {readonly asked: string[]} {
  const file = path.join(fixtures, `${name}.recorded.json`);
  const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded;
  const ids = new Map(fixtureNotebook(name).cells.map(({source, id}) => [source, id]));
  const asked: string[] = [];
  return {
    asked,
    execute(code, onOutput) {
      const id = ids.get(code) ?? "";
      asked.push(id);
      recorded[id]?.messages.forEach(onOutput);
      return Promise.resolve(recorded[id]?.reply ?? {status: "ok"});
    },
  };
}

/** A run's circumstances, for tests that need some. */
export const provenance: Provenance = {
  size: "quick",
  date: "2026-11-24T12:00:00.000Z",
  commit: "0123456789abcdef",
  changed: false,
  versions: {lab: "0.1.0", Node: "20.20.2"},
};
