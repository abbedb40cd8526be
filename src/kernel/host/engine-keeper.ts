import type {Engine, EngineEvent, Fault} from "../protocol";

export type StartEngine = (onEvent: (event: EngineEvent) => void) => Engine;

type Exit = Extract<EngineEvent, {type: "exit"}>;

export type EngineKeeperOptions = {
  readonly start: StartEngine;
  readonly onEvent: (event: Exclude<EngineEvent, Exit>, engine: Engine) => void;
  /** An engine has ended by itself; the next one was started before, if it is to be. */
  readonly onLost: (exit: Exit, fault: Fault, lost: Engine) => void;
};

/** Keeps an engine running: one that ends by itself is replaced, and never in silence. */
export class EngineKeeper {
  readonly #options: EngineKeeperOptions;
  #engine: Engine | undefined;
  #closed = false;

  constructor(options: EngineKeeperOptions) {
    this.#options = options;
  }

  /** The present engine; started now if there is none. */
  get engine(): Engine {
    return (this.#engine ??= this.#start());
  }

  /** Settles when the engine that was started last can run cells, or there is none. */
  async ready(): Promise<void> {
    await this.#engine?.ready.catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#engine?.kill();
  }

  #start(): Engine {
    let wasReady = false;
    const engine = this.#options.start((event) => {
      if (event.type !== "exit") return this.#options.onEvent(event, engine);
      if (this.#closed) return;
      // An engine that could not even start is not tried again before the reader asks for it.
      this.#engine = wasReady ? this.#start() : undefined;
      this.#options.onLost(event, engineLost(event.reason), engine);
    });
    engine.ready.then(
      () => (wasReady = true),
      () => undefined,
    );
    return engine;
  }
}

function engineLost(reason: string): Fault {
  const evalue = `${reason} All variables are gone; run the cells again from the top.`;
  return {ename: "EngineLost", evalue, traceback: [`\u001b[31mEngineLost\u001b[39m: ${evalue}`]};
}
