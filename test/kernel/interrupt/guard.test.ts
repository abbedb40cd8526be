import assert from "node:assert/strict";
import {test} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {endUnguarded, Guard, newGuard} from "../../../src/kernel/interrupt/guard";

test("guarded work gives its value, may throw, and may be guarded twice", () => {
  const guard = new Guard(newGuard());
  assert.equal(
    guard.run(() => guard.run(() => 3) + 1),
    4,
  );
  assert.throws(() => guard.run(() => assert.fail("inside")), /inside/);
  assert.equal(
    guard.run(() => 5),
    5,
  );
});

test("code is ended only after guarded work, and such work waits while code is to be ended", async () => {
  const shared = newGuard();
  const state = new Int32Array(shared);
  // As if the other thread were in the middle of guarded work.
  state[0] = 1;
  let ended = false;
  const ending = endUnguarded(shared, async () => {
    ended = true;
    await pause(50);
  });
  await pause(20);
  assert.ok(!ended, "not while work is guarded");
  state[0] = 0;
  await pause(20);
  assert.ok(ended);
  const begun = performance.now();
  new Guard(shared).run(() => undefined);
  assert.ok(performance.now() - begun > 50, "it waits for the ending that was announced");
  await ending;
  const after = performance.now();
  new Guard(shared).run(() => undefined);
  assert.ok(performance.now() - after < 50, "and not once that is over");
});
