import assert from "node:assert/strict";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {faultOfSignatures} from "../../src/evidence/signatures";
import {storedSignatures} from "../../src/runs/stored-signatures";

test("a signed table is read where there is one, and a bad one is refused with its fault", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "signed-"));
  const read = () => storedSignatures("05", {check: faultOfSignatures, folder});
  const write = (table: object) =>
    writeFileSync(path.join(folder, "05.referee.json"), JSON.stringify(table));
  try {
    assert.equal(read(), null);
    const row = {claim: "L1-sum", fingerprint: "0f3a", sign: "no", why: "the bar is too low"};
    const table = {notebook: "05", referee: "a reader", date: "2026-01-02", commit: "a"};
    write({...table, rows: [row]});
    assert.deepEqual(read(), {...table, rows: [row]});
    write({...table, rows: [{...row, why: ""}]});
    assert.throws(read, /signs L1-sum "no" and does not say why.*docs\/referee\.md/s);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
