import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {setupLock} from "../../../src/lab/setup/lock.mjs";
import {processMark} from "../../../src/lab/setup/process-mark.mjs";
import {endLeftTools, recordTool} from "../../../src/lab/setup/tool-records.mjs";

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "lock-"));
  t.after(() => rmSync(made, {recursive: true, force: true}));
  return made;
}

function sleeper(t: TestContext) {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    ...{stdio: "ignore", detached: true},
  });
  t.after(() => child.kill("SIGKILL"));
  return {child, pid: child.pid ?? 0};
}

test("what lies under the lock's name and holds nothing does not keep a set-up waiting", async (t) => {
  const {pid} = sleeper(t);
  const faults: Record<string, (lock: string) => void> = {
    "a folder": (lock) => mkdirSync(join(lock, "full"), {recursive: true}),
    "a file of another time": (lock) => {
      writeFileSync(lock, String(pid));
      utimesSync(lock, new Date("2100-01-01"), new Date("2100-01-01"));
    },
    "a number given to another process": (lock) => symlinkSync(`${pid} earlier`, lock),
    "a process that is gone": (lock) => symlinkSync("999999999 1", lock),
    "a word": (lock) => symlinkSync("nobody", lock),
  };
  for (const [name, make] of Object.entries(faults)) {
    const lock = join(folder(t), "setup.lock");
    make(lock);
    const unlock = await setupLock(lock, (line) => assert.fail(`${name}: ${line}`));
    unlock();
  }
});

test("a suspended holder keeps its lock, and the one who waits is told", async (t) => {
  const lock = join(folder(t), "setup.lock");
  const {child, pid} = sleeper(t);
  symlinkSync(`${pid} ${processMark(pid)}`, lock);
  child.kill("SIGSTOP");
  const said: string[] = [];
  let isTold: () => void = () => undefined;
  const told = new Promise<void>((done) => (isTold = done));
  const waiting = setupLock(lock, (line) => {
    said.push(line);
    isTold();
  }).then((unlock) => {
    said.push("the lock is free");
    unlock();
  });
  await told;
  await sleep(700);
  said.push("the holder is killed");
  child.kill("SIGKILL");
  await waiting;
  const [first, ...rest] = said;
  assert.match(first, new RegExp(`process ${pid}\\) is at work`));
  assert.deepEqual(rest, ["the holder is killed", "the lock is free"]);
});

test("a tool that a killed set-up left running is ended, a stranger of its number is not", async (t) => {
  const root = folder(t);
  const left = sleeper(t);
  recordTool(root, left.pid);
  const stranger = sleeper(t);
  recordTool(root, stranger.pid);
  writeFileSync(join(root, ".cache", "setup-tools", String(stranger.pid)), "began earlier");
  await Promise.all([once(left.child, "exit"), endLeftTools(root)]);
  assert.equal(processMark(left.pid), null);
  assert.notEqual(processMark(stranger.pid), null);
});
