import assert from "node:assert/strict";
import {test} from "node:test";
import {startCompiler} from "../../../src/kernel/compiler/compiler-thread";
import type {CompiledCell, Fault} from "../../../src/kernel/protocol";
import {typeErrors} from "../../../src/lab/testing/notebook-types";
import {labPlace} from "../../kernel/notebook";
import {fixtureNotebook, fixtures} from "../recorded-kernel";

test("the kernel's own converter finds the errors, named by notebook, cell, line and column", async () => {
  const compiler = startCompiler(labPlace(fixtures));
  try {
    const errors = await typeErrors(fixtureNotebook("ill-typed"), compiler);
    assert.deepEqual(
      errors.map((error) => error.split("\n")[0].replace(/ Did you mean.*/, "")),
      [
        "ill-typed.ipynb cell 2:2:27 - error TS2322: Type 'number' is not assignable to type 'string'.",
        "ill-typed.ipynb cell 2:3:17 - error TS2304: Cannot find name 'nowhere'.",
        "ill-typed.ipynb cell 4:1:6 - error TS2551: Property 'toFixed' does not exist on type 'string'.",
      ],
    );
  } finally {
    await compiler.close();
  }
});

/** Fails cells that hold `wrong`, and cells that ask for the name `lost`. */
function fakeCompiler() {
  const committed: number[] = [];
  let last = 0;
  const fault = (number: number, text: string): Fault => ({
    ename: "TypeScriptError",
    evalue: text,
    traceback: [`In[${number}]:1:1 - error ${text}`],
  });
  return {
    committed,
    commit: () => void committed.push(last),
    compile(source: string, number: number): Promise<CompiledCell | Fault> {
      last = number;
      if (source.includes("wrong")) return Promise.resolve(fault(number, "TS2322: no."));
      if (source.includes("lost;"))
        return Promise.resolve(fault(number, "TS2304: Cannot find name 'lost'."));
      return Promise.resolve({
        code: "",
        source,
        filename: "",
        maps: [],
        lastExpression: null,
        names: [],
        unset: [],
        uses: [],
        usesLater: {},
        assigns: [],
        paths: [],
      });
    },
  };
}
const notebookOf = (...cells: {source: string; tags?: string[]}[]) => ({
  name: "n",
  file: "n.ipynb",
  metadata: {},
  cells: cells.map(({source, tags = []}, index) => ({
    id: `c${index}`,
    kind: "code" as const,
    source,
    tags,
    number: index + 1,
  })),
});

test("only cells without errors add their names, and what merely follows is not reported", async () => {
  const compiler = fakeCompiler();
  const notebook = notebookOf(
    {source: "const lost = wrong;"},
    {source: "lost;"},
    {source: "1"},
    {source: "wrong", tags: ["raises-exception"]},
  );
  assert.deepEqual(await typeErrors(notebook, compiler), [
    "n.ipynb cell 1:1:1 - error TS2322: no.",
  ]);
  assert.deepEqual(compiler.committed, [3]);
});
