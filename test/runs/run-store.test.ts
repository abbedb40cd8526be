import assert from "node:assert/strict";
import fs, {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {readRun, runFile, writeRun} from "../../src/runs/run-store";
import type {RunKey} from "../../src/runs/run-store";

const folder = mkdtempSync(path.join(tmpdir(), "residual-lab-store-"));
after(() => rmSync(folder, {recursive: true}));

const key: RunKey = {
  ...{experiment: "depth study", job: "depth.ts studyOfSeed", seed: 3, code: "abc"},
  settings: {a: 1, b: [NaN]},
};
const run = {value: {drops: Float64Array.of(0.25, NaN)}, seconds: 1.5};

test("a stored run is read back by its key and by no other", () => {
  writeRun(folder, key, run);
  assert.deepEqual(readRun(folder, key), run);
  assert.deepEqual(
    readRun(folder, {...key, settings: {b: [NaN], a: 1}}),
    run,
    "order is no matter",
  );
  const others: RunKey[] = [
    {...key, seed: 4},
    {...key, code: "abd"},
    {...key, experiment: "width study"},
    {...key, job: "depth.ts otherOfSeed"},
    {...key, job: "width.ts studyOfSeed"},
    {...key, settings: {a: 1, b: [0]}},
    {...key, settings: {a: "1", b: [NaN]}},
  ];
  for (const other of others) assert.equal(readRun(folder, other), undefined);
  assert.equal(new Set([key, ...others].map((k) => runFile(folder, k))).size, 8);
});

test("a damaged record is set aside with one line and counts as missing", (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const file = runFile(folder, key);
  writeRun(folder, key, run);
  const text = readFileSync(file, "utf8");
  const damages = [
    text.slice(0, 40),
    "",
    text.replace("1.5", "2.5"),
    text.replace("residual-lab run 1", "residual-lab run 0"),
    readFileSync(file).subarray(0, -20).toString(),
  ];
  damages.forEach((damaged, i) => {
    writeFileSync(file, damaged);
    assert.equal(readRun(folder, key), undefined);
    assert.equal(warn.mock.callCount(), i + 1);
    assert.match(
      String(warn.mock.calls[i].arguments[0]),
      /^seed 3 of depth study is computed again: .*damaged/,
    );
    assert.equal(readRun(folder, key), undefined);
    assert.equal(warn.mock.callCount(), i + 1, "once only");
    assert.equal(readFileSync(`${file}.damaged`, "utf8"), damaged);
  });
  writeRun(folder, key, run);
  assert.deepEqual(readRun(folder, key), run);
});

test("no cut and no changed byte of a record gives another value", (t) => {
  t.mock.method(console, "warn", () => undefined);
  writeRun(folder, key, run);
  const file = runFile(folder, key);
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at++) {
    const flipped = Buffer.from(whole);
    flipped[at] ^= 1 << (at % 8);
    for (const bytes of [flipped, whole.subarray(0, at)]) {
      writeFileSync(file, bytes);
      assert.equal(readRun(folder, key), undefined, `byte ${at}`);
    }
  }
});

test("a folder, a link in a circle or a pipe in place of a record is set aside with one line", (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const file = runFile(folder, key);
  const places = [
    () => fs.mkdirSync(path.join(file, "full"), {recursive: true}),
    () => fs.symlinkSync(path.basename(file), file),
    () => fs.mkdirSync(path.join(file, "full"), {recursive: true}),
  ];
  places.forEach((put, i) => {
    rmSync(file, {recursive: true, force: true});
    put();
    assert.equal(readRun(folder, key), undefined);
    assert.equal(warn.mock.callCount(), i + 1);
    assert.match(String(warn.mock.calls[i].arguments[0]), /json cannot be read.* is now .*damaged/);
    writeRun(folder, key, run);
    assert.deepEqual(readRun(folder, key), run);
  });
});

test("a store that cannot be reached counts as empty, and writing to it names the file", (t) => {
  t.mock.method(console, "warn", () => undefined);
  const taken = path.join(folder, "taken");
  writeFileSync(taken, "");
  assert.equal(readRun(taken, key), undefined);
  assert.throws(
    () => writeRun(taken, key, run),
    /seed-3-.*could not be written: a part of its path/,
  );
  rmSync(taken);
});

test("a record copied under another run's name is not taken for it", (t) => {
  t.mock.method(console, "warn", () => undefined);
  writeRun(folder, key, run);
  const other = {...key, seed: 8};
  writeFileSync(runFile(folder, other), readFileSync(runFile(folder, key)));
  assert.equal(readRun(folder, other), undefined);
});

test("writing leaves no unfinished file, and a name that is a path is refused", () => {
  writeRun(folder, {...key, seed: 9}, run);
  const names = readdirSync(folder).flatMap((name) => readdirSync(path.join(folder, name)));
  assert.deepEqual(
    names.filter((name) => name.endsWith(".tmp")),
    [],
  );
  for (const experiment of ["../x", "a/b", "", ".hidden"]) {
    assert.throws(() => runFile(folder, {...key, experiment}), /must be letters, digits/);
  }
});

test("a record says where its value was made, and one of before that was noted is read, too", () => {
  const made = {processor: "Xeon", threads: 1};
  writeRun(folder, {...key, seed: 11}, {...run, made});
  assert.deepEqual(readRun(folder, {...key, seed: 11})?.made, made);
  writeRun(folder, {...key, seed: 12}, run);
  assert.deepEqual(readRun(folder, {...key, seed: 12}), run);
});
