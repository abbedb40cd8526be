import assert from "node:assert/strict";
import {test} from "node:test";
import {disposeAfter} from "../../src/tensors/tidied";

test("what is owned is disposed after the work, whether it succeeds or fails", async () => {
  const log: string[] = [];
  const owned = {dispose: () => log.push("disposed")};
  const result = await disposeAfter(owned, async (same) => {
    await new Promise(setImmediate);
    assert.equal(same, owned);
    log.push("used");
    return 7;
  });
  assert.equal(result, 7);
  await assert.rejects(
    disposeAfter(owned, () => {
      throw new Error("no");
    }),
    /no/,
  );
  assert.deepEqual(log, ["used", "disposed", "disposed"]);
});
