import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {createInterface} from "node:readline";
import {randomStream} from "../../src/numerics/random";
import {busySeconds} from "./busy";

/** A runner that answers a number of steps on stdin by their times on stdout. */
export type Runner = {
  readonly variant: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
};

export type Measured = {readonly variant: string; readonly times: number[]; readonly cpu: number};

type Answer = {readonly times: number[]; readonly cpu: number};

/**
 * Lets runners take turns: all are started and warmed up first, then each round asks every one, in
 * a random order, for a few steps, so that a slow minute of the machine hits them alike.
 *
 * Returns the times of each and the cores that other processes kept busy meanwhile.
 */
export async function race(
  runners: readonly Runner[],
  {rounds, steps, warmUp = 3}: {rounds: number; steps: number; warmUp?: number},
): Promise<{measured: Measured[]; othersBusy: number}> {
  const random = randomStream(1).child("bench");
  const started = runners.map((runner) => ({runner, ...start(runner)}));
  try {
    for (const {ask} of started) await ask(warmUp);
    const results = started.map(({runner}) => ({
      variant: runner.variant,
      times: [] as number[],
      cpu: 0,
    }));
    const before = {busy: busySeconds(), wall: performance.now()};
    for (let round = 0; round < rounds; round++) {
      for (const i of random.permutation(started.length)) {
        const {times, cpu} = await started[i].ask(steps);
        results[i].times.push(...times);
        results[i].cpu += cpu;
      }
    }
    const own = results.reduce((sum, {cpu}) => sum + cpu, 0) / 1000;
    const wall = (performance.now() - before.wall) / 1000;
    const othersBusy = Math.max(0, busySeconds() - before.busy - own) / wall;
    return {measured: results, othersBusy};
  } finally {
    for (const {child} of started) child.kill("SIGKILL");
  }
}

function start({variant, command, environment}: Runner): {
  child: ChildProcess;
  ask(steps: number): Promise<Answer>;
} {
  const [program, ...words] = command;
  const child = spawn(program, words, {
    env: {...process.env, ...environment},
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on(
    "data",
    (data: Buffer) => (complaints = (complaints + data.toString()).slice(-2000)),
  );
  const lines = createInterface({input: child.stdout});
  const ask = (steps: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const lost = (): void => reject(new Error(`${variant} ended:\n${complaints}`));
      child.once("exit", lost);
      lines.once("line", (line) => {
        child.off("exit", lost);
        resolve(JSON.parse(line) as Answer);
      });
      child.stdin.write(`${steps}\n`);
    });
  return {child, ask};
}
