import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";
import {notebooksOptions, runNotebooks} from "../../src/lab/notebooks";

const root = path.join(__dirname, "..", "..");

test("words after the command are read; the defaults are quick size and site/", () => {
  const plain = notebooksOptions([], root);
  assert.equal(plain.size, process.env.LAB_SIZE ?? "quick");
  assert.equal(plain.out, path.join(root, "site"));
  const told = notebooksOptions(["--size", "full", "--only", "05", "--out", "/elsewhere"], root);
  assert.deepEqual([told.size, told.only, told.out], ["full", "05", path.resolve("/elsewhere")]);
});

test("what makes no sense is refused with what would", () => {
  assert.throws(
    () => notebooksOptions(["--size", "huge"], root),
    /--size must be quick or full, got huge/,
  );
  assert.throws(
    () => notebooksOptions(["--accept", "--size", "full"], root),
    /leave --size full out/,
  );
  assert.throws(() => notebooksOptions(["--sise", "full"], root), /--sise/);
});

test("a name that no notebook has is answered with the names there are", async () => {
  const options = {...notebooksOptions([], root), only: "no-such-notebook", out: "/nowhere"};
  await assert.rejects(runNotebooks(options), /no notebook has no-such-notebook in its name/);
});
