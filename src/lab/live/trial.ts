import {Worker} from "node:worker_threads";
import type {ToPage, ToWorker} from "./messages";
import {trialProgram} from "./trial-program";

export type Trial = {
  /** What the cell told its page, in order. */
  readonly messages: readonly ToPage[];
  /** From its start to its first result, without the start of TensorFlow.js. */
  readonly seconds: number;
};

/** How many times as long as it may compute something may take by the clock. */
const mostPatience = 20;

/**
 * Runs the script of a live cell as a page would, in a place that has what a worker of a browser has and nothing
 * of Node, up to its first result, and then through the messages of its controls.
 *
 * Rejects when the cell fails, and when it takes more than `seconds` of a processor: a busy machine changes
 * nothing of what lives.
 *
 * @param tensors the script of TensorFlow.js, where the cell needs it
 * @param moves sent once the cell is ready, one after another, each when the one before has been answered
 */
export async function tryLive(
  code: string,
  {
    tensors,
    seconds,
    moves = [],
    wasm = true,
  }: {
    readonly tensors: string | null;
    readonly seconds: number;
    readonly moves?: readonly ToWorker[];
    /** Whether there is WebAssembly. */
    readonly wasm?: boolean;
  },
): Promise<Trial> {
  const worker = new Worker(trialProgram, {
    eval: true,
    workerData: {code, tensors, wasm},
    env: {},
    execArgv: [],
  });
  const messages: ToPage[] = [];
  const waiting = [...moves];
  let took = 0;
  const before = process.cpuUsage();
  const started = performance.now();
  let watch: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      watch = setInterval(() => {
        const {user, system} = process.cpuUsage(before);
        // What waits for something that never comes takes no time of a processor.
        const isStuck = performance.now() - started > mostPatience * seconds * 1000;
        if (user + system > seconds * 1e6 || isStuck)
          reject(new Error(`takes longer than ${seconds} s`));
      }, 100);
      worker.on("error", (error) => reject(error));
      worker.on("message", (message: ToPage | {type: "took"; seconds: number}) => {
        if (message.type === "took") return void (took = message.seconds);
        messages.push(message);
        const isAnswer = message.type === "display" && isResult(message);
        if (message.type === "failed") reject(new Error(message.lines.join("\n")));
        else if (message.type === "ready" || (isAnswer && took > 0)) {
          const next = waiting.shift();
          if (next) return worker.postMessage(next);
          resolve();
        }
      });
    });
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
  return {messages, seconds: took};
}

export const widgetMime = "application/vnd.jupyter.widget-view+json";

/** Whether something shown is a result, and not the row of controls. */
export const isResult = ({bundle}: {readonly bundle: Readonly<Record<string, unknown>>}): boolean =>
  !(widgetMime in bundle);
