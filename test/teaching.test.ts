import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";
import {publishedNotebooks} from "../src/lab/notebook/file";
import verdicts from "./notebooks/verdicts.json";

const root = path.join(__dirname, "..");
const recorded = verdicts as Record<string, Record<string, string>>;
const pageOf = (notebook: string): string =>
  path.join(root, "docs", "teaching", `${notebook.slice(0, 2)}.md`);

test("each notebook has a page for teachers, whose claims are the notebook's and whose minutes add up", () => {
  for (const file of publishedNotebooks(root)) {
    const notebook = path.basename(file, ".ipynb");
    assert.ok(existsSync(pageOf(notebook)), `docs/teaching has no page on ${notebook}`);
    const text = readFileSync(pageOf(notebook), "utf8");
    assert.ok(text.includes(`(../../notebooks/${notebook}.ipynb)`), notebook);
    const [, told] = /^## A route of (\d+) minutes$/m.exec(text) ?? [];
    const minutes = [...text.matchAll(/^\|[^|]+\|\s*(\d+)\s*\|/gm)].map(([, count]) =>
      Number(count),
    );
    assert.equal(
      minutes.reduce((sum, count) => sum + count, 0),
      Number(told),
      notebook,
    );
    const named = [...(/^Claims: .+$/m.exec(text)?.[0] ?? "").matchAll(/`([^`]+)`/g)];
    const route = named.map(([, id]) => id);
    const unknown = route.filter((id) => !(id in (recorded[notebook] ?? {})));
    assert.deepEqual(unknown, [], `claims that ${notebook} does not have`);
    if (notebook.startsWith("00")) continue;
    assert.equal(told, "90", notebook);
    assert.ok(route.length >= 6 && route.length <= 8, `${notebook}: ${route.length} claims`);
  }
});
