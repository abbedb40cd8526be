import path from "node:path";
import {types} from "node:util";
import vm from "node:vm";
import type {SourceTexts} from "./errors-sources";
import type {Modules} from "./modules";
import type {CompiledCell} from "./protocol";

/** Names that a cell's code finds beside the globals; the last two are written by the compiler. */
const parameters = "exports, require, module, __filename, __dirname, __import, __define";
const prefix = `(async function (${parameters}) {`;

/** Lines that the compiler puts before a cell's text. */
const extraLines = 1;

/** Runs compiled cells one after another on the same variables. */
export class Runner {
  /** Top-level names of all cells. Imported ones are getters, so that reloaded code is seen. */
  readonly variables: Record<string, unknown> = {};
  readonly #modules: Modules;
  readonly #texts: SourceTexts;
  readonly #cwd: string;

  constructor({modules, texts, cwd}: {modules: Modules; texts: SourceTexts; cwd: string}) {
    this.#modules = modules;
    this.#texts = texts;
    this.#cwd = cwd;
  }

  /** The value of the cell's last expression, awaited; undefined where it ends in a statement. */
  async run({code, source, filename, maps, lastExpression}: CompiledCell): Promise<unknown> {
    this.#texts.set(filename, {source, maps, extraLines});
    const {variables} = this;
    const script = new vm.Script(`${prefix}${code}\n})`, {
      filename,
      columnOffset: -prefix.length,
    });
    if (code.includes("require(")) await this.#modules.prepare(code);
    // An imported name of an earlier cell has only a getter: what this cell assigns replaces it.
    for (const [, name] of code.matchAll(/\bexports\.([\w$\u0080-\uffff]+) = /g))
      if (Object.getOwnPropertyDescriptor(variables, name)?.get) delete variables[name];
    const body = script.runInThisContext() as (...args: unknown[]) => Promise<void>;
    const {requireFromCell, importFromCell} = this.#modules;
    await body.call(
      undefined,
      variables,
      requireFromCell,
      {exports: variables},
      path.join(this.#cwd, filename),
      this.#cwd,
      importFromCell,
      define,
    );
    if (lastExpression === null) return undefined;
    const value = variables[lastExpression];
    variables[lastExpression] = undefined;
    return types.isPromise(value) ? await value : value;
  }

  /** Evaluates a plain JavaScript expression over the variables of all cells. */
  async evaluate(expression: string): Promise<unknown> {
    const script = new vm.Script(
      `(function (exports, require) { with (exports) { return (${expression}\n); } })`,
      {filename: "expression"},
    );
    const body = script.runInThisContext() as (...args: unknown[]) => unknown;
    return await body(this.variables, this.#modules.requireFromCell);
  }
}

function define(variables: object, name: string, descriptor: PropertyDescriptor): void {
  if (name !== "__esModule")
    Object.defineProperty(variables, name, {...descriptor, configurable: true});
}
