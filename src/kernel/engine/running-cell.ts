import {writeSync} from "node:fs";
import type {Holdings} from "../interrupt/holdings";
import type {Children, Threads} from "../interrupt/processes-and-threads";
import {currentScope, enterScope, inScope, Interrupted} from "../interrupt/scope";
import type {Scope} from "../interrupt/scope";
import {restoreTensorFlow} from "../interrupt/tensorflow";
import {stopTimers} from "../interrupt/timers";
import {endMark} from "../link/messages";
import type {Modules} from "../modules/modules";
import type {CompiledCell, Fault, RunOptions, RunOutcome, UserExpression} from "../protocol";
import {faultOf} from "../show/error";
import type {ErrorPlaces} from "../show/stack-frames";
import {shown} from "../show/value";
import type {BackgroundWork} from "./background-work";
import {Origins} from "./origins";
import type {EngineOutput} from "./output";
import type {Boxed, Runner} from "./run-cell";

export type CellsOptions = {
  readonly modules: Modules;
  readonly runner: Runner;
  readonly output: EngineOutput;
  readonly background: BackgroundWork;
  readonly holdings: Holdings;
  readonly children: Children;
  readonly threads: Threads;
  readonly places: ErrorPlaces;
};

/**
 * The cell that runs now, from its start to the word that it is done. The host sends one at a time.
 *
 * An interrupt may end the code here between any two steps; so every step can be taken again, and
 * the cell counts as running until the word that it is done was sent.
 */
export class EngineCells {
  readonly #options: CellsOptions;
  #active: {readonly id: number; readonly scope: Scope} | null = null;
  readonly #origins = new Origins();
  /** What the host was told last of cells that show what is of before. */
  #stale = "{}";
  #latest = 0;
  /** A cell that was interrupted before it came here. */
  #cancelled = 0;

  constructor(options: CellsOptions) {
    this.#options = options;
  }

  /** A run that has come already is left out: after an interrupt it may be sent again. */
  run(id: number, cell: CompiledCell, options: RunOptions): void {
    if (id <= this.#latest) return;
    const scope = {cell: options.cell, place: options.place, stopped: false};
    this.#latest = id;
    this.#active = {id, scope};
    if (this.#cancelled === id) this.#finish(id, this.#interrupted());
    else void inScope(scope, () => this.#run(id, {cell, options, scope}));
  }

  /** Stops the cell with this number, or, if none runs, what cells have left behind. */
  interrupt(run: number): "stopped" | "idle" {
    const {modules, background, holdings, children, threads} = this.#options;
    const active = this.#active;
    // It was meant for a cell that has ended in the meantime.
    if (active && active.id > run) return "idle";
    enterScope(undefined);
    if (active) active.scope.stopped = true;
    modules.rest();
    let left = background.stop() + stopTimers(active?.scope);
    const isMeant = ({stopped}: Scope) => stopped || !active;
    left += children.stop(isMeant) + threads.stop(isMeant);
    holdings.release(isMeant);
    if (active) {
      this.#finish(active.id, this.#interrupted());
    } else if (run > this.#latest) this.#cancelled = run;
    else return left > 0 ? "stopped" : "idle";
    return "stopped";
  }

  /** Puts in order what code that was ended, for an interrupt, had no chance to. */
  restore(): void {
    if (this.#active) return;
    this.#options.modules.forgetUnfinished();
    this.#options.holdings.restore();
    restoreTensorFlow();
  }

  /** Shows what failed outside of a cell's own run, under the cell that caused it. */
  background(thrown: unknown, scope: Scope = currentScope()): void {
    const {cell, stopped} = scope;
    if (stopped || thrown instanceof Interrupted) return;
    this.#options.output.send({type: "fault", cell, fault: this.#fault(thrown)});
  }

  async #run(
    id: number,
    {cell, options, scope}: {cell: CompiledCell; options: RunOptions; scope: Scope},
  ): Promise<void> {
    const {modules, runner, output} = this.#options;
    // A cell starts in a microtask: ended in the callback of a pipe, Node would lose its balance.
    await null;
    try {
      const {failures, files} = await modules.reload();
      for (const failure of [...failures, ...runner.renew(files)]) this.background(failure, scope);
      const notes = this.#origins.begin(cell, scope.place);
      if (notes.length > 0 && !options.silent) output.print("stderr", `${notes.join("\n")}\n`);
      const {value} = await runner.run(cell);
      if (!options.silent) {
        const {data, failure} = await shown(value);
        if (failure !== undefined) this.background(failure, scope);
        if (data && !scope.stopped)
          output.send({type: "result", cell: scope.cell, data, metadata: {}});
      }
      const userExpressions: Record<string, UserExpression> = {};
      for (const [name, expression] of Object.entries(options.userExpressions))
        userExpressions[name] = await this.#evaluated(() => runner.evaluate(expression));
      this.#finish(id, {status: "ok", userExpressions});
    } catch (error) {
      this.#finish(id, {status: "error", ...this.#fault(error)});
    }
    modules.rest();
  }

  #tellStale(cell: string): void {
    const places = this.#origins.stale();
    const text = JSON.stringify(places);
    if (text === this.#stale) return;
    this.#stale = text;
    this.#options.output.send({type: "stale", cell, places});
  }

  async #evaluated(evaluate: () => Promise<Boxed>): Promise<UserExpression> {
    try {
      const {value} = await evaluate();
      const {data} = await shown(value);
      return {status: "ok", data: data ?? {"text/plain": "undefined"}, metadata: {}};
    } catch (error) {
      return {status: "error", ...this.#fault(error)};
    }
  }

  #finish(id: number, outcome: RunOutcome): void {
    if (this.#active?.id !== id) return;
    const {scope} = this.#active;
    const {runner} = this.#options;
    const failed = outcome.status === "error";
    const how = scope.stopped ? "was interrupted" : "failed";
    const missing = failed ? runner.abandon(how) : new Set<string>();
    this.#origins.end(runner.variables, {missing, failed});
    this.#tellStale(scope.cell);
    for (const fd of [1, 2])
      try {
        writeSync(fd, endMark(id));
      } catch {
        // The cell closed it; the host does not wait long for the mark.
      }
    this.#options.output.send({type: "done", id, outcome});
    this.#active = null;
  }

  #interrupted = (): RunOutcome => ({status: "error", ...this.#fault(new Interrupted())});
  readonly #fault = (thrown: unknown): Fault => faultOf(thrown, this.#options.places);
}
