import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";

const root = join(__dirname, "..", "..", "..");

/** Requirements of a list, each with the hashes that follow it. */
function requirements(list: string): string[] {
  const text = readFileSync(join(root, list), "utf8").replace(/^#.*\n/gm, "");
  return text
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

for (const list of ["requirements.txt", "src/lab/rivals/rivals.txt", "test/bench/rivals.txt"])
  test(`${list} pins each package to one version and to the hashes of its files`, () => {
    const lines = requirements(list);
    assert.ok(lines.length > 5);
    for (const line of lines)
      assert.match(line, /^[\w.-]+==[\w.]+( ; [^\\]*?)?(\s+--hash=sha256:[0-9a-f]{64})+$/);
    const named = /^#\s{3}(\S+==\S.*)$/m.exec(readFileSync(join(root, list), "utf8"))?.[1] ?? "";
    for (const asked of named.split(" "))
      assert.ok(
        lines.some((line) => line.startsWith(asked)),
        asked,
      );
  });
