import assert from "node:assert/strict";
import {test} from "node:test";
import {failureReport, runNotebook} from "../../../src/lab/notebook/run";
import {fixtureNotebook, recordedKernel} from "../recorded-kernel";

test("code cells run in order, text and empty cells are passed over, each is told with its count", async () => {
  const notebook = fixtureNotebook("every-output");
  const kernel = recordedKernel("every-output");
  const told: string[] = [];
  const run = await runNotebook(notebook, kernel, {
    onCell: ({cell}, all) => told.push(`${cell.number}/${all}`),
  });
  const ids = notebook.cells.filter(({kind}) => kind === "code").map(({id}) => id);
  assert.deepEqual(kernel.asked, ids);
  assert.deepEqual(told.slice(0, 2), [`1/${ids.length}`, `2/${ids.length}`]);
  assert.equal(run.failure, null);
  assert.equal(run.cells.length, notebook.cells.length);
});

test("the run stops at the first cell that fails, and later cells are not asked for", async () => {
  const kernel = recordedKernel("failing");
  const run = await runNotebook(fixtureNotebook("failing"), kernel);
  assert.deepEqual(kernel.asked, ["good", "bad"]);
  assert.equal(run.failure?.cell.id, "bad");
  assert.equal(run.failure?.fault.ename, "RangeError");
});

test("a cell tagged raises-exception may fail: its error is an output like others", async () => {
  const run = await runNotebook(fixtureNotebook("every-output"), recordedKernel("every-output"));
  const failed = run.cells.find(({cell}) => cell.tags.includes("raises-exception"));
  assert.equal(failed?.outputs[0]?.output_type, "error");
});

test("the report says notebook, cell, its first lines and the error, and is no wall", async () => {
  const run = await runNotebook(fixtureNotebook("failing"), recordedKernel("failing"));
  const report = failureReport(run);
  assert.match(report, /^failing\.ipynb stopped at cell 2:\n/);
  assert.match(report, /const shares = pathLengthShares\(-depth, 1\);/);
  assert.match(report, /… 1 more line\n/);
  assert.match(report, /depth must be a positive whole number of blocks, got -3/);
  const trace = Array.from({length: 500}, (_, line) => `frame ${line}`);
  const long = {
    ...run,
    failure: {cell: run.cells[2].cell, fault: {ename: "E", evalue: "e", traceback: trace}},
  };
  assert.ok(failureReport(long).split("\n").length < 40);
  assert.match(failureReport(long), /frame 0\n[^]*frame 499$/);
});
