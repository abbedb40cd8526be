import {spawn} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {createInterface} from "node:readline";
import type {Judged} from "../../analyses/rivals/choose";
import type {ComparisonSplit} from "../../analyses/rivals/task";

/** What the process of rivals.py answers to choosing; to judging, what a method of ours has come to. */
export type RivalChoice = {
  readonly chosen: Record<string, unknown>;
  readonly holdout: number;
  readonly tried: readonly unknown[];
  readonly seconds: number;
};

/** The rivals in a process of their own, one question at a time. */
export interface RivalsProcess {
  readonly versions: Readonly<Record<string, string>>;
  tune(
    method: string,
    options: {
      folder: string;
      seed: number;
      trials: number;
      image: boolean;
      /** CPU seconds; left out for none. */
      budget?: number;
    },
  ): Promise<RivalChoice>;
  judge(
    method: string,
    options: {folder: string; seed: number; chosen: Record<string, unknown>; image: boolean},
  ): Promise<Judged>;
  stop(): void;
}

/**
 * Starts rivals.py. A question that it cannot answer, or that it ends over, rejects with what it
 * wrote last.
 */
export async function startRivals(
  python: string,
  {program = path.join(__dirname, "rivals.py")}: {readonly program?: string} = {},
): Promise<RivalsProcess> {
  const child = spawn(python, [program], {stdio: ["pipe", "pipe", "pipe"]});
  let complaints = "";
  child.stderr.on("data", (data: Buffer) => {
    complaints = (complaints + data.toString()).slice(-2000);
  });
  const lines = createInterface({input: child.stdout});
  const answer = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const lost = (): void => reject(new Error(`the rivals ended: ${complaints.trim()}`));
      child.once("close", lost);
      child.once("error", reject);
      lines.once("line", (line) => {
        child.off("close", lost);
        child.off("error", reject);
        const said = JSON.parse(line) as {error?: string};
        if (said.error === undefined) resolve(said);
        else reject(new Error(`the rivals answered: ${said.error}`));
      });
    });
  const ask = (question: object): Promise<unknown> => {
    const reply = answer();
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return reply;
  };
  const {versions} = (await answer()) as {versions: Record<string, string>};
  return {
    versions,
    tune: async (method, options) => (await ask({do: "tune", method, ...options})) as RivalChoice,
    judge: async (method, options) => (await ask({do: "judge", method, ...options})) as Judged,
    stop: () => {
      child.stdin.end();
      child.kill();
    },
  };
}

/** What the rivals' Python has to hold, with hashes. */
export const rivalsPins = path.join(__dirname, "rivals.txt");

/** Lends the rows of a split as files that rivals.py reads, in a folder that is deleted afterwards. */
export async function withFiles<T>(
  {train, test, inner, holdout}: ComparisonSplit,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "rivals-"));
  try {
    const files = {
      "train.f32": train.features,
      "train.i32": train.labels,
      "test.f32": test.features,
      "test.i32": test.labels,
      "inner.i32": inner,
      "holdout.i32": holdout,
    };
    for (const [name, {buffer, byteOffset, byteLength}] of Object.entries(files)) {
      writeFileSync(path.join(folder, name), new Uint8Array(buffer, byteOffset, byteLength));
    }
    return await use(folder);
  } finally {
    rmSync(folder, {recursive: true});
  }
}
