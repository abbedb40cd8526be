import type {
  CommMessage,
  Compiler,
  Engine,
  EngineEvent,
  RunOptions,
  RunOutcome,
} from "../../src/kernel/protocol";

/** A compiler that takes cells for JavaScript and knows nothing of types. */
export function fakeCompiler(): Compiler & {resets: number} {
  return {
    resets: 0,
    ready: Promise.resolve(),
    compile: async (source, count) => {
      if (source.includes("syntax error"))
        return {ename: "TypeScriptError", evalue: source, traceback: [source]};
      return {
        code: source,
        source,
        filename: `In[${count}]`,
        maps: [],
        lastExpression: null,
        names: [],
        unset: [],
        uses: [],
        usesLater: {},
        assigns: [],
        paths: [],
      };
    },
    commit: () => undefined,
    complete: async (source, cursor) => {
      const start = source.slice(0, cursor).search(/\w*$/);
      return {matches: [{text: "answer", kind: "const"}], start, end: cursor};
    },
    inspect: async (source) =>
      source.includes("unknown") ? null : {"text/plain": `about ${source}`},
    isComplete: async (source) =>
      source.endsWith("{") ? {status: "incomplete", indent: "  "} : {status: "complete"},
    reset() {
      this.resets++;
    },
    close: async () => undefined,
  };
}

type Run = {options: RunOptions; settle: (outcome: RunOutcome) => void};

/** An engine whose cells say in the test what happens: nothing runs by itself. */
export class FakeEngine implements Engine {
  readonly ready: Promise<void>;
  readonly #emit: (event: EngineEvent) => void;
  readonly #started: Run[] = [];
  #arrived: () => void = () => undefined;
  readonly answers: string[] = [];
  readonly commMessages: CommMessage[] = [];
  openComms: Record<string, {target_name: string}> = {};
  killed = false;

  constructor(emit: (event: EngineEvent) => void, ready = Promise.resolve()) {
    this.#emit = emit;
    this.ready = ready;
  }

  /** The next cell that reaches the engine. */
  async next() {
    while (this.#started.length === 0)
      await new Promise<void>((resolve) => (this.#arrived = resolve));
    const {options, settle} = this.#started.shift()!;
    const {cell} = options;
    return {
      options,
      print: (text: string, name: "stdout" | "stderr" = "stdout") =>
        this.#emit({type: "stream", cell, name, text}),
      emit: this.#emit,
      succeed: () => settle({status: "ok", userExpressions: {}}),
      fail: (evalue: string) =>
        settle({status: "error", ename: "Error", evalue, traceback: [`Error: ${evalue}`]}),
    };
  }

  die(reason: string, cell: string | null = null): void {
    this.#emit({type: "exit", cell, reason});
  }

  run(_: unknown, options: RunOptions): Promise<RunOutcome> {
    return new Promise((settle) => {
      this.#started.push({options, settle});
      this.#arrived();
    });
  }

  async comm(message: CommMessage): Promise<void> {
    this.commMessages.push(message);
  }

  comms() {
    return this.openComms;
  }

  answerInput(_: number, value: string): void {
    this.answers.push(value);
  }

  async interrupt(): Promise<"idle"> {
    return "idle";
  }

  async kill(): Promise<void> {
    this.killed = true;
  }
}
