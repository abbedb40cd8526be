import type {ImportPath} from "./import-paths";

/**
 * What the three parts of the kernel say to one another.
 *
 *     Jupyter ──zmq── host (wire, session)      never runs the reader's code
 *                      ├─ compiler              TypeScript, in a worker thread of the host
 *                      └─ engine                the reader's cells, in a child process
 *
 * The session compiles a cell, then has the engine run it. Completion, inspection and the
 * heartbeat therefore never wait for a cell, and a dead engine takes neither types nor sockets along.
 */

export type MimeBundle = Record<string, unknown>;

/** A failure as Jupyter shows it; `traceback` lines are ready to print (ANSI colours allowed). */
export type Fault = {readonly ename: string; readonly evalue: string; readonly traceback: string[]};

/** A cell turned to JavaScript, with what is needed to map its lines back. */
export type CompiledCell = {
  readonly code: string;
  /** The text as typed, for carets in tracebacks. */
  readonly source: string;
  /** File name under which the cell runs, `In[3]`. */
  readonly filename: string;
  /** Source maps, outermost first: JavaScript that runs → … → the cell as typed. */
  readonly maps: readonly string[];
  /** Export that holds the value of the last expression, if the cell ends in one. */
  readonly lastExpression: string | null;
  /** Values that the cell declares, and those of them that get none where they are declared. */
  readonly names: readonly string[];
  readonly unset: readonly string[];
  /** Names that it uses as it runs, that calls of its functions will use, and that it assigns to. */
  readonly uses: readonly string[];
  readonly usesLater: Readonly<Record<string, readonly string[]>>;
  readonly assigns: readonly string[];
  /** Names that the project gives a meaning, for the imports of the cell and of its files. */
  readonly paths: readonly ImportPath[];
};

export type Completion = {
  readonly matches: readonly {readonly text: string; readonly kind: string}[];
  /** Offsets in UTF-16 units; the wire turns them into code points. */
  readonly start: number;
  readonly end: number;
};

export type Completeness =
  | {readonly status: "complete" | "invalid" | "unknown"}
  | {readonly status: "incomplete"; readonly indent: string};

/** The language side. All offsets are UTF-16 units. */
export interface Compiler {
  readonly ready: Promise<void>;
  /** Compiles the next cell; its declarations count for later cells only once `commit` is called. */
  compile(source: string, count: number): Promise<CompiledCell | Fault>;
  /** Keeps the declarations of the cell compiled last: it ran (or failed while running). */
  commit(): void;
  complete(source: string, cursor: number): Promise<Completion>;
  inspect(source: string, cursor: number, level: number): Promise<MimeBundle | null>;
  isComplete(source: string): Promise<Completeness>;
  /** Forgets all cells: the engine was replaced. */
  reset(): void;
  close(): Promise<void>;
}

/** What a cell, or something it left behind, sends while it runs. `cell` is the id given to `run`. */
export type EngineEvent =
  | {
      readonly type: "stream";
      readonly cell: string;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | {
      readonly type: "display";
      readonly cell: string;
      readonly data: MimeBundle;
      readonly metadata: object;
      readonly displayId?: string;
      readonly update?: boolean;
    }
  | {
      readonly type: "result";
      readonly cell: string;
      readonly data: MimeBundle;
      readonly metadata: object;
    }
  | {readonly type: "clear"; readonly cell: string; readonly wait: boolean}
  /** Which cells of the notebook show what was made before something that they use, with a sentence for each. */
  | {
      readonly type: "stale";
      readonly cell: string;
      readonly places: Readonly<Record<string, string>>;
    }
  /** A fault in the background: an unhandled rejection, an exception in a timer. */
  | {readonly type: "fault"; readonly cell: string; readonly fault: Fault}
  | {
      readonly type: "input";
      readonly cell: string;
      readonly id: number;
      readonly prompt: string;
      readonly password: boolean;
    }
  | ({readonly type: "comm"; readonly cell: string} & CommMessage)
  /** The engine ended by itself; `reason` is a sentence for the reader. */
  | {readonly type: "exit"; readonly cell: string | null; readonly reason: string};

export type CommMessage = {
  readonly kind: "open" | "message" | "close";
  readonly commId: string;
  readonly target?: string;
  readonly data: unknown;
  readonly metadata: object;
  readonly buffers: readonly Uint8Array[];
};

export type RunOptions = {
  /** Unique id of the request; comes back in every event of this cell. */
  readonly cell: string;
  /** The same for each run of one cell of the notebook. */
  readonly place?: string;
  readonly silent: boolean;
  readonly allowStdin: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
};

export type UserExpression =
  | {readonly status: "ok"; readonly data: MimeBundle; readonly metadata: object}
  | ({readonly status: "error"} & Fault);

export type RunOutcome =
  | {readonly status: "ok"; readonly userExpressions: Readonly<Record<string, UserExpression>>}
  | ({readonly status: "error"} & Fault);

/** The running side. Events arrive before the promise of the `run` they belong to settles. */
export interface Engine {
  readonly ready: Promise<void>;
  run(cell: CompiledCell, options: RunOptions): Promise<RunOutcome>;
  /** Delivers a comm message from the front end; output of its handler carries `cell`. Settles when handled. */
  comm(message: CommMessage, cell: string): Promise<void>;
  /** Ids and targets of the open comms. */
  comms(): Readonly<Record<string, {target_name: string}>>;
  answerInput(id: number, value: string): void;
  /** Stops what runs now and keeps the variables; settles once it has stopped or cannot be stopped. */
  interrupt(): Promise<"stopped" | "idle" | "stuck" | "silent">;
  /** Ends the process and all it started. */
  kill(): Promise<void>;
}
