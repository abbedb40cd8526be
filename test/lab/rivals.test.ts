import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import fs, {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {comparisonSplit} from "../../src/analyses/rivals/task";
import {rowsOf, storedComparison} from "../../src/runs/comparison-results";
import {pythonEnvironment} from "../../src/lab/on-demand/python-environment";
import {compareRivals} from "../../src/lab/rivals";
import {rivalsOptions} from "../../src/lab/rivals/rivals-options";
import {rivalsPins, startRivals, withFiles} from "../../src/lab/rivals/rivals-process";
import {storeRow} from "../../src/lab/rivals/rivals-store";

async function inFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "rivals-test-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

test("words become tasks, every size with every share of wrong labels", () => {
  const {tasks, methods, seeds} = rivalsOptions([
    ...["--data", "letter,digits", "--examples", "500,1000", "--noise", "0,0.2"],
    ...["--methods", "LightGBM,ResFGB as published", "--seeds", "7"],
  ]);
  assert.equal(tasks.length, 8);
  assert.deepEqual(tasks[1], {data: "letter", examples: 500, noise: 0.2});
  assert.deepEqual(methods, ["LightGBM", "ResFGB as published"]);
  assert.deepEqual(seeds, [7]);
});

test("a budget and drawn splits are told in words", () => {
  const {tasks, budget} = rivalsOptions(["--data", "digits", "--split", "drawn", "--budget", "60"]);
  assert.deepEqual(tasks, [{data: "digits", split: "drawn"}]);
  assert.equal(budget, 60);
  assert.equal(rivalsOptions([]).budget, Infinity);
  assert.throws(() => rivalsOptions(["--budget", "0"]), /--budget must be CPU seconds above 0/);
  assert.throws(
    () => rivalsOptions(["--split", "random"]),
    /no split "random": name some of usual/,
  );
});

test("words without sense are answered with those that have one", () => {
  assert.throws(() => rivalsOptions(["--data", "iris"]), /no data set "iris": name some of letter/);
  assert.throws(() => rivalsOptions(["--methods", "TabPFN"]), /no method "TabPFN".*RBF-SVM/);
  assert.throws(() => rivalsOptions(["--seeds", "one"]), /--seeds must be numbers/);
});

const row = {
  task: {data: "letter", examples: 500},
  method: "LightGBM",
  seed: 1,
  accuracy: 0.7,
  holdout: 0.72,
  chosen: {leaves: 15},
  trials: 8,
  tuneSeconds: 3,
  seconds: 1,
  bytes: 10,
  curve: [],
};
const run = (date: string) => ({date, commit: "abc", changed: false, versions: {NumPy: "2"}});

test("a row replaces the one of its task, method and seed, and runs without rows go", () =>
  inFolder((folder) => {
    const file = path.join(folder, "results", "rivals.json");
    assert.deepEqual(storedComparison({file}).rows, []);
    storeRow(file, {row, run: run("2026-01-01")});
    storeRow(file, {row: {...row, seed: 2}, run: run("2026-01-02")});
    storeRow(file, {row: {...row, accuracy: 0.8}, run: run("2026-01-02")});
    const stored = storedComparison({file});
    assert.deepEqual(
      rowsOf(stored, {task: {data: "letter", examples: 500}, method: "LightGBM"}).map(
        ({seed, accuracy}) => [seed, accuracy],
      ),
      [
        [1, 0.8],
        [2, 0.7],
      ],
    );
    assert.deepEqual(stored.runs, [run("2026-01-02")]);
    assert.deepEqual(rowsOf(stored, {task: {data: "letter"}, method: "LightGBM"}), []);
    writeFileSync(file, "{}");
    assert.throws(() => storedComparison({file}), /holds no comparison: delete it/);
  }));

test("three processes that add rows at once lose none", () =>
  inFolder(async (folder) => {
    const file = path.join(folder, "results", "rivals.json");
    const program = path.join(folder, "add.ts");
    const store = path.join(__dirname, "..", "..", "src", "lab", "rivals", "rivals-store.ts");
    writeFileSync(
      program,
      `import {storeRow} from ${JSON.stringify(store)};
      const method = process.argv[2];
      const row = ${JSON.stringify(row)}, run = ${JSON.stringify(run("2026-01-01"))};
      for (let seed = 1; seed <= 20; seed++)
        storeRow(${JSON.stringify(file)}, {row: {...row, method, seed}, run});`,
    );
    const all = ["LightGBM", "MLP", "ResFGB"].map((method) =>
      spawn(process.execPath, ["--import", "tsx", program, method], {stdio: "inherit"}),
    );
    for (const one of all) {
      if (one.exitCode === null) await once(one, "exit");
      assert.equal(one.exitCode, 0);
    }
    assert.equal(storedComparison({file}).rows.length, 60);
    assert.deepEqual(readdirSync(path.dirname(file)), ["rivals.json"]);
  }));

test("a damaged comparison is told before anything is computed, and set aside by a row", (t) =>
  inFolder(async (folder) => {
    const warn = t.mock.method(console, "warn", () => undefined);
    const file = path.join(folder, "rivals.json");
    storeRow(file, {row, run: run("2026-01-01")});
    const whole = readFileSync(file, "utf8");
    for (const text of [whole.slice(0, -9), whole.replace("0.72", "0.73"), '{"rows": 3}']) {
      writeFileSync(file, text);
      const options = {...rivalsOptions(["--data", "moons"]), file};
      await assert.rejects(compareRivals(options), /rivals\.json .*: delete it and run npm run/);
      storeRow(file, {row, run: run("2026-01-02")});
      assert.equal(readFileSync(`${file}.damaged`, "utf8"), text);
      assert.equal(storedComparison({file}).rows.length, 1);
    }
    assert.equal(warn.mock.callCount(), 3);
  }));

test("a row that cannot be stored is printed whole", (t) =>
  inFolder(async (folder) => {
    const said: string[] = [];
    const options = {
      ...rivalsOptions([
        "--data",
        "xor",
        "--examples",
        "40",
        "--methods",
        "ResFGB",
        "--seeds",
        "1",
      ]),
      ...{
        file: path.join(folder, "rivals.json"),
        trials: 1,
        say: (line: string) => said.push(line),
      },
    };
    // TensorFlow's own files are none of this: they are never synced.
    t.mock.method(fs, "fsyncSync", () => {
      throw Object.assign(new Error("ENOSPC"), {code: "ENOSPC"});
    });
    await assert.rejects(compareRivals(options), /1 rows are not stored in .*: they are printed/);
    assert.match(said[0], /rivals\.json could not be written: the disk is full/);
    const printed = JSON.parse(said[1]) as {row: {method: string; accuracy: number}};
    assert.equal(printed.row.method, "ResFGB");
    assert.ok(printed.row.accuracy > 0);
    assert.equal(existsSync(options.file), false);
  }));

test("the list of what the rivals' Python has to hold is where the command looks for it", () => {
  assert.match(readFileSync(rivalsPins, "utf8"), /^lightgbm==[\d.]+ \\$/m);
});

/** A stand-in for rivals.py that any Node can run. */
const standIn = `
const lines = require("node:readline").createInterface({input: process.stdin});
console.log(JSON.stringify({versions: {Python: "none"}}));
const fs = require("node:fs");
lines.on("line", (line) => {
  const {do: what, method, folder, seed, trials} = JSON.parse(line);
  if (method === "MLP") process.exit(3);
  if (method === "RBF-SVM") return console.log(JSON.stringify({error: "ValueError: no"}));
  const rows = fs.statSync(folder + "/train.i32").size / 4;
  const inner = fs.statSync(folder + "/inner.i32").size / 4;
  console.log(JSON.stringify(what === "tune"
    ? {chosen: {rows: inner}, holdout: 0.5, tried: Array(trials).fill(0), seconds: 2}
    : {accuracy: rows / 1000, seconds: 1, bytes: 4, curve: [{seconds: 1, accuracy: 0.5}]}));
});
`;

test("rivals get the same rows as files, and what they answer comes back", () =>
  inFolder(async (folder) => {
    const program = path.join(folder, "stand-in.js");
    writeFileSync(program, standIn);
    const rivals = await startRivals(process.execPath, {program});
    try {
      assert.deepEqual(rivals.versions, {Python: "none"});
      const split = await comparisonSplit({data: "letter", examples: 500}, {seed: 3});
      let used = "";
      await withFiles(split, async (lent) => {
        used = lent;
        assert.equal(readdirSync(lent).length, 6);
        const features = readFileSync(path.join(lent, "train.f32"));
        assert.equal(features.readFloatLE(4), split.train.features[1]);
        const choice = await rivals.tune("LightGBM", {
          folder: lent,
          seed: 1,
          trials: 8,
          image: false,
        });
        assert.deepEqual(choice.chosen, {rows: split.inner.length});
        const judged = await rivals.judge("LightGBM", {
          folder: lent,
          seed: 1,
          chosen: {},
          image: false,
        });
        assert.equal(judged.accuracy, 0.5);
        await assert.rejects(
          rivals.judge("RBF-SVM", {folder: lent, seed: 1, chosen: {}, image: false}),
          /the rivals answered: ValueError: no/,
        );
        await assert.rejects(
          rivals.judge("MLP", {folder: lent, seed: 1, chosen: {}, image: false}),
          /the rivals ended/,
        );
      });
      assert.equal(existsSync(used), false);
    } finally {
      rivals.stop();
    }
  }));

test("a data set that was not downloaded is left out with a sentence, and the others go on", () =>
  inFolder(async (folder) => {
    const said: string[] = [];
    await compareRivals({
      ...rivalsOptions(["--data", "covertype,USPS", "--methods", "ResFGB"]),
      file: path.join(folder, "rivals.json"),
      say: (line) => void said.push(line),
    });
    // On a machine with the downloads nothing is said here; the sentence is what matters.
    for (const line of said)
      assert.match(line, /has not been downloaded, so this data set is left/);
  }));

test("a Python that cannot be had is no obstacle but a line", () =>
  inFolder((folder) => {
    const pins = path.join(folder, "pins.txt");
    writeFileSync(pins, "");
    const before = process.env["LAB_PYTHON"];
    process.env["LAB_PYTHON"] = path.join(folder, "no-python");
    try {
      const folderOf = path.join(folder, "venv");
      assert.equal(pythonEnvironment({folder: folderOf, pins, purpose: "a test"}), undefined);
    } finally {
      if (before === undefined) delete process.env["LAB_PYTHON"];
      else process.env["LAB_PYTHON"] = before;
    }
  }));
