import {mkdtempSync, readdirSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import type {SoakReport} from "../../src/lab/soak";
import {randomStream} from "../../src/numerics/random";
import type {Random} from "../../src/numerics/random";
import {runSeeds} from "../../src/runs/run-seeds";
import type {SeedOptions} from "../../src/runs/run-seeds";
import type {SeedOutcome} from "../../src/runs/seed-tasks";
import {descendants} from "../bench/process-tree";
import {sleep} from "../kernel/client";
import {nothingOfSeed, soakOfSeed} from "./cluster-job";
import {ClusterNodes, commandOf, kill} from "./cluster-nodes";

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const rates = {slow: 0.001, usual: 0.01, fast: 0.05, faster: 0.1};
const count = seeds.length * Object.keys(rates).length;

type Losses = Record<string, number>;
type Phase = {readonly outcomes: SeedOutcome<Losses>[]; readonly seconds: number};

/**
 * A sweep of 40 tasks on a cluster of two nodes on this machine, a processor each: undisturbed, against
 * the local pool; with workers, nodes, drivers and the head killed at random; twice at once; and stopped
 * half way and called again. Words: steps of a task (3000), a seed for what is killed, a port.
 */
export async function soak(words: readonly string[]): Promise<SoakReport> {
  const [steps = 3000, seed = 1, port = 6401] = words.map(Number);
  const settings = {rates, steps};
  const store = mkdtempSync(path.join(tmpdir(), "residual-lab-soak-"));
  const nodes = new ClusterNodes(port);
  const lines: string[] = [];
  const faults: string[] = [];
  const say = (line: string): void => {
    lines.push(line);
    console.error(line);
  };
  const sweep = async (where: "local" | "cluster", options: SeedOptions = {}): Promise<Phase> => {
    if (where === "cluster") process.env["LAB_CLUSTER"] = nodes.address;
    else delete process.env["LAB_CLUSTER"];
    const started = performance.now();
    const outcomes = await runSeeds(seeds, soakOfSeed, {settings, ...options});
    return {outcomes, seconds: (performance.now() - started) / 1000};
  };
  try {
    await sweep("local", {folder: path.join(store, "warm")});
    const local = await sweep("local", {folder: path.join(store, "local")});
    const same = (phase: Phase, name: string): void => {
      for (const [i, outcome] of phase.outcomes.entries()) {
        const wanted = valueOf(local.outcomes[i]);
        if (JSON.stringify(valueOf(outcome)) !== JSON.stringify(wanted))
          faults.push(`${name}: seed ${outcome.seed} has ${JSON.stringify(outcome)}`);
      }
    };
    const recorded = (name: string): number => {
      const folder = path.join(store, name, "soakOfSeed");
      return readdirSync(folder).filter((file) => file.endsWith(".json")).length;
    };
    const whole = (phase: Phase, name: string): void => {
      same(phase, name);
      if (recorded(name) !== count) faults.push(`${name}: ${recorded(name)} records of ${count}`);
    };
    await nodes.startHead();
    await nodes.startNode();
    await sweep("cluster", {folder: path.join(store, "first")});
    const quiet = await sweep("cluster", {folder: path.join(store, "quiet")});
    whole(quiet, "quiet");
    say(
      `undisturbed: ${quiet.seconds.toFixed(1)} s on the cluster, ${local.seconds.toFixed(1)} s in the ` +
        `local pool: efficiency ${(local.seconds / quiet.seconds).toFixed(2)}`,
    );
    for (const where of ["local", "cluster"] as const) say(await overhead(where, nodes, store));

    const random = randomStream(seed);
    const events: string[] = [];
    let isOver = false;
    const disturbing = disturb(nodes, {random, events, isOver: () => isOver});
    const disturbed = await sweep("cluster", {folder: path.join(store, "disturbed")}).finally(
      () => (isOver = true),
    );
    await disturbing;
    whole(disturbed, "disturbed");
    say(`disturbed: ${disturbed.seconds.toFixed(1)} s; ${events.join(", ")}`);

    const twice = {folder: path.join(store, "twice")};
    const [one, two] = await Promise.all([sweep("cluster", twice), sweep("cluster", twice)]);
    whole(one, "twice");
    same(two, "twice, the second");
    say(`the same sweep twice at once: ${two.seconds.toFixed(1)} s`);

    say(await stopped(sweep, {store, nodes, whole, recorded, faults}));
  } catch (error) {
    faults.push((error as Error).stack ?? String(error));
  } finally {
    nodes.stop();
    rmSync(store, {recursive: true});
  }
  return {lines, faults};
}

const valueOf = (outcome: SeedOutcome<Losses>): unknown =>
  outcome.kind === "done" ? outcome.value : outcome;

/** What a task costs that computes nothing. */
async function overhead(
  where: "local" | "cluster",
  nodes: ClusterNodes,
  store: string,
): Promise<string> {
  if (where === "cluster") process.env["LAB_CLUSTER"] = nodes.address;
  else delete process.env["LAB_CLUSTER"];
  const many = Array.from({length: 400}, (_, i) => i);
  const folder = path.join(store, `nothing ${where}`);
  await runSeeds([1, 2], nothingOfSeed, {settings: {}, folder, fresh: true});
  const started = performance.now();
  await runSeeds(many, nothingOfSeed, {settings: {}, folder, fresh: true});
  const each = (performance.now() - started) / many.length;
  return `a task that computes nothing: ${each.toFixed(1)} ms (${where})`;
}

type Disturbance = {
  readonly random: Random;
  readonly events: string[];
  readonly isOver: () => boolean;
};

/** Kills something every few seconds, each kind of thing once, in an order by chance. */
async function disturb(nodes: ClusterNodes, {random, events, isOver}: Disturbance): Promise<void> {
  const one = (pids: readonly number[]): void => {
    if (pids.length > 0) kill(pids[random.integer(pids.length)]);
  };
  const kinds: Record<string, () => Promise<void> | void> = {
    "a worker": () => one(nodes.find(/seed-worker/)),
    "a process of Ray": () => one(nodes.find(/^ray::run_task/)),
    "the driver": () => one(drivers()),
    "a node": async () => {
      nodes.killNode();
      await sleep(2000);
      await nodes.startNode();
    },
    "the head": async () => {
      nodes.stop();
      await nodes.startHead();
      await nodes.startNode();
    },
  };
  const names = Object.keys(kinds);
  for (const i of random.permutation(names.length)) {
    for (let tick = 0; tick < 20 + random.integer(40) && !isOver(); tick++) await sleep(100);
    if (isOver()) return;
    events.push(names[i]);
    console.error(`killed: ${names[i]}`);
    await kinds[names[i]]();
  }
}

/** This process's own drivers. */
const drivers = (): number[] =>
  descendants(process.pid).filter((pid) => /driver\.py/.test(commandOf(pid)));

type StopChecks = {
  readonly store: string;
  readonly nodes: ClusterNodes;
  readonly whole: (phase: Phase, name: string) => void;
  readonly recorded: (name: string) => number;
  readonly faults: string[];
};

/** Stops a sweep when a third is done, sees that nothing goes on, and calls it again. */
async function stopped(
  sweep: (where: "cluster", options: SeedOptions) => Promise<Phase>,
  {store, nodes, whole, recorded, faults}: StopChecks,
): Promise<string> {
  const folder = path.join(store, "stopped");
  const controller = new AbortController();
  const halted = sweep("cluster", {
    folder,
    signal: controller.signal,
    onProgress: ({done}) => {
      if (done >= count / 3) controller.abort();
    },
  });
  const error = await halted.then(
    () => undefined,
    (reason: Error) => reason,
  );
  if (error?.name !== "AbortError") faults.push(`stopped: ${String(error)}`);
  const halt = performance.now();
  while (nodes.find(/seed-worker/).length > 0 && performance.now() < halt + 30_000)
    await sleep(100);
  const gone = (performance.now() - halt) / 1000;
  if (nodes.find(/seed-worker/).length > 0) faults.push("stopped: workers go on");
  const kept = recorded("stopped");
  const resumed = await sweep("cluster", {folder});
  whole(resumed, "stopped");
  return `stopped at ${kept} of ${count}: its workers gone in ${gone.toFixed(1)} s, resumed in ${resumed.seconds.toFixed(1)} s`;
}
