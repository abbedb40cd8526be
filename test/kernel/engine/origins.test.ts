import assert from "node:assert/strict";
import {after, beforeEach, test} from "node:test";
import {openNotebook, textOf} from "../notebook";
import type {Ran} from "../notebook";

const notebook = openNotebook();
after(() => notebook.close());

/** What the kernel last said of each cell of the notebook, by place. */
let stale: Readonly<Record<string, string>> = {};

/** Each test has places, and so cells, of its own. */
let number = 0;
beforeEach(() => void number++);

/** Runs a cell of the notebook that stands at a place. */
async function run(place: string, source: string): Promise<Ran> {
  const from = notebook.events.length;
  const ran = await notebook.run(source, {place: `${place} ${number}`});
  for (const event of notebook.events.slice(from)) if (event.type === "stale") stale = event.places;
  return ran;
}

/** The places of this test that are marked. */
const marked = () =>
  Object.keys(stale)
    .filter((place) => place.endsWith(` ${number}`))
    .map((place) => place.replace(/ \d+$/, ""));

const noteOf = ({events}: Ran) => textOf(events, "stderr");

test("what was made from a setting is of before once the setting's cell gave another value", async () => {
  await run("settings", "const beta = 1;");
  await run("run", "const runs = [1, 2].map((seed) => seed * beta);");
  await run("card", "runs.length");
  await run("other", "const apart = 5;");
  assert.deepEqual(marked(), []);
  await run("settings", "const beta = 2;");
  assert.deepEqual(marked(), ["run", "card"]);
  const late = await run("card", "runs.length");
  assert.match(
    noteOf(late),
    /^runs is of before: (In\[\d+\]) made it from beta.*as In\[\d+\]\. Run \1 again, then this cell\.\n$/,
  );
  assert.deepEqual(marked(), ["run", "card"], "it still shows the old runs");
  await run("run", "const runs = [1, 2].map((seed) => seed * beta);");
  assert.deepEqual(marked(), ["card"]);
  assert.equal(noteOf(await run("card", "runs.length")), "");
  assert.deepEqual(marked(), []);
});

test("the mark says what has changed and which cells to run, the first one first", async () => {
  await run("a", "const width = 3;");
  await run("b", "const layers = [width];");
  await run("c", "const sum = layers[0] + 1;");
  await run("d", "sum");
  await run("a", "const width = 4;");
  const said = stale[`d ${number}`];
  assert.match(
    said,
    /^From an earlier run: made from sum, and that from layers, and that from width, whose cell has run since, as In\[\d+\]\. Run In\[(\d+)\], then In\[(\d+)\] again, then this cell\.$/,
  );
  const [first, next] = /Run In\[(\d+)\], then In\[(\d+)\]/.exec(said)!.slice(1).map(Number);
  assert.equal(next, first + 1);
});

test("a cell that ran again and gave the same value makes nothing old", async () => {
  const source =
    "import {sep} from 'node:path'; const settings = {seeds: [1, 2], at: new Float32Array([1])}; const f = () => sep;";
  await run("a", source);
  await run("b", "const text = f() + settings.seeds.length;");
  await run("a", `${source} // the same, said at length`);
  assert.deepEqual(marked(), []);
  await run("a", source.replace("Float32Array([1])", "Float32Array([2])"));
  assert.deepEqual(marked(), ["b"]);
});

test("what a function uses counts for who calls it, not for who declares it", async () => {
  await run("a", "let depth = 3;");
  await run("b", "function twice() { return 2 * depth; }\nconst again = () => twice();");
  await run("c", "const result = again();");
  await run("a", "let depth = 4;");
  assert.deepEqual(marked(), ["c"]);
  assert.equal(noteOf(await run("c", "const result = again();")), "");
  assert.deepEqual(marked(), []);
});

test("a run that was to be made anew and failed leaves what was made from the old one marked", async () => {
  await run("run", "const outcome = [1];");
  await run("card", "outcome[0]");
  await run("run", "const outcome = JSON.parse('{') as number[];");
  assert.deepEqual(marked(), ["card"]);
  await run("run", "const outcome = [2];");
  assert.deepEqual(marked(), ["card"]);
  await run("card", "outcome[0]");
  assert.deepEqual(marked(), []);
});

test("a name that its cell no longer gives leaves what was made from it marked", async () => {
  await run("a", "const older = 1;");
  await run("b", "older + 1");
  await run("a", "const newer = 1;");
  assert.deepEqual(marked(), ["b"]);
});

test("a notebook that goes on gives names other values, and nothing is old for that", async () => {
  await run("a", "let count = 0; const list: number[] = [];");
  await run("b", "const before = count;");
  await run("c", "count += 1; list.push(count);");
  await run("d", "const chart = [count];");
  await run("e", "const chart = [before, count];");
  assert.deepEqual(marked(), []);
  for (const [place, source] of [
    ["a", "let count = 0; const list: number[] = [];"],
    ["b", "const before = count;"],
    ["c", "count += 1; list.push(count);"],
    ["d", "const chart = [count];"],
    ["e", "const chart = [before, count];"],
  ])
    assert.equal(noteOf(await run(place, source)), "", `run all, a second time: ${place}`);
  assert.deepEqual(marked(), []);
});

test("a cell that changes a name by each run is not of before itself, only what used the name", async () => {
  await run("a", "let total = 0;");
  await run("b", "total += 1; total");
  await run("c", "const seen = total;");
  await run("b", "total += 1; total");
  assert.deepEqual(marked(), ["c"]);
});

test("a value that holds more than data counts as another one when it was made anew", async () => {
  await run("a", "class Net { weights = 1 } const net = new Net();");
  await run("b", "const weights = net.weights;");
  await run("a", "class Net { weights = 1 } const net = new Net();");
  assert.deepEqual(marked(), ["b"]);
});

test("names in words of other things are no uses", async () => {
  await run("a", "const rate = 1;");
  await run("b", "const other = {rate: 2}; other.rate");
  await run("c", "const {rate: taken} = {rate: 3}; [4].map((rate) => rate)");
  await run("a", "const rate = 2;");
  assert.deepEqual(marked(), []);
});
