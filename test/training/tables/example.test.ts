import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";
import type {TableScore} from "../../../src/training/tables/predict-table";

const root = path.join(__dirname, "..", "..", "..");

/** Runs a cell by itself, as in a new notebook, and returns the value of its last line. */
async function runAlone(cell: string): Promise<unknown> {
  const lines = cell.trim().split("\n");
  const last = lines.pop()!;
  const body = [...lines, `return ${last}`]
    .join("\n")
    .replace(
      /import (\{[^}]*\}) from "residual-lab\/([^"]*)";/g,
      (_, names: string, file: string) =>
        `const ${names} = load(${JSON.stringify(path.join(root, "src", file))});`,
    );
  const Cell = Object.getPrototypeOf(async () => undefined).constructor as new (
    ...words: string[]
  ) => (load: NodeRequire) => Promise<unknown>;
  return new Cell("load", body)(require);
}

test("the cells that the README and notebook 06 give to readers run by themselves", async () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  const score = (await runAlone(shown)) as TableScore;
  assert.equal(score.rows, 90);
  // By their shares alone, three kinds of tree are guessed right a third of the time.
  assert.ok(score.accuracy > 0.6, `${score.accuracy}`);
  const notebook = JSON.parse(
    readFileSync(path.join(root, "notebooks", "06-nitanda-suzuki-2018.ipynb"), "utf8"),
  ) as {cells: {id: string; source: string[]}[]};
  const cell = notebook.cells.find(({id}) => id === "own-fit")!;
  const fit = (await runAlone(cell.source.join(""))) as {rows: number};
  assert.equal(fit.rows, 210);
});
