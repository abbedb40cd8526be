import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";

/** A program that makes ready what a driver runs in, and the Python that it finds. */
export type Preparation = {readonly child: ChildProcess; readonly python: Promise<string>};

/**
 * Has the engine installed where it is not. Rejects with the last that was said where it cannot be.
 */
export function prepared(
  [command, ...words]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Preparation {
  const child = spawn(command, words, {stdio: ["ignore", "pipe", "pipe"], env: environment});
  const python = new Promise<string>((resolve, reject) => {
    let said = "";
    let complaint = "";
    child.stdout.on("data", (data: Buffer) => (said += data.toString()));
    child.stderr.on("data", (data: Buffer) => {
      complaint = (complaint + data.toString()).slice(-2000);
      process.stderr.write(data);
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const found = said.trim().split("\n").at(-1);
      if (code === 0 && found) return resolve(found);
      const last = complaint.trim().split("\n").at(-1);
      reject(new Error(last || `its engine is not there (${signal ?? `exit code ${code}`})`));
    });
  });
  return {child, python};
}
