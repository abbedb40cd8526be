import {withFileLock} from "../../files/file-lock";
import {setAside} from "../../files/read-whole";
import {contentHash} from "../../files/signed-json";
import {writeWhole} from "../../files/write-whole";
import {comparisonFormat, sameTask, storedComparison} from "../../runs/comparison-results";
import type {ComparisonResults, ComparisonRow} from "../../runs/comparison-results";

type Run = ComparisonResults["runs"][number];

export type NewRow = {readonly row: Omit<ComparisonRow, "run">; readonly run: Run};

/**
 * Adds a row to the file, in place of an older one of the same task, method and seed; `run` says
 * where it comes from. Runs that no row speaks of any more are left out.
 *
 * The file is locked, read, and replaced in one move: two who add at once lose nothing. One that was
 * damaged is set aside under a name that ends in `.damaged`, with one line. Throws an Error with a
 * `code` where it cannot be written; it is then as it was.
 */
export function storeRow(file: string, {row, run}: NewRow): void {
  withFileLock(file, () => {
    const {runs, rows} = storedOrSetAside(file);
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
    writeWhole(file, fileText(next));
  });
}

function storedOrSetAside(file: string): ComparisonResults {
  try {
    return storedComparison({file});
  } catch (error) {
    const aside = setAside(file);
    // What cannot even be moved would be written over.
    if (aside === undefined) throw Object.assign(error as Error, {code: "UNWRITTEN"});
    console.warn(`${(error as Error).message}; it is now ${aside}, and a new file is begun`);
    return {format: comparisonFormat, runs: [], rows: []};
  }
}

const keyOf = ({task, method, seed}: ComparisonRow): string =>
  JSON.stringify([
    task.data,
    String(task.examples ?? 0).padStart(9, "0"),
    task.noise ?? 0,
    task.split ?? "",
    method,
    String(seed).padStart(9, "0"),
  ]);

/** With a hash of what it says, and a line for each row, so that a change of one shows as a change of one. */
const fileText = ({format, runs, rows}: ComparisonResults): string =>
  [
    `{"format": ${JSON.stringify(format)},`,
    `"sha256": "${contentHash({format, runs, rows})}",`,
    `"runs": [\n${runs.map((run) => JSON.stringify(run)).join(",\n")}\n],`,
    `"rows": [\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]}\n`,
  ].join("\n");
