import type {Engine, EngineEvent, Fault} from "./protocol";

export type StartEngine = (onEvent: (event: EngineEvent) => void) => Engine;

/** One engine from its start to its end. */
export type Life = {
  readonly engine: Engine;
  /** Settles when the engine has ended by itself, with what to tell the reader. */
  readonly lost: Promise<Fault>;
};

type Exit = Extract<EngineEvent, {type: "exit"}>;

export type KeeperOptions = {
  readonly start: StartEngine;
  readonly onEvent: (event: Exclude<EngineEvent, Exit>, engine: Engine) => void;
  /** Called after the next engine was started, if one was. */
  readonly onLost: (exit: Exit, fault: Fault, lost: Engine) => void;
};

/** Keeps an engine running: one that ends by itself is replaced, and never in silence. */
export class Keeper {
  readonly #options: KeeperOptions;
  #life: Life | undefined;
  #closed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** The present engine; started now if there is none. */
  get life(): Life {
    return (this.#life ??= this.#start());
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#life?.engine.kill();
  }

  #start(): Life {
    let wasReady = false;
    let settle: (fault: Fault) => void = () => undefined;
    const lost = new Promise<Fault>((resolve) => (settle = resolve));
    const engine = this.#options.start((event) => {
      if (event.type !== "exit") return this.#options.onEvent(event, engine);
      if (this.#closed) return;
      // An engine that could not even start is not tried again before the reader asks for it.
      this.#life = wasReady ? this.#start() : undefined;
      const fault = engineLost(event.reason);
      this.#options.onLost(event, fault, engine);
      settle(fault);
    });
    engine.ready.then(
      () => (wasReady = true),
      () => undefined,
    );
    return {engine, lost};
  }
}

function engineLost(reason: string): Fault {
  const evalue = `${reason} All variables are gone; run the cells again from the top.`;
  return {ename: "EngineLost", evalue, traceback: [`\u001b[31mEngineLost\u001b[39m: ${evalue}`]};
}
