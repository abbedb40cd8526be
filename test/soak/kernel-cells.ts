import {utimesSync, writeFileSync} from "node:fs";
import path from "node:path";
import type {Random} from "../../src/numerics/random";
import {sleep} from "../kernel/client";
import type {Client} from "../kernel/client";
import {makeNoise} from "../kernel/noise";
import type {StartedKernel} from "../kernel/start";

export type Setting = {
  readonly kernel: StartedKernel;
  readonly random: Random;
  /** Counts the cells. */
  readonly count: number;
};

type Kind = (setting: Setting) => Promise<void>;

/** What must be there before the kinds below. */
export const setUp = `
import {tf} from "residual-lab/tensors/tensorflow";
import {createResidualNetwork} from "residual-lab/models/residual-network";
import {disposeNetwork} from "residual-lab/models/network";
import {trainNetwork} from "residual-lab/training/train-network";
import {randomStream} from "residual-lab/numerics/random";
import {execSync, spawn} from "node:child_process";
import {once} from "node:events";
const kept = "precious";
const labels = Int32Array.from({length: 128}, (_, i) => i % 2);
const features = Float32Array.from({length: 256}, (_, i) => Math.sin(i) + 2 * labels[i >> 1]);
const data = {name: "made up", features, labels, shape: [128, 2] as const, classes: ["a", "b"]};
const train = async (steps: number) => {
  const network = createResidualNetwork(
    {input: [2], classes: 2, depth: 2, width: 8, normalisation: "rms"}, {random: randomStream(1)});
  try {
    const optimizer = {kind: "momentum", rate: 0.01} as const;
    const run = await trainNetwork(network, data, {batchSize: 32, random: randomStream(2), steps, optimizer});
    return run.rows[run.rows.length - 1].loss;
  } finally {
    disposeNetwork(network);
  }
};
const lab: any = (globalThis as any)[Symbol.for("typescript-cells.notebook")];
let heard = 0;
lab.onComm("soak", (comm: any) => comm.onMessage(({data, buffers}: any) => { heard++; comm.send(data, {buffers}); }));`;

async function run(client: Client, code: string, wanted = "ok"): Promise<string> {
  const {reply, result, stdout} = await client.execute(code, {ms: 120_000});
  if (reply.status !== wanted)
    throw new Error(`a cell ended ${reply.status}: ${reply.evalue ?? ""}\n${code}`);
  return result?.data["text/plain"] ?? stdout;
}

async function interrupted({kernel, random}: Setting, code: string): Promise<void> {
  const {client} = kernel;
  const id = client.sendCell(code);
  await client.find(({type, parent}) => type === "execute_input" && parent.msg_id === id);
  await sleep(80 * random.uniform());
  await client.request("interrupt_request", {}, {channel: "control"});
  const {content} = await client.reply(id);
  if (content.ename !== "Interrupted") throw new Error(`ended ${content.status}, not interrupted`);
  await client.idle(id);
}

/** The cells of a class of eight hours, one kind beside the other. */
export const kinds: Readonly<Record<string, Kind>> = {
  value: async ({kernel, count}) =>
    void (await run(kernel.client, `const value${count} = {count: ${count}}; value${count}.count`)),
  print: async ({kernel}) =>
    void (await run(
      kernel.client,
      "for (let i = 0; i < 200; i++) { console.log(i); console.error(-i); }",
    )),
  plot: async ({kernel, count}) =>
    void (await run(
      kernel.client,
      `({data: [{y: Float64Array.from({length: 2000}, (_, i) => Math.sin(i / ${count}))}], layout: {title: {text: "soak"}}})`,
    )),
  table: async ({kernel}) =>
    void (await run(
      kernel.client,
      "Array.from({length: 500}, (_, depth) => ({depth, width: 2 * depth}))",
    )),
  tensors: async ({kernel}) =>
    void (await run(
      kernel.client,
      "tf.tidy(() => tf.randomNormal([200, 200]).square().mean().dataSync()[0])",
    )),
  training: async ({kernel}) => void (await run(kernel.client, "await train(40)")),
  error: async ({kernel, count}) =>
    void (await run(
      kernel.client,
      `throw new RangeError("depth ${count}", {cause: new Error("x")})`,
      "error",
    )),
  "type error": async ({kernel}) =>
    void (await run(kernel.client, 'const wrong: number = "text";', "error")),
  "loop interrupted": (setting) => interrupted(setting, "for (;;);"),
  "wait interrupted": (setting) => interrupted(setting, "await new Promise(() => undefined);"),
  "training interrupted": (setting) => interrupted(setting, "await train(1e9)"),
  "process interrupted": (setting) => interrupted(setting, "execSync('sleep 100')"),
  process: async ({kernel}) =>
    void (await run(
      kernel.client,
      "await once(spawn('true'), 'exit'); String(execSync('echo done'))",
    )),
  "hot reload": async ({kernel, count}) => {
    const file = path.join(kernel.folder, "reloaded.ts");
    writeFileSync(file, `export const turn = (): number => ${count};`);
    utimesSync(file, count, count);
    const shown = await run(kernel.client, 'import {turn} from "./reloaded"; turn()');
    if (shown !== String(count)) throw new Error(`a reloaded file gave ${shown}, not ${count}`);
  },
  comm: async ({kernel, count}) => {
    const {client} = kernel;
    const comm_id = `soak ${count}`;
    client.send("comm_open", {comm_id, target_name: "soak", data: {}});
    const buffers = [Buffer.alloc(20_000, count)];
    const sent = Array.from({length: 5}, (_, n) =>
      client.send("comm_msg", {comm_id, data: {n}}, {buffers}),
    );
    for (const {id} of sent)
      await client.find(({type, parent}) => type === "comm_msg" && parent.msg_id === id);
    const {id} = client.send("comm_close", {comm_id, data: {}});
    await client.idle(id);
  },
  "late output": async ({kernel}) =>
    void (await run(
      kernel.client,
      "void setTimeout(() => console.log('late'), 20); void Promise.reject(new Error('unheard'));",
    )),
  questions: async ({kernel}) => {
    const {client} = kernel;
    for (const [type, content] of [
      ["complete_request", {code: "tf.mat", cursor_pos: 6}],
      ["complete_request", {code: "kep", cursor_pos: 3}],
      ["inspect_request", {code: "train", cursor_pos: 5, detail_level: 1}],
      ["is_complete_request", {code: "if (x) {"}],
      ["history_request", {hist_access_type: "tail", n: 10}],
    ] as const)
      if ((await client.request(type, content)).reply.content.status === "error")
        throw new Error(`${type} failed`);
  },
  noise: async ({kernel, random}) => {
    await makeNoise({...kernel, random, messages: 20});
    // A cell left to chance may fail, and abort what is queued behind it.
    while ((await kernel.client.execute("kept")).reply.status !== "ok");
  },
};
