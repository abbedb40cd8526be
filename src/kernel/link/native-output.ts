import {endMarkPattern} from "./messages";

/** Lines that TensorFlow prints once when it is loaded, whatever its log level. */
const noise = [
  /^WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR$/,
  /^[IW]\d{4} [\d:.]+ +\d+ port\.cc:\d+\] oneDNN custom operations are on\./,
];

/** How the last words of a process begin that V8 or Node is about to abort. */
const lastWords =
  /^(?:<--- Last few GCs --->|FATAL ERROR: |# Fatal |----- Native stack trace|\s*#\s+\S*node\S*\[\d+\]: )/;

/** Beginnings of lines that are not shown: what may become one waits for the rest of its line. */
const beginnings = ["WARNING: All log", "<--- Last", "FATAL ERROR: ", "# Fatal ", "----- Native"];
const mayBegin = (line: string) =>
  line.includes("\0") ||
  /^[IW](?:\d{0,4}$|\d{4} )/.test(line) ||
  beginnings.some((text) => text.startsWith(line) || line.startsWith(text));

const longestReport = 20_000;

/**
 * What comes out of the engine's stdout or stderr beside the cells' own prints: native libraries,
 * child processes. Takes out the marks that end a cell, TensorFlow's greeting, and crash reports.
 */
export class NativeOutput {
  #rest = "";
  /** Empty lines and lone `#`: V8 begins its reports with them. */
  #blank = "";
  /** The crash report, if one was begun. */
  report = "";

  constructor(
    readonly onText: (text: string) => void,
    readonly onMark: (id: number) => void,
  ) {}

  push(text: string): void {
    const parts = (this.#rest + text).split(endMarkPattern);
    this.#rest = "";
    // split() puts the ids between the texts.
    for (let i = 0; i + 1 < parts.length; i += 2) {
      this.#pass(parts[i], {complete: true});
      this.onMark(Number(parts[i + 1]));
    }
    this.#pass(parts[parts.length - 1], {complete: false});
  }

  end(): void {
    const rest = this.#rest;
    this.#rest = "";
    this.#pass(rest, {complete: true});
  }

  #pass(text: string, {complete}: {complete: boolean}): void {
    let shown = "";
    for (const line of text.split(/(?<=\n)/)) {
      if (this.report || lastWords.test(line)) {
        this.report = (this.report + line).slice(0, longestReport);
        continue;
      }
      if (/^#?\n$/.test(line)) {
        this.#blank += line;
        continue;
      }
      const isWhole = complete || line.endsWith("\n");
      if (line && !isWhole && mayBegin(line)) {
        this.#rest = line;
        continue;
      }
      if (!line || noise.some((pattern) => pattern.test(line.trimEnd()))) continue;
      shown += this.#blank + line;
      this.#blank = "";
    }
    if (complete && !this.report) {
      shown += this.#blank;
      this.#blank = "";
    }
    if (shown) this.onText(shown);
  }
}

/** How long to wait for native output that was printed before the end of a cell. */
const patienceMs = 200;
/** One mark on stdout, one on stderr. */
const marksOfAnEnd = 2;

type Ending = {marks: number; finish?: () => void; timer?: NodeJS.Timeout};

/**
 * A cell is over when its outcome has come by one pipe, and by two others the marks behind all that
 * native code has printed. Where a cell has closed those, the marks are not waited for.
 */
export class Endings {
  readonly #endings = new Map<number, Ending>();

  /** The outcome of a cell is here; `finish` is called when the marks are, too. */
  outcome(id: number, finish: () => void): void {
    const ending = this.#of(id);
    ending.finish = finish;
    ending.timer = setTimeout(() => this.#end(id), patienceMs);
    if (ending.marks >= marksOfAnEnd) this.#end(id);
  }

  mark(id: number): void {
    const ending = this.#of(id);
    if (++ending.marks >= marksOfAnEnd) this.#end(id);
  }

  #of(id: number): Ending {
    const ending = this.#endings.get(id) ?? {marks: 0};
    this.#endings.set(id, ending);
    return ending;
  }

  #end(id: number): void {
    const {finish, timer} = this.#of(id);
    if (!finish) return;
    clearTimeout(timer);
    this.#endings.delete(id);
    finish();
  }
}
