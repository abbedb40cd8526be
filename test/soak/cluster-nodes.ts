import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {readFileSync} from "node:fs";
import path from "node:path";
import {descendants} from "../bench/process-tree";
import {sleep} from "../kernel/client";

const root = path.join(__dirname, "../..");

/** A head and a second node of a Ray cluster on this machine, of one processor each. */
export class ClusterNodes {
  readonly address: string;
  readonly #port: string;
  #head: ChildProcess | undefined;
  #node: ChildProcess | undefined;

  constructor(port: number) {
    this.#port = String(port);
    this.address = `127.0.0.1:${port}`;
  }

  async startHead(): Promise<void> {
    this.#head = await ready(["head", "--port", this.#port, "--processors", "1"]);
  }

  async startNode(): Promise<void> {
    this.#node = await ready(["join", this.address, "--processors", "1"]);
  }

  /** Takes the second node from the cluster, with all that runs there. */
  killNode(): void {
    killTree(this.#node);
  }

  killHead(): void {
    killTree(this.#head);
  }

  stop(): void {
    this.killNode();
    this.killHead();
  }

  /** The processes of both nodes whose command line has these words. */
  find(words: RegExp): number[] {
    return [this.#head, this.#node]
      .flatMap((child) => (child?.pid === undefined ? [] : descendants(child.pid)))
      .filter((pid) => words.test(commandOf(pid)));
  }
}

/** Resolves once Ray runs. */
async function ready(words: readonly string[]): Promise<ChildProcess> {
  const script = path.join(root, "src/lab/cluster.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => (said += data.toString()));
  }
  for (let i = 0; i < 1200; i++) {
    if (said.includes("Ray runtime started")) return child;
    if (child.exitCode !== null) break;
    await sleep(100);
  }
  killTree(child);
  throw new Error(`no ${words[0]} came up:\n${said.slice(-2000)}`);
}

function killTree(child: ChildProcess | undefined): void {
  if (child?.pid === undefined || child.exitCode !== null) return;
  for (const pid of descendants(child.pid)) kill(pid);
}

export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
