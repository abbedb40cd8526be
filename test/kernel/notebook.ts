import assert from "node:assert/strict";
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {CellCompiler} from "../../src/kernel/compiler/cell-compiler";
import {startEngine} from "../../src/kernel/link/engine-handle";
import type {
  CompiledCell,
  EngineEvent,
  Fault,
  RunOptions,
  RunOutcome,
} from "../../src/kernel/protocol";
import {placeOf, readSettings} from "../../src/kernel/settings";
import type {Place} from "../../src/kernel/settings";

export const root = path.join(__dirname, "..", "..");

/** A notebook's folder with the settings under which the lab's kernel runs. */
export const labPlace = (cwd: string): Place =>
  placeOf(readSettings(path.join(root, "src", "lab", "kernel-settings.json")), cwd);

/** A folder outside the project, for the files of a notebook. */
export function notebookFolder() {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "notebook-")));
  return {
    folder,
    write(name: string, text: string) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), {recursive: true});
      writeFileSync(file, text);
    },
    remove: () => rmSync(folder, {recursive: true, force: true}),
  };
}

export function compiled(result: CompiledCell | Fault): CompiledCell {
  if ("traceback" in result) assert.fail(result.traceback.join("\n"));
  return result;
}

export function refused(result: CompiledCell | Fault): Fault {
  assert.ok("traceback" in result, "the cell was expected not to compile");
  return result;
}

export type Ran = {readonly outcome: RunOutcome; readonly events: readonly EngineEvent[]};

export type Notebook = ReturnType<typeof openNotebook>;

/** The same as an installed kernel has it that nobody has told of the lab. */
export const lonePlace = (cwd: string): Place =>
  placeOf({...readSettings(), caches: path.join(root, ".cache")}, cwd);

/**
 * A compiler and an engine without the wire between them and a reader.
 *
 * @param files what lies in the notebook's folder from the start, by path
 */
export function openNotebook({
  placeAt = labPlace,
  files = {},
}: {placeAt?: (cwd: string) => Place; files?: Record<string, string>} = {}) {
  const place = notebookFolder();
  for (const [name, text] of Object.entries(files)) place.write(name, text);
  const where = placeAt(place.folder);
  const compiler = new CellCompiler(where);
  const events: EngineEvent[] = [];
  const listeners = new Set<(event: EngineEvent) => void>();
  let engine = newEngine();
  let count = 0;

  function newEngine() {
    return startEngine(where, (event) => {
      events.push(event);
      for (const listener of listeners) listener(event);
    });
  }

  const compile = (source: string) => compiler.compile(source, ++count);
  async function start(source: string, options: Partial<RunOptions> = {}) {
    const cell = compiled(compile(source));
    compiler.commit();
    await engine.ready;
    const id = `cell ${count}`;
    const outcome = engine.run(cell, {
      cell: id,
      silent: false,
      allowStdin: false,
      userExpressions: {},
      ...options,
    });
    return {id, outcome};
  }

  return {
    ...place,
    compiler,
    compile,
    events,
    start,
    get engine() {
      return engine;
    },
    /** The engine has ended: the next cell runs in a new one. */
    renew() {
      compiler.reset();
      engine = newEngine();
    },
    /** Compiles and runs a cell; what it printed and showed comes back with its outcome. */
    async run(source: string, options: Partial<RunOptions> = {}): Promise<Ran> {
      const from = events.length;
      const {id, outcome} = await start(source, options);
      const settled = await outcome;
      const own = events.slice(from).filter((event) => event.cell === id);
      return {outcome: settled, events: own};
    },
    /** Starts a cell, and resolves once it has printed "at work". */
    async work(source: string, options: Partial<RunOptions> = {}) {
      const printed = this.heard((event) => event.type === "stream" && /at work/.test(event.text));
      const started = await start(source, options);
      await printed;
      return started;
    },
    /** Resolves with the first event from now on that fits. */
    heard(fits: (event: EngineEvent) => boolean, limitMs = 60_000): Promise<EngineEvent> {
      return new Promise((done, fail) => {
        const timer = setTimeout(() => {
          listeners.delete(listener);
          fail(
            new Error(
              `no such event within ${limitMs} ms: ${JSON.stringify(events.slice(-6)).slice(0, 1500)}`,
            ),
          );
        }, limitMs);
        const listener = (event: EngineEvent) => {
          if (!fits(event)) return;
          listeners.delete(listener);
          clearTimeout(timer);
          done(event);
        };
        listeners.add(listener);
      });
    },
    async close() {
      await engine.kill();
      place.remove();
    },
  };
}

export const textOf = (events: readonly EngineEvent[], name?: "stdout" | "stderr"): string =>
  events
    .map((event) => (event.type === "stream" && (!name || event.name === name) ? event.text : ""))
    .join("");

/** The mime bundle of the cell's result. */
export function resultOf({outcome, events}: Ran): Record<string, unknown> {
  if (outcome.status === "error") assert.fail(outcome.traceback.join("\n"));
  const results = events.filter((event) => event.type === "result");
  assert.equal(results.length, 1, "one result");
  const [result] = results;
  return result.type === "result" ? result.data : {};
}

export const plainOf = (ran: Ran): unknown => resultOf(ran)["text/plain"];

export function failureOf({outcome}: Ran): Fault {
  if (outcome.status !== "error") assert.fail("the cell was expected to fail");
  return outcome;
}
