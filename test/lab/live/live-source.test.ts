import assert from "node:assert/strict";
import {test} from "node:test";
import {cellStatements} from "../../../src/lab/live/cell-statements";
import {liveSource, neededBy, reachedVariables} from "../../../src/lab/live/live-source";
import type {Cell} from "../../../src/lab/notebook/file";

const cellsOf = (...sources: string[]): Cell[] =>
  sources.map((source, i) => ({id: `c${i}`, kind: "code", source, tags: [], number: i + 1}));

/** What the last cell needs, where these values can be stored. */
function needed(sources: string[], stored: string[]) {
  const cells = cellsOf(...sources);
  const cell = cells.length - 1;
  const statements = cellStatements(cells);
  return {
    need: neededBy(statements, {cell, isStored: (name) => stored.includes(name)}),
    reached: reachedVariables(statements, cell),
    cell,
  };
}

test("a cell takes along what it uses, directly or not, and nothing else", () => {
  const {need, reached} = needed(
    [
      `import {a, b} from "./one"; const rate = 2, unused = 3; await longRun();`,
      `function law(x: number) { return a(x) * rate; } const other = b(1);`,
      `await interact({x: 1}, ({x}) => law(x));`,
    ],
    ["rate"],
  );
  assert.deepEqual(need.stored, ["rate"]);
  assert.deepEqual(reached, ["rate"]);
  assert.deepEqual(
    need.statements.map(({declares}) => declares.join()),
    ["a", "law", ""],
  );
});

test("a name of a function's own is none of the notebook's, and neither is a member or a type", () => {
  const {reached} = needed(
    [
      "const depth = 1, width = 2, scale = 3, shown = 4, Kind = 5, tail = 6, inner = 7;",
      `type Kind = {width: number}; const use = ({depth}: Kind, {tail: t} = {tail}) => {
         for (const scale of [depth]) console.log(scale.width, t);
         function inner() { return inner; }
         return {shown, scale: depth} as unknown as Kind;
       };
       await interact({}, use);`,
    ],
    [],
  );
  // As a default `tail` is the notebook's; a shorthand stands for the value of its name.
  assert.deepEqual(reached.sort(), ["shown", "tail"]);
});

test("of a name that is declared twice the last before the cell counts", () => {
  const {need} = needed(["const k = () => 1;", "const k = () => 2;", "interact({}, k)"], []);
  assert.deepEqual(
    need.statements.map(({text}) => text),
    ["const k = () => 2;", "interact({}, k)"],
  );
});

test("where a value can be stored what made it does not run again, in the cell's own lines either", () => {
  const {need, cell} = needed(
    [
      `import {load} from "./files"; const {all, part} = await load();`,
      "const mine = all; interact({}, () => [mine, part]);",
    ],
    ["all", "part", "mine"],
  );
  assert.deepEqual([...need.stored].sort(), ["mine", "part"]);
  const text = liveSource(need, {cell, values: '{"mine":1,"part":2}'});
  assert.ok(!text.includes("load"), text);
  assert.ok(
    text.includes('runLive<any>("{\\"mine\\":1,\\"part\\":2}", async ({mine, part}, '),
    text,
  );
});

test("what cannot be stored is made again, one name of a declaration at a time", () => {
  const {need} = needed(
    [
      `import {f, g} from "./m"; const law = f(), other = g(), rows = [1];`,
      "interact({}, () => law(rows))",
    ],
    ["rows"],
  );
  assert.deepEqual(need.stored, ["rows"]);
  assert.deepEqual(
    need.statements.map(({text}) => text),
    ["", "const law = f();", "interact({}, () => law(rows))"],
  );
});

test("the value of the last line is shown, as in a notebook", () => {
  const {need, cell} = needed(["let n = 0; n++;\nawait interact({}, () => n);\nn + 1"], []);
  const text = liveSource(need, {cell, values: "{}"});
  assert.match(text, /await showLast\$\(n \+ 1\);\n/);
  assert.match(text, /\nn\+\+;\n/);
});
