import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";
import {outputProblems} from "../../src/lab/testing/notebook-checks";
import {publishedNotebooks, readNotebook} from "../../src/lab/notebook/file";
import {failureReport} from "../../src/lab/notebook/run";
import {runThroughKernel} from "../../src/lab/notebooks";
import {verdictsOf} from "../../src/lab/notebook/verdict-records";
import {flips, readBaseline} from "../../src/lab/notebook/verdict-store";
import {fixtureNotebook} from "../lab/recorded-kernel";
import {survivors, unexplainedGauges} from "./adverse";

const root = path.join(__dirname, "..", "..");
const baseline = readBaseline(root);
const notebooks = publishedNotebooks(root).map(readNotebook);
const quick = {root, size: "quick", say: () => {}} as const;

test("a notebook runs through the real kernel, in its folder and at the size asked for", async () => {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const run = await runThroughKernel(fixtureNotebook("browser"), {root, size: "full", say});
  assert.equal(failureReport(run), "");
  const [value, figure, look, size, last] = run.cells
    .filter(({cell}) => cell.kind === "code")
    .map(({outputs}) => outputs);
  assert.deepEqual(value, [{output_type: "stream", name: "stdout", text: "height 1\n"}]);
  assert.deepEqual(figure, []);
  assert.ok(look?.[0] && "data" in look[0]);
  assert.match(String(look[0].data["text/plain"]), /^A parabola/);
  assert.match(JSON.stringify(size), /full in fixtures\/notebooks/);
  assert.match(JSON.stringify(last), /"text\/plain":"2"/);
  assert.equal(said.length, 5);
  assert.match(said[0], /^browser +1\/5 +[\d.]+ m?s +const height = 1;$/);
});

test("a failing cell stops the run, with the reader's line in the report and none of ours", async () => {
  const run = await runThroughKernel(fixtureNotebook("failing"), quick);
  assert.equal(run.failure?.cell.number, 2);
  const report = failureReport(run);
  assert.match(report, /failing\.ipynb stopped at cell 2/);
  assert.match(report, /Cannot find name 'pathLengthShares'/);
  assert.doesNotMatch(report, /src\/kernel|node_modules/);
});

for (const notebook of notebooks)
  test(`${notebook.name} runs in quick size and says what it said before`, async () => {
    const run = await runThroughKernel(notebook, quick);
    assert.equal(run.failure, null, `\n${failureReport(run)}`);
    assert.deepEqual(outputProblems(run), []);
    assert.deepEqual(survivors(run), []);
    assert.deepEqual(unexplainedGauges(run), []);
    const changed = flips(notebook.name, {verdicts: verdictsOf(run), baseline});
    const advice = "if that is right: npm run notebooks -- --accept";
    assert.deepEqual(changed, [], advice);
  });

test("the baseline holds no notebook that is gone", () => {
  const known = notebooks.map(({name}) => name);
  assert.deepEqual(
    Object.keys(baseline).filter((name) => !known.includes(name)),
    [],
  );
});
