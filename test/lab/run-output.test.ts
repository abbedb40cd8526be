import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import {closeSync, existsSync, openSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {pathToFileURL} from "node:url";
import {requireAddressSpace} from "../../src/lab/setup/address-space.mjs";

const lab = join(__dirname, "..", "..", "src", "lab");
const preload = pathToFileURL(join(lab, "run-preload.mjs")).href;

/** A command that prints and prints, and would never end by itself. */
const endless = "setInterval(() => console.log('a line'), 5); console.error('begun');";

const full = "/dev/full";
const noFull = !existsSync(full) && `${full} is not there`;

/** Runs the command with one of its streams on a full disk. */
async function onFullDisk(name: "stdout" | "stderr"): Promise<{code: number; told: string}> {
  const disk = openSync(full, "w");
  const [out, err] = name === "stdout" ? ([disk, "pipe"] as const) : (["pipe", disk] as const);
  const words = ["--import", preload, "--eval", endless];
  const child = spawn(process.execPath, words, {stdio: ["ignore", out, err]});
  closeSync(disk);
  let told = "";
  (child.stdout ?? child.stderr)?.on("data", (chunk: Buffer) => (told += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return {code, told};
}

test(
  "a command whose output finds a full disk ends with a sentence and a code",
  {skip: noFull},
  async () => {
    for (const name of ["stdout", "stderr"] as const) {
      const {code, told} = await onFullDisk(name);
      assert.equal(code, 1, told);
      const sentence = `What was printed to ${name} could not be written, the disk it goes to is full`;
      assert.ok(told.includes(sentence), told);
      assert.doesNotMatch(told, /^\s+at /m);
    }
  },
);

test("a command whose reader is gone ends in silence", async () => {
  const words = ["--import", preload, "--eval", endless];
  const child = spawn(process.execPath, words, {stdio: ["ignore", "pipe", "pipe"]});
  child.stdout.once("data", () => child.stdout.destroy());
  let told = "";
  child.stderr.on("data", (chunk: Buffer) => (told += chunk.toString()));
  const [code] = (await once(child, "exit")) as [number];
  assert.deepEqual({code, told}, {code: 1, told: "begun\n"});
});

test("too small an address space is told before anything is begun", () => {
  const limits = (bytes: string) =>
    `Limit   Soft Limit  Hard Limit  Units\nMax address space         ${bytes}   unlimited  bytes\n`;
  for (const fine of [limits("unlimited"), limits("99000000000"), "", null])
    requireAddressSpace(fine);
  assert.throws(
    () => requireAddressSpace(limits("6144000000")),
    /limited to 6\.1 GB \(ulimit -v\)/,
  );
});

test(
  "each command says so when the address space is too small",
  {skip: !existsSync("/proc/self/limits")},
  async () => {
    const script = 'ulimit -v 6000000 && exec "$0" "$@"';
    for (const command of ["setup", "start", "doctor", "notebooks", "test"]) {
      const words = [process.execPath, join(lab, "run.mjs"), command];
      const child = spawn("sh", ["-c", script, ...words], {stdio: ["ignore", "pipe", "pipe"]});
      let told = "";
      child.stderr.on("data", (chunk: Buffer) => (told += chunk.toString()));
      const [code] = (await once(child, "close")) as [number];
      assert.equal(code, 1, told);
      assert.match(told, /^The address space is limited to 6\.1 GB .*\n$/, command);
    }
  },
);
