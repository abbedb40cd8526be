import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {closeSync, mkdtempSync, openSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, test} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {isAlive} from "../../runs/example-processes";
import {failureOf, openNotebook, plainOf, textOf} from "../notebook";

const notebook = openNotebook();
const {run} = notebook;
after(() => notebook.close());

const skip = process.platform === "win32";

/** Interrupts a cell that says "at work", which must end as interrupted. */
async function interrupted(source: string): Promise<void> {
  const {outcome} = await notebook.work(source);
  const [state, ended] = await Promise.all([notebook.engine.interrupt(), outcome]);
  assert.equal(state, "stopped", source);
  assert.equal(failureOf({outcome: ended, events: []}).ename, "Interrupted", source);
}

const pidsIn = (text: string) => (text.match(/\d+/g) ?? []).map(Number);

async function end(pids: readonly number[]): Promise<number[]> {
  for (let i = 0; i < 1200 && pids.some(isAlive); i++) await pause(50);
  return pids.filter(isAlive);
}

test(
  "a cell that waits for a process in native code is stopped, and the process ended",
  {skip},
  async () => {
    await run(
      "import {execFileSync, execSync, fork, spawn, spawnSync} from 'node:child_process'; let kept = 5;",
    );
    await interrupted("execSync('echo at work; sleep 100', {stdio: 'inherit'});");
    await interrupted(
      "kept = 6; spawnSync('sh', ['-c', 'echo at work; sleep 100; sleep 100'], {stdio: 'inherit'}); kept = 7;",
    );
    await interrupted("console.log('at work'); for (;;) execFileSync('sleep', ['0.05']);");
    assert.equal(plainOf(await run("kept")), "6");
  },
);

test("a process that does not listen to SIGTERM is ended all the same", {skip}, async () => {
  await interrupted(
    "execSync(`trap '' TERM; echo at work; while true; do sleep 0.1; done`, {stdio: 'inherit'});",
  );
});

test("an interrupt ends all processes of its cell, and those below them", {skip}, async () => {
  const {outcome} = await notebook.start(
    "const shells = Array.from({length: 5}, () => spawn('sh', ['-c', 'sleep 100 & echo $!; wait']));\n" +
      "for (const {pid, stdout} of shells) { console.log(pid); stdout.on('data', (text) => console.log(String(text))); }\n" +
      "await new Promise(() => undefined);",
  );
  const told = () => pidsIn(textOf(notebook.events.filter(({type}) => type === "stream")));
  while (told().length < 10) await pause(20);
  const pids = told();
  assert.equal(pids.length, 10);
  assert.deepEqual(pids.filter(isAlive), pids);
  await notebook.engine.interrupt();
  await outcome;
  assert.deepEqual(await end(pids), []);
});

test(
  "the process of an earlier cell lives on, also when a cell is stopped inside of another",
  {skip},
  async () => {
    const [earlier, apart] = pidsIn(
      String(
        plainOf(
          await run(
            "const earlier = spawn('sleep', ['100']), apart = spawn('sleep', ['100'], {detached: true});\n" +
              "[earlier.pid, apart.pid]",
          ),
        ),
      ),
    );
    await interrupted("console.log('at work'); for (;;);");
    await interrupted("execSync('echo at work; sleep 100', {stdio: 'inherit'});");
    assert.deepEqual([earlier, apart].map(isAlive), [true, true]);
    // With no cell running, what cells have left behind is meant.
    assert.equal(await notebook.engine.interrupt(), "stopped");
    assert.deepEqual(await end([earlier]), []);
    assert.ok(isAlive(apart), "detached ones are meant to live on");
    process.kill(apart);
  },
);

test("processes start and end as ever after that", {skip}, async () => {
  assert.equal(plainOf(await run("String(execSync('echo fine'))")), "'fine\\n'");
});

test(
  "native code that takes longer than the patience is stopped when it ends",
  {skip},
  async () => {
    // Opening a pipe for reading lasts until someone opens it for writing: here, after the answer.
    const folder = mkdtempSync(join(tmpdir(), "residual-lab-"));
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    try {
      await run("import {openSync} from 'node:fs'; let done = 0;");
      const opening = notebook.heard(
        (event) => event.type === "stream" && event.text === "opening\n",
        60_000,
      );
      const {id, outcome} = await notebook.start(
        `console.log("opening"); openSync(${JSON.stringify(pipe)}, "r"); for (let i = 0; i < 1e8; i++); done++;`,
      );
      await opening;
      assert.equal(await notebook.engine.interrupt(), "stuck");
      closeSync(openSync(pipe, "w"));
      assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
      assert.equal(plainOf(await run("done")), "0");
      assert.ok(!notebook.events.some((event) => event.type === "fault" && event.cell === id));
    } finally {
      rmSync(folder, {recursive: true});
    }
  },
);

test("an interrupt ends the threads of its cell, and no others", async () => {
  await run(
    "import {Worker} from 'node:worker_threads'; import {once} from 'node:events'; const ended: string[] = [];\n" +
      "const begin = (name: string) => new Worker('for (;;);', {eval: true}).once('exit', () => ended.push(name));\n" +
      "const before = begin('before'); await once(before, 'online');",
  );
  const {outcome} = await notebook.work(
    "const mine = begin('mine'); await once(mine, 'online'); console.log('at work'); await once(mine, 'exit');",
  );
  assert.equal(await notebook.engine.interrupt(), "stopped");
  await outcome;
  const until = (count: number) =>
    `while (ended.length < ${count}) await new Promise((done) => setTimeout(done, 5)); ended`;
  assert.equal(plainOf(await run(until(1))), "[ 'mine' ]");
  // No cell runs: what was left behind is meant.
  assert.equal(await notebook.engine.interrupt(), "stopped");
  assert.equal(plainOf(await run(until(2))), "[ 'mine', 'before' ]");
});

test("threads work as ever", async () => {
  const source =
    "const echo = new Worker(\"require('worker_threads').parentPort.once('message', (x) => require('worker_threads').parentPort.postMessage(2 * x))\", {eval: true});\n" +
    "echo.postMessage(21); const [answer] = await once(echo, 'message'); [answer, echo instanceof Worker, echo.threadId > 0]";
  assert.equal(plainOf(await run(source)), "[ 42, true, true ]");
});
