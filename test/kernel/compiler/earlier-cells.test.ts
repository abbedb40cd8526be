import assert from "node:assert/strict";
import {after, test} from "node:test";
import {CellCompiler} from "../../../src/kernel/compiler/cell-compiler";
import {compiled, labPlace, notebookFolder, refused, root} from "../notebook";

/** Cells of a long notebook, whose first ones lie on shelves. */

const place = notebookFolder();
after(() => place.remove());

let count = 0;
function newNotebook() {
  const compiler = new CellCompiler(labPlace(place.folder));
  const keep = (source: string) => {
    const cell = compiled(compiler.compile(source, ++count));
    compiler.commit();
    return cell.code;
  };
  const faultOf = (source: string) => refused(compiler.compile(source, ++count));
  /** Enough declarations to put all that is there on a shelf. */
  const shelve = () => {
    const shelves = compiler.shelves;
    for (let cell = 0; compiler.shelves === shelves; cell++)
      keep(
        `const filler${count}: {readonly first: number; second: string} = {first: 1, second: ""}`,
      );
  };
  return {compiler, keep, faultOf, shelve};
}

const notebook = newNotebook();
const {compiler, keep, faultOf, shelve} = notebook;

test("names of cells long ago keep their types, and are read from where all cells have them", () => {
  keep("interface Run { depth: number; name?: string }\nconst run: Run = {depth: 3};");
  keep("import {sep} from 'node:path'; let rate = 0.1; class Shape { sides = 3 }");
  keep("import {pathLengthLaw} from 'residual-lab/analyses/paths/path-length-law';");
  keep("enum Colour { red, green }\nfunction half(x: number) { return x / 2; }");
  shelve();
  shelve();
  const code = keep("const next: Run = {depth: run.depth + half(rate)}; [sep, Colour.red]");
  for (const name of ["run", "half", "rate", "sep", "Colour"])
    assert.match(code, new RegExp(`exports\\.${name}\\b`), code);
  assert.match(faultOf("run.width").evalue, /'width' does not exist on type 'Run'/);
  assert.match(faultOf("pathLengthLaw('3', 1)").evalue, /'string' is not assignable/);
  assert.match(faultOf("new Shape().corners").evalue, /'corners' does not exist on type 'Shape'/);
});

test("names of cells long ago stand in objects, patterns and as targets", () => {
  assert.match(keep("({rate, run})"), /\{ rate: exports\.rate, run: exports\.run \}/);
  assert.match(keep("const {depth: d, name: n = 'x'} = run; d"), /\{ depth: d, name: n = 'x' \}/);
  assert.match(keep("rate += 1; rate++;"), /exports\.rate \+= 1;[^]*exports\.rate\+\+/);
  assert.match(keep("({depth: rate} = run);"), /\{ depth: exports\.rate \} = exports\.run/);
  assert.doesNotMatch(keep("({rate: 1, run: 2}).rate"), /exports\.rate/);
});

test("so do names of the last cells", () => {
  keep("interface Near { width: number }\nconst near: Near = {width: 1};");
  assert.match(keep("const {width: w} = near; w"), /const \{ width: w \} = exports\.near/);
});

test("a name declared anew hides the one of long ago, its type and its value", () => {
  keep("let turns = 1; interface Turn { by: number }");
  shelve();
  keep("let turns = 'one'; interface Turn { by: string }");
  keep("turns.toUpperCase(); const turn: Turn = {by: 'x'};");
  shelve();
  keep("turns.toUpperCase(); const again: Turn = {by: turn.by};");
  // What was made with the old type keeps it.
  assert.match(faultOf("turns.toFixed()").evalue, /'toFixed' does not exist on type 'string'/);
});

test("names of cells long ago are completed and inspected", () => {
  assert.ok(compiler.complete("hal", 3).matches.some(({text}) => text === "half"));
  assert.ok(compiler.complete("run.de", 6).matches.some(({text}) => text === "depth"));
  const found = compiler.inspect("half", 2, 0);
  assert.match(String(found?.["text/plain"]), /function half\(x: number\): number/);
});

test("a cell that declares something for all files sees the names of earlier cells, too", () => {
  const source = "declare global { interface Array<T> { third(): T } }\n[1].third() + run.depth";
  assert.match(keep(source), /exports\.run\.depth/);
});

test("the same fault is told each time, and not with the cells after it", () => {
  for (let turn = 0; turn < 3; turn++) {
    assert.equal(faultOf("const wrong: number = 'x';").traceback.length, 1);
    keep("const right: number = 1;");
  }
  assert.match(faultOf("// @ts-expect-error\nconst fine = 1;").evalue, /Unused '@ts-expect-error'/);
  keep("// @ts-expect-error\nconst known: number = 'x';");
});

test("reset forgets the shelves", () => {
  compiler.reset();
  assert.match(faultOf("half(1)").evalue, /Cannot find name 'half'/);
});

test("500 cells cost what five do: one checker for many, no file read twice, little text anew", () => {
  const long = newNotebook();
  const work = () => {
    const program = long.compiler.program();
    return {checker: program.getTypeChecker(), files: program.getSourceFiles()};
  };
  long.keep("import {pathLengthLaw} from 'residual-lab/analyses/paths/path-length-law';");
  const checkers = new Set<unknown>();
  const {files} = work();
  for (let cell = 0; cell < 500; cell++) {
    long.keep(`const value${cell} = pathLengthLaw(${cell + 1}, 1).depth; value${cell}`);
    checkers.add(work().checker);
    assert.ok(long.compiler.declarations.length < 5000, "what is read again with every cell");
  }
  assert.ok(checkers.size <= 7, `${checkers.size} checkers for 500 cells`);
  const anew = work().files.filter((file) => !files.includes(file));
  const imported = `${root}/__imported__.ts`;
  assert.deepEqual(
    anew.map(({fileName}) => fileName),
    [imported],
    "files parsed again",
  );
  long.keep("value0 + value499");
});

test("what a cell does not import is not read, however large src/ is", () => {
  const small = newNotebook();
  small.keep(
    "import {pathLengthLaw} from 'residual-lab/analyses/paths/path-length-law'; pathLengthLaw",
  );
  const own = small.compiler
    .program()
    .getSourceFiles()
    .map(({fileName}) => fileName)
    .filter((name) => name.startsWith(`${root}/src/`) && !name.startsWith(`${root}/src/kernel/`));
  assert.ok(own.includes(`${root}/src/analyses/paths/path-length-law.ts`));
  assert.ok(own.length <= 6, own.join("\n"));
});

test("an edit of a file reads that file again, and no other", () => {
  place.write("measure.ts", "export const measure = (x: number): number => x;");
  const edited = newNotebook();
  edited.keep("import {measure} from './measure'; measure(1)");
  const before = edited.compiler.program().getSourceFiles();
  place.write("measure.ts", "export const measure = (x: string): string => x + x;");
  edited.keep("measure('a')");
  const now = edited.compiler.program().getSourceFiles();
  const anew = now.filter((file) => !before.includes(file)).map(({fileName}) => fileName);
  assert.deepEqual(
    anew.filter((name) => !name.includes("__imported__")),
    [`${place.folder}/measure.ts`],
  );
});

test("namespaces and names for parts of them last longer than the next cell", () => {
  const {keep, faultOf} = newNotebook();
  keep(
    "namespace Unit { export const metre = 1; export namespace Big { export type T = number; export const km = 1000; } }",
  );
  keep("import Big = Unit.Big;");
  for (let cell = 0; cell < 3; cell++) keep("const far: Big.T = Big.km * Unit.metre;");
  keep("const Unit = 'm';");
  keep("1;");
  assert.match(keep("Unit.toUpperCase()"), /exports\.Unit\.toUpperCase/);
  assert.match(faultOf("Unit.metre").evalue, /'metre' does not exist on type '"m"'/);
});

test("a notebook that is run again and again does not fill the shelves", () => {
  const often = newNotebook();
  for (let run = 0; run < 6; run++)
    for (let cell = 0; cell < 80; cell++)
      often.keep(`const again${cell} = {run: ${run}, text: "${"x".repeat(10)}", cell: ${cell}};`);
  assert.ok(often.compiler.shelves.length <= 3, `${often.compiler.shelves.length} shelves`);
});

test("a compiler that takes another's place knows the same cells, recent ones and those on shelves", () => {
  const first = newNotebook();
  first.keep("interface Run { depth: number }\nconst run: Run = {depth: 3};");
  first.shelve();
  first.keep("const recent = 'text';");
  const second = new CellCompiler(labPlace(place.folder), first.compiler.earlier);
  const {code} = compiled(second.compile("const next: Run = run; recent.length", ++count));
  assert.match(code, /next = exports\.run;[^]*exports\.recent/);
  assert.match(refused(second.compile("run.width", ++count)).evalue, /'width' does not exist/);
});
