import assert from "node:assert/strict";
import {afterEach, test} from "node:test";
import {holding} from "../../src/tensors/holding";

const name = Symbol.for("typescript-cells.holdings");
afterEach(() => void Reflect.deleteProperty(globalThis, name));

/** What a kernel offers, here with an interrupt at the test's command. */
function interruptible() {
  const releases = new Set<() => void>();
  let depth = 0;
  const offered = {
    add: (release: () => void) => releases.add(release),
    delete: (release: () => void) => releases.delete(release),
    whole: <T>(work: () => T): T => {
      depth++;
      try {
        return work();
      } finally {
        depth--;
      }
    },
  };
  Object.defineProperty(globalThis, name, {value: offered, configurable: true});
  return {
    releases,
    isWhole: () => depth > 0,
    interrupt() {
      for (const release of [...releases].reverse()) release();
    },
  };
}

test("what is held is disposed at the end of the work, the newest first, by result and by error", async () => {
  const log: string[] = [];
  const thing = (name: string) => ({dispose: () => log.push(name)});
  assert.equal(
    holding((hold) => {
      hold(() => thing("a"));
      hold(() => [thing("b"), thing("c")] as const);
      return 7;
    }),
    7,
  );
  assert.deepEqual(log.splice(0), ["c", "b", "a"]);
  assert.throws(
    () =>
      holding((hold) => {
        hold(() => thing("d"));
        throw new Error("no");
      }),
    /no/,
  );
  assert.deepEqual(log.splice(0), ["d"]);
  const later = holding(async (hold) => {
    const made = hold(() => thing("e"));
    await null;
    log.push("used");
    return made;
  });
  assert.deepEqual(log, []);
  await later;
  assert.deepEqual(log.splice(0), ["used", "e"]);
  await assert.rejects(
    holding(async (hold) => {
      hold(() => thing("f"));
      await null;
      throw new Error("late");
    }),
    /late/,
  );
  assert.deepEqual(log, ["f"]);
});

test("work that an interrupt ended gives back what it held, once", async () => {
  const {releases, interrupt, isWhole} = interruptible();
  const log: string[] = [];
  let go!: () => void;
  const waits = new Promise<void>((done) => (go = done));
  const ended = holding(async (hold) => {
    hold(() => {
      assert.ok(isWhole(), "made as a whole: no interrupt between making and holding");
      return {dispose: () => log.push("outer")};
    });
    await holding(async (inner) => {
      inner(() => ({dispose: () => log.push("inner")}));
      await waits;
    });
  });
  assert.equal(releases.size, 2);
  interrupt();
  assert.deepEqual(log, ["inner", "outer"]);
  go();
  await ended;
  assert.deepEqual(log, ["inner", "outer"]);
  assert.equal(releases.size, 0);
});
