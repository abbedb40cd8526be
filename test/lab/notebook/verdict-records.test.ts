import assert from "node:assert/strict";
import {test} from "node:test";
import {runNotebook} from "../../../src/lab/notebook/run";
import {papersOf, seedsOf, verdictsOf} from "../../../src/lab/notebook/verdict-records";
import {fixtureNotebook, recordedKernel} from "../recorded-kernel";

const run = () => runNotebook(fixtureNotebook("every-output"), recordedKernel("every-output"));

test("a verdict is read from the outputs whole, with its notebook and cell", async () => {
  const [verdict, ...others] = verdictsOf(await run());
  assert.deepEqual(others, []);
  assert.equal(verdict.claim, "L4");
  assert.equal(verdict.paper, "littwin2016");
  assert.deepEqual(verdict.interval, [0.271, 0.303]);
  assert.equal(verdict.seconds, 12.5);
  assert.equal(verdict.notebook, "every-output");
  assert.equal(verdict.cell, "verdict");
});

test("a verdict of an explore cell does not count", async () => {
  const {cells, ...rest} = await run();
  assert.equal(verdictsOf({cells, ...rest})[0].kind, "supported");
  const explored = cells.filter(({cell}) => cell.id === "explore");
  assert.deepEqual(verdictsOf({...rest, cells: explored}), []);
  const untagged = explored.map((ran) => ({...ran, cell: {...ran.cell, tags: []}}));
  assert.equal(verdictsOf({...rest, cells: untagged})[0].kind, "refuted");
});

test("seeds are listed once, papers come from the notebook or else from its claims", async () => {
  const {notebook, ...rest} = await run();
  const verdicts = verdictsOf({notebook, ...rest});
  assert.deepEqual(seedsOf([...verdicts, ...verdicts]), [1, 2, 3, 4, 5]);
  assert.deepEqual(papersOf(notebook, []), ["littwin2016"]);
  assert.deepEqual(papersOf({...notebook, metadata: {}}, verdicts), ["littwin2016"]);
});
