import path from "node:path";
import vm from "node:vm";
import {asCommonJs} from "./modules-shapes";

export type EsmTarget = {readonly specifier: string; readonly from: string};

type Load = (specifier: string) => Promise<object>;

const {USE_MAIN_CONTEXT_DEFAULT_LOADER} = (
  vm as unknown as {constants: {USE_MAIN_CONTEXT_DEFAULT_LOADER: never}}
).constants;

/** Packages that only `import()` can load, kept so that `require` can answer at once. */
export class EsmPackages {
  readonly #loaders = new Map<string, Load>();
  readonly #loaded = new Map<string, object>();

  /** Loads a package, from the folder of the file that asks for it. */
  async import({specifier, from}: EsmTarget): Promise<object> {
    const folder = path.dirname(from);
    let load = this.#loaders.get(folder);
    if (!load) {
      // The true import(), as if it were written in a file of that folder.
      load = vm.runInThisContext("(specifier) => import(specifier)", {
        filename: path.join(folder, "import.js"),
        importModuleDynamically: USE_MAIN_CONTEXT_DEFAULT_LOADER,
      }) as Load;
      this.#loaders.set(folder, load);
    }
    return load(specifier);
  }

  async prepare(target: EsmTarget): Promise<void> {
    const key = keyOf(target);
    if (!this.#loaded.has(key)) this.#loaded.set(key, asCommonJs(await this.import(target)));
  }

  /** What `require` gives for a package that was prepared. */
  get(target: EsmTarget): object | undefined {
    return this.#loaded.get(keyOf(target));
  }
}

const keyOf = ({specifier, from}: EsmTarget) => `${path.dirname(from)}\0${specifier}`;
