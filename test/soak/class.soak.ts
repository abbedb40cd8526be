import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {once} from "node:events";
import {chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {createInterface} from "node:readline";
import type {SoakReport} from "../../src/lab/soak";
import {freePort} from "../../src/lab/start-port";
import {sleep} from "../kernel/client";
import {processesOf} from "./class-processes";

const root = path.join(__dirname, "../..");
const notebook = "my/00-start-here.ipynb";

/** What class_users.py tells of one user. */
type Life = {
  readonly name: string;
  readonly serverSeconds?: number;
  readonly firstCellSeconds?: number;
  readonly beforeTensorFlowMb?: number;
  readonly afterMb?: number;
  /** Milliseconds. */
  readonly cells: readonly number[];
  readonly drags: readonly number[];
  readonly faults: readonly string[];
  readonly mischief: readonly string[];
  /** What the home of one who misbehaved says was ended. */
  readonly ended?: string;
};

/** What the last user does to the others. */
const mischief = [
  // A loop that nobody stops would be interrupted by the user; here it ends by itself.
  "const until = Date.now() + 20_000; while (Date.now() < until) { /* runs away */ }",
  `import {spawn} from "node:child_process";
   let [started, refused] = [0, 0];
   for (let i = 0; i < 3000; i++) {
     const child = spawn("sleep", ["20"], {stdio: "ignore"});
     child.on("error", () => { refused += 1; });
     if (child.pid !== undefined) started += 1;
   }
   await new Promise((done) => setTimeout(done, 1000));
   console.log(started, "processes,", refused, "refused")`,
  `import {writeFileSync} from "node:fs";
   const piece = Buffer.alloc(100_000_000);
   for (let i = 0; i < 40; i++) writeFileSync("fill-" + i, piece);
   await new Promise((done) => setTimeout(done, 60_000));`,
  "const taken: Buffer[] = []; for (;;) { taken.push(Buffer.alloc(100_000_000, 1)); await new Promise((done) => setTimeout(done, 20)); }",
];

/**
 * A class at once on this machine: each user logs in, starts a server, runs notebook 00 and drags its
 * slider; the last one misbehaves. Then the hub is killed, and the class started again.
 *
 * Words: the number of users (10), of drags (20).
 */
export async function soak([users = "10", drags = "20"]: readonly string[]): Promise<SoakReport> {
  const folder = mkdtempSync(path.join(tmpdir(), "class-soak-"));
  const names = Array.from({length: Number(users)}, (_, i) => `reader-${i + 1}`);
  const list = path.join(folder, "users.txt");
  const tokenOf = (name: string): string => `token-of-${name}`;
  writeFileSync(list, names.map((name) => `${name},${tokenOf(name)}\n`).join(""), {mode: 0o600});
  const port = await freePort(18_500);
  const words = ["--users", list, "--port", String(port), "--folder", path.join(folder, "class")];
  const given = [...words, "--host", "127.0.0.1", "--memory", "2000", "--disk", "2"];
  const faults: string[] = [];
  // Users have to come through to their homes.
  chmodSync(folder, 0o711);
  const open: RunningClass[] = [];
  const opened = async (): Promise<RunningClass> => {
    const running = await startClass(given);
    open.push(running);
    return running;
  };
  try {
    const began = performance.now();
    const first = await opened();
    const openSeconds = (performance.now() - began) / 1000;
    console.error(`the class is open; ${users} users come`);
    const lives = await live({
      url: `http://127.0.0.1:${port}`,
      notebook,
      drags: Number(drags),
      users: names.map((name, i) => ({
        ...{name, token: tokenOf(name)},
        mischief: i > 0 && i === names.length - 1 ? mischief : null,
      })),
    });
    for (const {name, mischief: ends, ended = ""} of lives)
      if (ends.length > 0 && !/disk/.test(ended))
        faults.push(`${name} was not told of the disk: ${ended}`);
    for (const {name, faults: found} of lives)
      faults.push(...found.map((fault) => `${name}: ${fault}`));
    console.error("all have ended; the hub is killed, and the class opened again");
    faults.push(...(await afterKill(first, folder)));
    const second = await opened();
    faults.push(...lost(folder, names));
    second.process.kill("SIGTERM");
    await second.ended;
    faults.push(...(await left(folder)));
    return {
      lines: [`open after ${openSeconds.toFixed(0)} s`, ...described(lives, first.said)],
      faults,
    };
  } finally {
    for (const {process} of open) process.kill("SIGTERM");
    await Promise.all(open.map(({ended}) => ended));
    rmSync(folder, {recursive: true, force: true});
  }
}

type RunningClass = {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  /** What it told the teacher. */
  readonly said: string[];
};

async function startClass(words: readonly string[]): Promise<RunningClass> {
  const child = spawn(process.execPath, [path.join(root, "src/lab/run.mjs"), "class", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  const ended = once(child, "close");
  createInterface({input: child.stderr}).on("line", (line) => said.push(line));
  const out = createInterface({input: child.stdout});
  for await (const line of out) if (/^The class is open/.test(line)) break;
  child.stdout.resume();
  if (child.exitCode !== null) throw new Error(`the class did not open: ${said.join("\n")}`);
  return {process: child, ended, said};
}

/** Runs the users; their processes are weighed when they say so. */
async function live(asked: Record<string, unknown>): Promise<Life[]> {
  const python = path.join(root, ".venv/bin/python");
  const child = spawn(python, [path.join(__dirname, "class_users.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(asked));
  const lives: Life[] = [];
  for await (const line of createInterface({input: child.stdout}))
    lives.push(JSON.parse(line) as Life);
  return lives;
}

/** Kills the hub as a crash would, and looks what of the class is left. */
async function afterKill(running: RunningClass, folder: string): Promise<string[]> {
  const hub = processesOf(folder).find(({command}) => command.includes("-m jupyterhub -f"));
  if (hub === undefined) return ["the hub was not found"];
  process.kill(hub.pid, "SIGKILL");
  await running.ended;
  return left(folder);
}

/** What runs of the class half a minute after its end. */
async function left(folder: string): Promise<string[]> {
  for (let i = 0; i < 60 && processesOf(folder).length > 0; i++) await sleep(500);
  return processesOf(folder).map(({command}) => `left behind: ${command.slice(0, 100)}`);
}

function lost(folder: string, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const file = path.join(folder, "class/homes", name, "my/kept.txt");
    const isKept = existsSync(file) && readFileSync(file, "utf8") === `kept by ${name}`;
    return isKept ? [] : [`${name} has lost a file`];
  });
}

function described(lives: readonly Life[], said: readonly string[]): string[] {
  const calm = lives.filter(({mischief}) => mischief.length === 0);
  const all = (of: (life: Life) => readonly (number | undefined)[]): number[] =>
    calm.flatMap(of).filter((value): value is number => value !== undefined);
  const row = (what: string, values: readonly number[], unit: string): string =>
    `${what.padEnd(34)} p50 ${quantile(values, 0.5)}, p95 ${quantile(values, 0.95)}, most ${quantile(values, 1)} ${unit}`;
  return [
    row(
      "server ready",
      all(({serverSeconds}) => [serverSeconds]),
      "s",
    ),
    row(
      "first cell, from log-in",
      all(({firstCellSeconds}) => [firstCellSeconds]),
      "s",
    ),
    row(
      "cells of notebook 00",
      all(({cells}) => cells),
      "ms",
    ),
    row(
      "slider, to the new drawing",
      all(({drags}) => drags),
      "ms",
    ),
    row(
      "memory before TensorFlow",
      all(({beforeTensorFlowMb}) => [beforeTensorFlowMb]),
      "MB",
    ),
    row(
      "memory after",
      all(({afterMb}) => [afterMb]),
      "MB",
    ),
    ...lives.flatMap(({name, mischief}) => mischief.map((end) => `${name} misbehaved: ${end}`)),
    ...said.filter((line) => /took/.test(line)),
  ];
}

function quantile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
