import assert from "node:assert/strict";
import {rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {after, test} from "node:test";
import {CellCompiler} from "../../../src/kernel/compiler/cell-compiler";
import {compiled, labPlace, notebookFolder, refused} from "../notebook";

const place = notebookFolder();
const compiler = new CellCompiler(labPlace(place.folder));
after(() => place.remove());

let count = 0;
const keep = (source: string) => {
  compiled(compiler.compile(source, ++count));
  compiler.commit();
};
const faultOf = (source: string) => refused(compiler.compile(source, ++count));

test("a name of a cell with errors is led back to that cell", () => {
  for (const [source, names] of [
    ["const size: number = 'large'; function area() { return size; }", ["size", "area"]],
    [
      "const {width, sides: [first]} = {width: 1, sides: [2]} as string; class Shape {}",
      ["width", "first", "Shape"],
    ],
    ["import {x} from './not-there'; import * as whole from './nor-this';", ["x", "whole"]],
    ["const cut = 1;\nconst open = (;", ["cut"]],
    ["type Kind = 'a' | Missing; enum Level { One }", ["Level"]],
  ] as const) {
    faultOf(source);
    const cell = `In[${count}]`;
    for (const name of names) {
      const {evalue, traceback} = faultOf(`String(${name})`);
      const told = `${cell} would define ${name}, but has errors and was not run: mend that cell`;
      for (const text of [evalue, traceback[0]]) assert.ok(text.includes(told), text);
    }
  }
  faultOf("let shorthand: number = 'x';");
  assert.match(faultOf("const o = {shorthand};").evalue, /would define shorthand/);
});

test("a name of a cell that was mended is told no more, and one that still holds neither", () => {
  faultOf("const mended: number = 'x';");
  keep("const mended: number = 1;");
  keep("mended + 1");
  faultOf("const mended: number = 'x';");
  keep("mended + 1");
});

test("after the variables are lost, a name is led back to the cell that defined it", () => {
  keep("const before = 1;");
  const cell = `In[${count}]`;
  compiler.reset();
  const told = `${cell} defined before before the variables were lost: run that cell again`;
  assert.ok(faultOf("before + 1").evalue.includes(told));
  keep("const before = 2;");
  keep("before + 1");
});

test("names of other languages and of pages are told as such, wherever they stand", () => {
  for (const [source, told] of [
    ["for (const i of range(3)) i;", /not Python: write a for loop/],
    ["const n = int('3');", /not Python: write Math\.trunc/],
    ["document.title", /belongs to a page in a browser/],
    ["if (isReady)\n  !isReady", /No cell that was run defines isReady/],
  ] as const)
    assert.match(faultOf(source).evalue, told, source);
});

test("another language is known from any line of a cell that cannot be read", () => {
  for (const [source, told] of [
    ["const n = 3;\nif n > 2 and n < 4:\n  n = 5", /Python/],
    ["total = 0\nfor x in [1, 2]:\n  total += x", /braces/],
    ["squares = [x ** 2 for x in range(3)]", /list\.map/],
    ["f = lambda x: x + 1", /\(x\) => …/],
    ["# a remark\nconst n = 1;", /begins with \/\//],
    ['"""\nsome words\n"""', /several lines/],
    ["name = f'{n} rows'", /for a text with values/],
    ["raise ValueError('x')", /throw new Error/],
    ["!uname -a", /in a terminal/],
    ["!./run.sh --fast", /in a terminal/],
    ["!pip install x", /in a terminal/],
    ["const n = 1;\n!du -sh", /in a terminal/],
    ["%matplotlib inline", /commands of IPython/],
    ["from math import sqrt", /import \* as name/],
    ["Math.max?", /Shift\+Tab/],
    ["x <- c(1, 2)", /not R/],
  ] as const)
    assert.match(faultOf(source).evalue, told, source);
});

test("what is only misspelt is not taken for another language", () => {
  for (const source of ["const o = {a: 1 b: 2};", "let s = 'it' is;", "const f = (x => x;", "!(1"])
    assert.doesNotMatch(faultOf(source).evalue, /Python|IPython|terminal| R:/, source);
});

test("a name of a cell that was not run yet is led to that cell of the saved notebook", () => {
  const file = join(place.folder, "evening.ipynb");
  const code = (source: string | string[]) => ({cell_type: "code", source});
  const write = (text: string) => writeFileSync(file, text);
  const cells = [
    {cell_type: "markdown", source: ["# An evening\n", "\n", "## Depth and gain"]},
    code(["import {deep} from './depth/deep';\n", "const gain = 1 / 4, depth = 20;"]),
    code("depth * gain"),
    {cell_type: "markdown", source: "text without a heading"},
    code("const depth = 30;"),
    code(`const {later} = {later: depth, unit: "${"a long text ".repeat(9)}"};`),
    code("String(depth) + later"),
  ];
  write(JSON.stringify({cells, nbformat: 4}));
  const asker = new CellCompiler(labPlace(place.folder), undefined, file);
  let asked = 0;
  const told = (source: string) => refused(asker.compile(source, ++asked)).evalue;
  assert.match(
    told("depth * gain"),
    /No cell that was run defines depth: run code cell 1 of the notebook first, under “Depth and gain”\. It says const gain = 1 \/ 4, depth = 20;/,
  );
  assert.match(told("String(deep)"), /defines deep: run code cell 1 .* It says import \{deep\}/);
  assert.match(told("String(depth) + later"), /defines depth: run code cell 3 of/);
  assert.match(told("later + 1"), /run code cell 4 of .* It says const \{later\} .*…$/);
  assert.match(told("String(nowhere)"), /No cell that was run defines nowhere: run the cell that/);
  write(JSON.stringify({cells: [code("above + 1"), code("const above = 1;")], nbformat: 4}));
  assert.match(told("above + 1"), /run code cell 2 of the notebook first, further down\. It says/);
  assert.match(told("print(above)"), /not Python: write console\.log/);
  // A cell that is run is known from then on, and one that fails told by its number.
  compiled(asker.compile("const above = 1;", ++asked));
  asker.commit();
  compiled(asker.compile("above + 1", ++asked));
  told("const other: number = 'x';");
  assert.match(told("other + 1"), /In\[\d+\] would define other, but has errors/);
  for (const broken of ["{half of it", "{}", '{"cells": [{"cell_type": "code"}]}']) {
    write(broken);
    assert.match(told("String(elsewhere)"), /No cell that was run defines elsewhere: run the cell/);
  }
  rmSync(file);
  assert.match(told("String(elsewhere)"), /No cell that was run defines elsewhere: run the cell/);
});
