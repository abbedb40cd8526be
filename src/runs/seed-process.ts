import {fork} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {createRequire} from "node:module";
import type {Socket} from "node:net";
import path from "node:path";
import {pathToFileURL} from "node:url";
import type {Made} from "./run-store";

/** A worker waits longer than its parent counts on it: a task must not meet one that is leaving. */
const graceMs = 5000;

/**
 * A process that runs the jobs of a seed, one at a time. A crash costs one task.
 *
 *     root          of the project
 *     environment   of the process, whole
 */
export class SeedProcess {
  /** Called several times a second while the process lives. */
  onPulse: () => void = () => undefined;
  readonly environment: string;
  readonly #child: ChildProcess;
  readonly #pulse: Socket;
  /** The version of each module that was loaded for a task: what is loaded once stays as it is. */
  readonly #loaded = new Map<string, string>();
  #keepUntil = Infinity;

  constructor(root: string, environment: Readonly<Record<string, string>>) {
    const tsx = createRequire(path.join(root, "package.json")).resolve("tsx");
    this.environment = JSON.stringify(environment);
    this.#child = fork(path.join(root, "src/runs/seed-worker.ts"), [], {
      execArgv: ["--import", pathToFileURL(tsx).href],
      env: environment,
      stdio: ["ignore", "inherit", "inherit", "ipc", "pipe"],
    });
    this.#pulse = this.#child.stdio[pulsePipe] as Socket;
    this.#pulse.on("data", () => this.onPulse()).on("error", () => undefined);
    this.#child.on("error", () => undefined);
  }

  get isAlive(): boolean {
    const {connected, exitCode, signalCode} = this.#child;
    return connected && exitCode === null && signalCode === null;
  }

  /** Whether it can run another task with the numbers that a new process would give. */
  isFit(isCurrent: (module: string, code: string) => boolean): boolean {
    return (
      this.isAlive &&
      Date.now() < this.#keepUntil &&
      [...this.#loaded].every(([module, code]) => isCurrent(module, code))
    );
  }

  /** Whether its parent waits for it: a parent that is done must not stay because of it. */
  hold(isNeeded: boolean): void {
    for (const handle of [this.#child, this.#pulse, this.#child.channel]) {
      if (isNeeded) handle?.ref();
      else handle?.unref();
    }
  }

  /**
   * Runs a task; `onShare` hears how far it is. Fails where the process ends, but gives undefined
   * where one that had waited ended before it heard of the task.
   */
  run(task: SeedTask, onShare: (share: number) => void): Promise<SeedEnd | undefined> {
    const child = this.#child;
    let mayBeDead = this.#loaded.size > 0;
    this.#loaded.set(task.module, task.code);
    this.#keepUntil = Infinity;
    return new Promise((resolve) => {
      const onMessage = (message: SeedMessage): void => {
        mayBeDead = false;
        if (message.kind === "begun") return;
        if (message.kind === "share") return onShare(message.share);
        if (message.kind === "unfit") return lost(message.reason);
        settle(message);
      };
      const settle = (end: SeedEnd | undefined): void => {
        child.off("exit", onExit).off("error", onError).off("message", onMessage);
        this.#keepUntil = Date.now() + task.keep;
        resolve(end);
      };
      const lost = (message: string): void =>
        settle(mayBeDead ? undefined : {kind: "failed", message, stack: ""});
      const onError = (error: Error): void => lost(`its process could not run: ${error.message}`);
      const onExit = (code: number | null, signal: string | null): void =>
        lost(`its process ended with ${signal ?? `exit code ${code}`}`);
      child.on("message", onMessage).once("exit", onExit).once("error", onError);
      child.send({...task, keep: task.keep + graceMs});
    });
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

/** What parent and worker of a seed pool say to one another. */
export type SeedTask = {
  readonly module: string;
  /** The version of the module and of all that it imports, see `sourceVersion`. */
  readonly code: string;
  readonly name: string;
  readonly seed: number;
  /** Settings as JSON, see plain-data.ts. */
  readonly settings: string;
  /** How long the worker waits for another task before it ends, in milliseconds. */
  readonly keep: number;
  /** Processors that it asks a cluster for; on one machine the pool decides. */
  readonly processors: number;
  /** Has the worker see first whether the module there is of this version: on another machine. */
  readonly checked?: true;
};

export type SeedMessage =
  | {readonly kind: "begun"}
  | {readonly kind: "share"; readonly share: number}
  /** The module that was to be checked is another one there. */
  | {readonly kind: "unfit"; readonly reason: string}
  | SeedEnd;

export type SeedEnd =
  | {
      readonly kind: "done";
      readonly value: string;
      readonly seconds: number;
      readonly made: Made;
    }
  | {readonly kind: "failed"; readonly message: string; readonly stack: string};

/** The worker's end of the pipe that beats while it lives and closes when its parent is gone. */
export const pulsePipe = 4;
export const pulseMilliseconds = 200;
