import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import path from "node:path";
import {test} from "node:test";
import {setTimeout} from "node:timers/promises";

const jobs = path.join(__dirname, "../../../src/analyses/paths/path-jobs.ts");

const studies = `
  const {dynamicsArmsOfSeed} = require(${JSON.stringify(jobs)});
  const {spawn} = require("node:child_process");
  process.on("SIGUSR2", () => undefined);
  setInterval(() => undefined, 1000); // Listening for a signal alone keeps no process alive.
  console.log("ready");
  (async () => {
    for (let i = 0; i < 12; i++) await dynamicsArmsOfSeed(9001, {arms: ["clouds"], steps: 1, at: []});
    // Children are still heard of, and so are signals, on the other threads.
    const code = await new Promise((done) => spawn("sh", ["-c", "exit 7"]).once("exit", done));
    await new Promise((done) => (process.on("SIGHUP", done), process.kill(process.pid, "SIGHUP")));
    console.log("ended with", code);
    process.kill(process.pid, "SIGKILL");
  })();`;

test(
  "signals that arrive while TensorFlow computes break nothing",
  {skip: process.platform === "win32"},
  async () => {
    const child = spawn(process.execPath, ["--import", "tsx", "--eval", studies], {
      env: {...process.env, TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1"},
      stdio: ["ignore", "pipe", "ignore"],
    });
    let text = "";
    let isOver = false;
    const over = new Promise<string | null>((done) =>
      child.once("close", (_code, signal) => {
        isOver = true;
        done(signal);
      }),
    );
    child.stdout.on("data", (data: Buffer) => (text += data.toString()));
    while (!isOver && text === "") await setTimeout(20);
    for (let sent = 0; !isOver; sent++) {
      child.kill("SIGUSR2");
      if (sent % 4 === 0) await setTimeout(1);
    }
    assert.deepEqual([await over, text], ["SIGKILL", "ready\nended with 7\n"]);
  },
);
