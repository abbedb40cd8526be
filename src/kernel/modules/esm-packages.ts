import path from "node:path";
import vm from "node:vm";

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

/**
 * Makes the names of `value` those of `target`, live: `target` is the object that importers hold,
 * and stays the same when a file is loaded again.
 */
export function adopt(target: Record<string, unknown>, value: object): void {
  if (value === target) return;
  const descriptors = Object.getOwnPropertyDescriptors(value) as Record<string, PropertyDescriptor>;
  for (const name of Reflect.ownKeys(target))
    if (!Object.hasOwn(descriptors, name)) delete target[name as string];
  for (const name of Reflect.ownKeys(descriptors))
    Object.defineProperty(target, name, {...descriptors[name as string], configurable: true});
}

/** An object of names, and no function, array or instance that a module has put in its place. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Puts what a list holds now in the place of what it held. */
export function refill(target: unknown[], value: readonly unknown[]): void {
  if (value === target) return;
  target.length = 0;
  // One by one: as arguments of a call, a hundred thousand would be too many.
  for (const item of value) target.push(item);
}

/** An ES module as the code expects it that TypeScript writes for `import`. */
export function asCommonJs(namespace: object): object {
  const copy = {};
  for (const name of Object.keys(namespace))
    Object.defineProperty(copy, name, {
      enumerable: true,
      get: () => (namespace as Record<string, unknown>)[name],
    });
  return Object.defineProperty(copy, "__esModule", {value: true});
}

/** The names of a CommonJS or JSON module as an ES module has them, with the whole as its default. */
export function viewOf(whole: unknown): object {
  const view = {};
  const isObject = (typeof whole === "object" && whole !== null) || typeof whole === "function";
  const names = isObject && !Array.isArray(whole) ? Object.keys(whole as object) : [];
  for (const name of names)
    if (name !== "default" && name !== "__esModule")
      Object.defineProperty(view, name, {
        enumerable: true,
        get: () => (whole as Record<string, unknown>)[name],
      });
  Object.defineProperty(view, "default", {enumerable: true, value: whole});
  return Object.defineProperty(view, "__esModule", {value: true});
}

/** A CommonJS module as `import()` gives it, with every name that TypeScript knows. */
export function asNamespace(exported: unknown): unknown {
  if (typeof exported === "object" && exported !== null && "__esModule" in exported)
    return exported;
  const names = typeof exported === "object" || typeof exported === "function" ? exported : {};
  return {...names, default: exported};
}
