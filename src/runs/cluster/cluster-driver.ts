import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import type {Socket} from "node:net";
import {createInterface} from "node:readline";
import type {SeedEnd, SeedTask} from "../seed-process";
import {newsOf} from "./protocol";
import type {DriverOrder} from "./protocol";

/** A task on its way to a cluster. */
export type Work = {
  readonly task: SeedTask;
  readonly onShare: (share: number) => void;
  readonly settle: (end: SeedEnd) => void;
  readonly fail: (error: Error) => void;
};

/** What a driver is heard by. */
export type DriverEars = {
  /** Called several times a second while it lives. */
  onPulse(): void;
  /** It ended by itself, before these works did. */
  onLost(why: string, works: readonly Work[]): void;
  /** It cannot run these works, and neither could another. */
  onRefused(why: string, works: readonly Work[]): void;
};

/** Lines of a crash report that tell the reader nothing. */
const frame = /\[?0x[\da-f]+\]?|^\s*(?:\*\*\*|@|File )/;

/** A line that a task has printed, as Ray hands it on. */
const printed = /^\(\w+ pid=\d+(?:, ip=[^)]*)?\) ?(.*)$/;

/**
 * The process between this one and a cluster: works go out to it, and what becomes of them comes back.
 * It ends when this process does, and all its tasks with it.
 *
 *     command       the program and its words
 *     environment   of the process, whole
 *
 * A work ends once, however often the driver says so. A driver that writes what a whole one does not is
 * ended: the line may have been the end of a work.
 */
export class ClusterDriver {
  ears: DriverEars | undefined;
  readonly #child: ChildProcess;
  readonly #works = new Map<number, Work>();
  /** The version of each module that was sent: what its workers have loaded stays as it is. */
  #loaded = new Map<string, string>();
  /** Workers serve the tasks of one epoch only. */
  #epoch = 0;
  #lastId = 0;
  #isOver = false;
  #refusal: string | undefined;
  /** The last line that it complained in. */
  #complaint = "";

  constructor(
    [command, ...words]: readonly string[],
    environment: Readonly<Record<string, string>>,
  ) {
    const child = spawn(command, words, {stdio: ["pipe", "pipe", "pipe"], env: environment});
    this.#child = child;
    child.stdin.on("error", () => undefined);
    createInterface({input: child.stdout}).on("line", (line) => this.#hear(line));
    createInterface({input: child.stderr}).on("line", (line) => {
      const [, text] = printed.exec(line) ?? [];
      if (text !== undefined) process.stderr.write(`${text}\n`);
      else if (line.trim() !== "" && !frame.test(line)) this.#complaint = line.trim();
    });
    child.once("error", (error) => this.#over(error.message));
    child.once("close", (code, signal) => {
      const behind = signal !== null || this.#complaint === "" ? "" : `: ${this.#complaint}`;
      this.#over(`the driver ended with ${signal ?? `exit code ${code}`}${behind}`);
    });
  }

  get isAlive(): boolean {
    const {exitCode, signalCode} = this.#child;
    return !this.#isOver && exitCode === null && signalCode === null;
  }

  /** Has tasks from now on meet no worker that has loaded what is no more current. */
  renew(isCurrent: (module: string, code: string) => boolean): void {
    if ([...this.#loaded].every(([module, code]) => isCurrent(module, code))) return;
    this.#loaded = new Map();
    this.#epoch++;
  }

  run(work: Work): void {
    this.#loaded.set(work.task.module, work.task.code);
    const id = ++this.#lastId;
    this.#works.set(id, work);
    this.#send({do: "run", id, epoch: this.#epoch, task: work.task});
  }

  /** Has it end once it was without a task for so many milliseconds. */
  leave(after: number): void {
    this.#send({do: "leave", after: after / 1000});
  }

  /** Whether this process waits for it: one that is done must not stay because of it. */
  hold(isNeeded: boolean): void {
    const {stdin, stdout, stderr} = this.#child;
    for (const handle of [this.#child, stdin, stdout, stderr] as (Socket | null)[]) {
      if (isNeeded) handle?.ref();
      else handle?.unref();
    }
  }

  /** Ends it at once. Ray ends the tasks of a driver that is gone, and they their processes. */
  end(): void {
    this.#isOver = true;
    this.#child.kill("SIGKILL");
  }

  #send(order: DriverOrder): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  #hear(line: string): void {
    if (this.#isOver) return;
    const news = newsOf(line);
    if (news === undefined) {
      this.#child.kill("SIGKILL");
      return this.#over(`the driver wrote ${JSON.stringify(line.slice(0, 80))}`);
    }
    if (news.kind === "share") this.#works.get(news.id)?.onShare(news.share);
    else if (news.kind === "end") {
      const work = this.#works.get(news.id);
      this.#works.delete(news.id);
      work?.settle(news.end);
    } else if (news.kind === "note") console.warn(news.message);
    else if (news.kind === "refused") this.#refusal = news.message;
    this.ears?.onPulse();
  }

  #over(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const works = [...this.#works.values()];
    if (this.#refusal === undefined) this.ears?.onLost(why, works);
    else this.ears?.onRefused(this.#refusal, works);
  }
}
