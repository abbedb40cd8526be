import assert from "node:assert/strict";
import {test} from "node:test";
import {spareWriter} from "../../src/files/spare-write";

test("the first failure of the disk is told, later ones are not; other errors are thrown", () => {
  const told: string[] = [];
  const spare = spareWriter((reason) => void told.push(reason));
  const full = (): never => {
    throw Object.assign(new Error("the disk is full"), {code: "ENOSPC"});
  };
  assert.deepEqual([spare(() => undefined), spare(full), spare(full)], [true, false, false]);
  assert.deepEqual(told, ["the disk is full"]);
  assert.throws(() =>
    spare(() => {
      throw new RangeError("its step must be a whole number");
    }),
  );
});
