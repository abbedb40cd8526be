import assert from "node:assert/strict";
import {once} from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {madeUpProject, quickNpm, quickPython} from "../made-up-project";
import type {Running} from "../made-up-project";
import {isAlive} from "../../runs/example-processes";

function project(t: TestContext) {
  const made = madeUpProject();
  t.after(() => made.remove());
  return made;
}

/** What was said must end in one line that says what to do, and no trace of our own code. */
function assertOneLine(said: string, pattern: RegExp): void {
  const lines = said.trim().split("\n");
  assert.match(lines.at(-1) ?? "", pattern);
  assert.doesNotMatch(said, /\n\s+at |Error:/, said);
}

async function saidSoFar(running: Running, pattern: RegExp): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!pattern.test(running.said())) {
    assert.ok(Date.now() < deadline, `expected ${pattern}, got ${running.said()}`);
    await sleep(20);
  }
}

test("without a C++ compiler nothing is fetched, and the reader is told how to get one", async (t) => {
  const made = project(t);
  made.without("g++");
  const {code, said} = await made.start().ended;
  assert.equal(code, 1);
  assertOneLine(said, /no C\+\+ compiler: install one \(.*g\+\+|xcode-select/);
  assert.ok(!existsSync(join(made.folder, "node_modules")));
});

test("a compiler with a wrapper and flags is understood, and one that is none is named", async (t) => {
  const made = project(t);
  made.without("g++");
  made.program("ccache", `process.exit(args[0] === "g++" ? 0 : 1)`);
  const {said} = await made.start("setup", {env: {CXX: "ccache g++ -O2"}}).ended;
  assert.match(said, /npm packages +\d+ s/);
  const fresh = project(t);
  const wrong = await fresh.start("setup", {env: {CXX: "none g++"}}).ended;
  assertOneLine(wrong.said, /CXX is "none g\+\+", which is no C\+\+ compiler that runs/);
});

test("a cache of npm's that cannot be written to is replaced by one in the project", async (t) => {
  const made = project(t);
  const refuses = `if (!args.some((word) => /^--cache=.*npm$/.test(word))) {
    console.error("npm error EACCES: permission denied, mkdir '/nowhere/.npm'"); process.exit(1); }`;
  made.program("npm", refuses + quickNpm);
  assert.match((await made.start().ended).said, /npm packages +\d+ s/);
});

test("an environment whose Python was replaced or lost a package is made anew", async (t) => {
  const made = project(t);
  await made.start().ended;
  const python = join(made.folder, ".venv", "bin", "python");
  writeFileSync(python, readFileSync(python, "utf8").replace('"3.11"', '"3.12"'));
  assert.match((await made.start("start").ended).said, /JupyterLab +\d+ s/);
  rmSync(python);
  assert.match((await made.start("start").ended).said, /JupyterLab +\d+ s/);
});

test("without Python the reader is told which one is needed", async (t) => {
  const made = project(t);
  made.without("python3");
  const {code, said} = await made.start().ended;
  assert.equal(code, 1);
  assertOneLine(said, /needs Python 3\.10 or later \(none found\): install it/);
});

test("a Python that is too old is named", async (t) => {
  const made = project(t);
  made.program("python3", `console.log("3 8")`);
  const {said} = await made.start().ended;
  assertOneLine(said, /needs Python 3\.10 or later \(python3 is 3\.8\)/);
});

test("a newer Python under its own name is used when python3 is too old", async (t) => {
  const made = project(t);
  made.program("python3", `console.log("3 8")`);
  made.program("python3.12", quickPython);
  const {said} = await made.start().ended;
  assert.match(said, /JupyterLab +\d+ s/);
});

test("without the network the steps before are kept and the next run goes on", async (t) => {
  const made = project(t);
  const first = await made.start().ended;
  assert.equal(first.code, 1);
  assert.match(first.said, /npm packages +\d+ s/);
  assertOneLine(
    first.said,
    /Fetching TensorFlow failed. A package could not be fetched: check the/,
  );
  const second = await made.start().ended;
  assert.doesNotMatch(second.said, /npm packages|JupyterLab/);
  assertOneLine(second.said, /Fetching TensorFlow failed/);
});

test("a full disk is called by its name", async (t) => {
  const made = project(t);
  made.program(
    "npm",
    `console.error("npm error ENOSPC: no space left on device"); process.exit(1)`,
  );
  const {code, said} = await made.start().ended;
  assert.equal(code, 1);
  assertOneLine(said, /npm packages failed. The disk is full: free some space, then run the same/);
});

test("a folder that cannot be written to is called by its name", async (t) => {
  const made = project(t);
  chmodSync(made.folder, 0o555);
  // Root may write anywhere, so it looks on as nobody.
  const {code, said} = await made.start("setup", process.getuid?.() === 0 ? {uid: 65534} : {})
    .ended;
  chmodSync(made.folder, 0o755);
  assert.equal(code, 1);
  assert.equal(said.trim().split("\n").length, 1);
  assertOneLine(
    said,
    /made up project .* cannot be written to: clone the project into a folder of/,
  );
});

for (const signal of ["SIGINT", "SIGTERM"] as const)
  test(`${signal} in the middle of a step ends what runs, and the next run goes on`, async (t) => {
    const made = project(t);
    made.program(
      "npm",
      `fs.writeFileSync("npm.pid", String(process.pid)); setInterval(() => {}, 1000)`,
    );
    const running = made.start();
    await saidSoFar(running, /JupyterLab/);
    // A file is there before its text is.
    const npm = join(made.folder, "npm.pid");
    while (!existsSync(npm) || readFileSync(npm, "utf8") === "") await sleep(20);
    const pid = Number(readFileSync(npm, "utf8"));
    running.child.kill(signal);
    const {code, said} = await running.ended;
    assert.equal(code, 130);
    assertOneLine(said, /Stopped. Run the same command again: it goes on where it stopped./);
    for (let i = 0; i < 1200 && isAlive(pid); i++) await sleep(50);
    assert.ok(!isAlive(pid), "npm outlived the set-up");
    assert.ok(!isLocked(made.folder));

    made.program("npm", quickNpm);
    const next = await made.start().ended;
    assert.match(next.said, /npm packages +\d+ s/);
    assert.doesNotMatch(next.said, /JupyterLab/);
  });

test("a .venv that was cut off is made anew, a finished one is kept", async (t) => {
  const made = project(t);
  made.program("python3", quickPython.replace('args[2] === "install"', "false"));
  const cut = await made.start().ended;
  assert.match(cut.said, /Installing JupyterLab failed/);
  writeFileSync(join(made.folder, ".venv", "left-over"), "");
  made.program("python3", quickPython);
  await made.start().ended;
  assert.ok(!existsSync(join(made.folder, ".venv", "left-over")));
  writeFileSync(join(made.folder, ".venv", "mine"), "");
  await made.start().ended;
  assert.ok(existsSync(join(made.folder, ".venv", "mine")));
});

test("without ensurepip, uv makes .venv", async (t) => {
  const made = project(t);
  made.program("python3", withoutEnsurepip);
  made.program(
    "uv",
    `require("child_process").execFileSync("python3", ["-m", "venv", "--seeded", args.at(-1)])`,
  );
  const {said} = await made.start().ended;
  assert.match(said, /JupyterLab +\d+ s/);
});

test("without ensurepip and uv, another Python's pip is borrowed", async (t) => {
  const made = project(t);
  made.program("python3", withoutEnsurepip);
  made.program("python3.12", `process.exit(args.includes("--target") ? 0 : 1)`);
  const {said} = await made.start().ended;
  assert.match(said, /JupyterLab +\d+ s/);
});

test("without any pip, the reader is told what to install", async (t) => {
  const made = project(t);
  made.program("python3", withoutEnsurepip);
  const {code, said} = await made.start().ended;
  assert.equal(code, 1);
  assertOneLine(
    said,
    /python3 has no pip and no ensurepip: install them \(apt install python3-venv\)/,
  );
});

/** Python as Debian packs it: venv works only without pip, or with a seed brought along. */
const withoutEnsurepip = `
  if (args[1] === "venv" && args.length === 3) process.exit(1);
  if (args.includes("--target") || args.includes("--no-index")) process.exit(1);
  if (args[1]?.includes("purelib")) { console.log("packages"); process.exit(0); }
  ${quickPython}`;

/** The lock is a link that leads nowhere. */
const isLocked = (folder: string): boolean =>
  lstatSync(join(folder, ".cache", "setup.lock"), {throwIfNoEntry: false}) !== undefined;

test("two set-ups at once: the second waits for the first and finds its work done", async (t) => {
  const made = project(t);
  made.program(
    "npm",
    `fs.appendFileSync("npm.count", "x");
     const wait = setInterval(() => {
       if (!fs.existsSync("go on")) return;
       clearInterval(wait);
       ${quickNpm}
     }, 20);`,
  );
  const first = made.start();
  while (!isLocked(made.folder)) await sleep(10);
  const second = made.start();
  await saidSoFar(
    second,
    /Another set-up \(process \d+\) is at work in this folder: waiting for it/,
  );
  writeFileSync(join(made.folder, "go on"), "");
  await Promise.all([first.ended, second.ended]);
  assert.equal(readFileSync(join(made.folder, "npm.count"), "utf8"), "x");
});

test("the lock of a set-up that was killed does not hold up the next", async (t) => {
  const made = project(t);
  made.program("npm", `setInterval(() => {}, 1000)`);
  const killed = made.start();
  while (!isLocked(made.folder)) await sleep(10);
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
  assert.ok(isLocked(made.folder));
  made.program("npm", quickNpm);
  const {said} = await made.start().ended;
  assert.match(said, /npm packages +\d+ s/);
});

test("node_modules that npm did not finish, or that lacks a package, is installed again", async (t) => {
  const made = project(t);
  await made.start().ended;
  rmSync(join(made.folder, "node_modules", "left"), {recursive: true});
  assert.match((await made.start().ended).said, /npm packages +\d+ s/);
  rmSync(join(made.folder, "node_modules", ".package-lock.json"));
  assert.match((await made.start().ended).said, /npm packages +\d+ s/);
});

test("a word that is no command lists the commands", async (t) => {
  const {code, said} = await project(t).start("strat").ended;
  assert.equal(code, 1);
  assert.match(said, /There is no command strat. Commands of the lab:\n {2}start +open JupyterLab/);
});

test("a folder whose name holds a space and a quote is as good as any", async (t) => {
  const made = project(t);
  const folder = join(made.folder, `it's "here"`);
  mkdirSync(folder);
  const {labEnvironment} = await import("../../../src/lab/setup/environment.mjs");
  mkdirSync(join(folder, "src", "tensors"), {recursive: true});
  writeFileSync(join(folder, "src", "tensors", "node-shim.cjs"), "globalThis.shim = 1");
  const {execFileSync} = await import("node:child_process");
  const env = labEnvironment(folder, {PATH: process.env["PATH"]});
  const text = execFileSync(process.execPath, ["-p", "shim"], {env, encoding: "utf8"});
  assert.equal(text.trim(), "1");
});
