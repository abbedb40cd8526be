import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import type {Finding} from "./doctor";
import {startKernel} from "./notebook/kernel-client";
import type {Kernel} from "./notebook/kernel-client";

const limitSeconds = 90;

/** Cells that say in one line of text what they found. */
const cells = {
  kernel: "[1, 2, 3].map((x: number) => x * x).join(' ')",
  TensorFlow: `
    import * as tf from "@tensorflow/tfjs-node";
    const {binding} = tf.backend() as unknown as {binding: {TF_Version: string}};
    const six = tf.matMul([[1, 2]], [[2], [2]]).dataSync()[0];
    if (six !== 6) throw new Error(\`matMul gave \${six}, expected 6\`);
    \`\${binding.TF_Version} below tfjs \${tf.version_core}, backend \${tf.getBackend()}\``,
  data: `
    import {loadDigits} from "residual-lab/datasets/digits";
    import {loadFashionMnist} from "residual-lab/datasets/fashion-mnist";
    import {loadLetter} from "residual-lab/datasets/letter";
    import {loadMnist} from "residual-lab/datasets/mnist";
    import {loadSatimage} from "residual-lab/datasets/satimage";
    const sets = [loadMnist(), loadFashionMnist(), loadLetter(), loadSatimage(), {train: loadDigits()}];
    \`\${sets.map(({train}) => \`\${train.name} \${train.labels.length}\`).join(", ")}\``,
};

/** Starts the kernel as JupyterLab does and runs a cell for each finding. */
export async function* kernelFindings(root: string): AsyncGenerator<Finding> {
  const start = performance.now();
  let kernel: Kernel;
  try {
    kernel = await startKernel({root, cwd: join(root, "notebooks")});
  } catch (error) {
    yield {about: "kernel", found: "does not start", remedy: (error as Error).message};
    return;
  }
  try {
    const started = seconds(start);
    const answer = await finding(kernel, "kernel");
    yield {...answer, found: `ready in ${started}, a cell answered ${answer.found}`};
    yield await finding(kernel, "TensorFlow");
    yield await finding(kernel, "data");
  } finally {
    await kernel.shutdown();
  }
}

async function finding(kernel: Kernel, about: keyof typeof cells): Promise<Finding> {
  const start = performance.now();
  const reply = await Promise.race([
    kernel.execute(cells[about]),
    sleep(limitSeconds * 1000, null, {ref: false}),
  ]);
  if (reply === null)
    return {about, found: "hangs", remedy: `no answer to a cell in ${limitSeconds} s`};
  const {status, evalue, outputs} = reply;
  if (status !== "ok") return {about, found: "a cell failed", remedy: evalue};
  const result = outputs.find(({type}) => type === "execute_result");
  const data = result?.content["data"] as Record<string, string> | undefined;
  const text = (data?.["text/plain"] ?? "nothing").replace(/^['"`]|['"`]$/g, "");
  return {about, found: `${text} (${seconds(start)})`, remedy: null};
}

const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
