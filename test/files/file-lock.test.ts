import assert from "node:assert/strict";
import {spawn, spawnSync} from "node:child_process";
import {once} from "node:events";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {withFileLock} from "../../src/files/file-lock";

const folder = mkdtempSync(path.join(tmpdir(), "file-lock-"));
after(() => rmSync(folder, {recursive: true}));
const program = ["--import", "tsx", path.join(__dirname, "example-writer.ts")];

test("of three processes that add to one file at once no line is lost", async () => {
  const file = path.join(folder, "added", "lines.txt");
  const all = ["a", "b", "c"].map((name) =>
    spawn(process.execPath, [...program, "add", file, "40", name], {stdio: "inherit"}),
  );
  for (const one of all) if (one.exitCode === null) await once(one, "exit");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  assert.equal(new Set(lines).size, 120);
  assert.deepEqual(readdirSync(path.dirname(file)), ["lines.txt"]);
});

test("the lock of a process that was killed is taken over", () => {
  const file = path.join(folder, "left.txt");
  for (let i = 0; i < 2; i++) {
    assert.equal(spawnSync(process.execPath, [...program, "hold", file]).signal, "SIGKILL");
    assert.ok(lstatSync(`${file}.lock`).isSymbolicLink());
    assert.equal(
      withFileLock(file, () => "done"),
      "done",
    );
  }
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith("left")),
    [],
  );
});

test("the number of an ended process that another one got since holds nothing", (t) => {
  if (process.platform !== "linux") return t.skip("processes say when they began on Linux alone");
  const file = path.join(folder, "reused.txt");
  const own = withFileLock(file, () => readlinkSync(`${file}.lock`));
  const [machine, pid, , rest] = own.split("-");
  symlinkSync([machine, pid, "1", rest].join("-"), `${file}.lock`);
  assert.equal(
    withFileLock(file, () => 1),
    1,
  );
});

test("a lock that is held is waited for, told once, and named when it takes too long", () => {
  const file = path.join(folder, "held.txt");
  let told = 0;
  withFileLock(file, () => {
    const second = (): unknown =>
      withFileLock(file, () => assert.fail("two at once"), {
        waitSeconds: 0.1,
        onWait: () => void told++,
      });
    assert.throws(
      second,
      new RegExp(`held.txt is in use by process ${process.pid}: .*delete .*lock`),
    );
  });
  assert.equal(told, 1);
  // Nothing can be known about a process of another machine.
  symlinkSync("another-1-2-3", `${file}.lock`);
  assert.throws(() => withFileLock(file, () => 0, {waitSeconds: 0.02}), /on another machine/);
});

test("the lock is let go when the work fails, and one name serves all ways to the file", () => {
  const file = path.join(folder, "failed.txt");
  assert.throws(
    () =>
      withFileLock(file, () => {
        throw new Error("the work failed");
      }),
    /the work failed/,
  );
  symlinkSync(folder, path.join(folder, "other-way"));
  const other = path.join(folder, "other-way", "failed.txt");
  withFileLock(file, () =>
    assert.throws(() => withFileLock(other, () => 0, {waitSeconds: 0}), /is in use by/),
  );
});

test("a folder or a file in place of the lock is named, not waited for", () => {
  const file = path.join(folder, "blocked.txt");
  mkdirSync(`${file}.lock`);
  assert.throws(() => withFileLock(file, () => 0), /blocked\.txt\.lock is in the way of a lock/);
  rmSync(`${file}.lock`, {recursive: true});
  writeFileSync(`${file}.lock`, "");
  assert.throws(() => withFileLock(file, () => 0), /move or delete it/);
});
