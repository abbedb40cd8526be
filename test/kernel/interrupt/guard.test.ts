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

test("guarded work can begin again where code was ended just before it would have begun", async () => {
  const shared = newGuard();
  new Int32Array(shared)[0] = 1;
  new Guard(shared).clear();
  let ended = false;
  await endUnguarded(shared, async () => {
    ended = true;
  });
  assert.ok(ended);
});

test("code is ended only after guarded work, and such work waits while code is to be ended", async (t) => {
  const shared = newGuard();
  const state = new Int32Array(shared);
  // As if the other thread were in the middle of guarded work.
  state[0] = 1;
  let begin!: () => void;
  let finish!: () => void;
  const begun = new Promise<void>((done) => (begin = done));
  const finished = new Promise<void>((done) => (finish = done));
  const order: string[] = [];
  const ending = endUnguarded(shared, () => {
    order.push("code is ended");
    begin();
    return finished;
  });
  await pause(20);
  order.push("work is done");
  state[0] = 0;
  await begun;
  assert.deepEqual(order, ["work is done", "code is ended"]);
  const wait = t.mock.method(Atomics, "wait");
  const guard = new Guard(shared, {patienceMs: 20});
  guard.run(() => undefined);
  assert.ok(wait.mock.callCount() > 0, "it waits for the ending that was announced");
  finish();
  await ending;
  wait.mock.resetCalls();
  guard.run(() => undefined);
  assert.equal(wait.mock.callCount(), 0, "and not once that is over");
});
