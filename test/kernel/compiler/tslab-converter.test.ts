import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";
import {openTslabConverter, tslabVersion} from "../../../src/kernel/compiler/tslab-converter";
import {labPlace, root} from "../notebook";

test("tslab is the version that compiler/tslab-converter.ts was written for", () => {
  const manifest = JSON.parse(
    readFileSync(path.join(root, "src", "kernel", "package.json"), "utf8"),
  ) as {
    dependencies: Record<string, string>;
  };
  assert.equal(manifest.dependencies["tslab"], "1.0.22", "pinned exactly");
  assert.equal(tslabVersion(), "1.0.22");
});

test("the converter makes its program through ours, and asks ours for diagnostics", () => {
  const judged: (string | undefined)[] = [];
  const names = ["__prev__.d.ts", "__tslab__.ts"];
  const tslab = openTslabConverter(labPlace(root), (program) => {
    const files = names.map((name) => program.getSourceFile(path.posix.join(root, name)));
    judged.push(...files.map((file) => file?.text));
    return [];
  });
  const {output, declOutput, lastExpressionVar} = tslab.converter.convert("", "let x = 1; x + 1");
  assert.deepEqual(judged, ["export {};\n", "export {};\nlet x = 1; x + 1\nexport {x}"]);
  assert.match(output ?? "", /exports\.x = 1/);
  assert.match(declOutput ?? "", /let x: number/);
  assert.equal(lastExpressionVar, "tsLastExpr");
  assert.ok(tslab.maps.typescript && tslab.maps.commonjs, "both source maps were caught");
  assert.equal(tslab.current().cell, `${root.replaceAll("\\", "/")}/__tslab__.ts`);
});

test("what the converter calls is there: the two functions that only its TypeScript has", () => {
  const {ts} = openTslabConverter(labPlace(root), () => []);
  const {Completions, getQuickInfoAtPosition} = ts as unknown as Record<string, unknown>;
  assert.equal(typeof getQuickInfoAtPosition, "function");
  assert.equal(
    typeof (Completions as Record<string, unknown>)["getCompletionsAtPositionForTslab"],
    "function",
  );
  assert.equal(ts.version, "5.0.4");
});
