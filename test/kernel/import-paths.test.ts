import assert from "node:assert/strict";
import {test} from "node:test";
import {mappedFiles, namesPackage} from "../../src/kernel/import-paths";

const paths = [
  {pattern: "*", targets: ["/base/*"]},
  {pattern: "@/*", targets: ["/app/*", "/more/*"]},
  {pattern: "@/deep/*", targets: ["/deep/*"]},
  {pattern: "*.css", targets: ["/styles/*.css"]},
  {pattern: "config", targets: ["/config.ts"]},
];

test("a name means what the pattern with the longest beginning says, an exact one before all", () => {
  for (const [name, files] of [
    ["@/a/b", ["/app/a/b", "/more/a/b"]],
    ["@/deep/x", ["/deep/x"]],
    ["config", ["/config.ts"]],
    ["config/x", ["/base/config/x"]],
    ["@/$&", ["/app/$&", "/more/$&"]],
  ] as const)
    assert.deepEqual(mappedFiles(name, paths), files, name);
  assert.deepEqual(mappedFiles("x", []), []);
});

test("a name is a package's if it is no path and no pattern but * takes it", () => {
  const named = ["react", "@scope/x", "@/a", "config", "./x", "/x"];
  assert.deepEqual(
    named.filter((name) => namesPackage(name, paths)),
    ["react", "@scope/x"],
  );
});
