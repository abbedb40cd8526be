import {mkdirSync, renameSync, writeFileSync} from "node:fs";
import path from "node:path";
import {comparisonFormat, sameTask, storedComparison} from "../../runs/comparison-results";
import type {ComparisonResults, ComparisonRow} from "../../runs/comparison-results";

type Run = ComparisonResults["runs"][number];

/**
 * Adds a row to the file, in place of an older one of the same task, method and seed; `run` says
 * where it comes from. Runs that no row speaks of any more are left out. The file is read again
 * first and replaced in one move.
 */
export function storeRow(
  file: string,
  {row, run}: {readonly row: Omit<ComparisonRow, "run">; readonly run: Run},
): void {
  const {runs, rows} = storedComparison({file});
  const kept = rows.filter(
    ({task, method, seed}) =>
      !(sameTask(task, row.task) && method === row.method && seed === row.seed),
  );
  const all = [
    ...kept.map((old) => ({old, from: runs[old.run]})),
    {old: {...row, run: 0}, from: run},
  ];
  const texts = [...new Set(all.map(({from}) => JSON.stringify(from)))];
  const next: ComparisonResults = {
    format: comparisonFormat,
    runs: texts.map((text) => JSON.parse(text) as Run),
    rows: all
      .map(({old, from}) => ({...old, run: texts.indexOf(JSON.stringify(from))}))
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  };
  mkdirSync(path.dirname(file), {recursive: true});
  const unfinished = `${file}.${process.pid}.tmp`;
  writeFileSync(unfinished, fileText(next));
  renameSync(unfinished, file);
}

const keyOf = ({task, method, seed}: ComparisonRow): string =>
  JSON.stringify([
    task.data,
    String(task.examples ?? 0).padStart(9, "0"),
    task.noise ?? 0,
    method,
    String(seed).padStart(9, "0"),
  ]);

/** A line for each row, so that a change of one shows as a change of one. */
const fileText = ({format, runs, rows}: ComparisonResults): string =>
  [
    `{"format": ${JSON.stringify(format)},`,
    `"runs": [\n${runs.map((run) => JSON.stringify(run)).join(",\n")}\n],`,
    `"rows": [\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]}\n`,
  ].join("\n");
