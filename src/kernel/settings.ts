import {existsSync, readFileSync} from "node:fs";
import {homedir} from "node:os";
import path from "node:path";

/**
 * What whoever installs the kernel decides. The kernel spec names a JSON file with some of these
 * (`launch.mjs --settings FILE`); its paths start at the folder of the file.
 */
export type Settings = {
  /**
   * The folder that all notebooks belong to: its tsconfig.json, its packages. Null for the folder of
   * the nearest tsconfig.json above the notebook, or else the notebook's own.
   */
  readonly project: string | null;
  /** Folder for what is kept from one start to the next. */
  readonly caches: string;
  /** Scripts that the engine loads before anything else. */
  readonly preload: readonly string[];
  /** Files that declare names which cells find beside the globals. */
  readonly declarations: readonly string[];
  /** Folders whose files are not checked with each cell that imports them. */
  readonly unchecked: readonly string[];
  /** Packages with many types that most notebooks import: they are read while nobody waits. */
  readonly warmUp: readonly string[];
  /** The environment variable that sets the engine's heap (megabytes). */
  readonly heapVariable: string;
  /** What the kernel calls itself. */
  readonly title: string;
  /** What the help menu offers beside TypeScript and Node. */
  readonly helpLinks: readonly {readonly text: string; readonly url: string}[];
};

/** Settings for one notebook: `root` is its project, `cwd` its own folder. */
export type Place = Settings & {readonly root: string; readonly cwd: string};

/** For a kernel that nobody has set up otherwise. */
function usualSettings(): Settings {
  const caches = process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache");
  return {
    project: null,
    caches: path.join(caches, "typescript-cells"),
    preload: [],
    declarations: [],
    unchecked: [],
    warmUp: [],
    heapVariable: "TYPESCRIPT_CELLS_HEAP_MB",
    title: "TypeScript cells",
    helpLinks: [],
  };
}

const paths = ["project", "caches", "preload", "declarations", "unchecked"];

/**
 * The settings of a file; what it leaves out is as usual. Throws an Error that names the file for one
 * that cannot be read, and for a name that is none of ours.
 */
export function readSettings(file?: string): Settings {
  const usual = usualSettings();
  if (file === undefined) return usual;
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch (error) {
    const {message} = error as Error;
    throw new Error(`the settings ${file} cannot be read: ${message}`, {cause: error});
  }
  const absolute = (value: unknown): unknown =>
    typeof value === "string" ? path.resolve(path.dirname(file), value) : value;
  for (const [name, value] of Object.entries(given)) {
    const expected = (usual as Record<string, unknown>)[name] ?? "";
    if (!Object.hasOwn(usual, name))
      throw new RangeError(
        `the settings ${file} have ${JSON.stringify(name)}; expected one of ${Object.keys(usual).join(", ")}`,
      );
    if (typeof value !== typeof expected || Array.isArray(value) !== Array.isArray(expected))
      throw new TypeError(
        `${name} must be ${Array.isArray(expected) ? "a list" : "a text"} in ${file}, got ${JSON.stringify(value)}`,
      );
    if (paths.includes(name))
      given[name] = Array.isArray(value) ? value.map(absolute) : absolute(value);
  }
  return {...usual, ...given};
}

/** @param cwd the notebook's folder */
export function placeOf(settings: Settings, cwd: string): Place {
  return {...settings, cwd, root: settings.project ?? projectAbove(cwd)};
}

function projectAbove(cwd: string): string {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "tsconfig.json"))) return folder;
    if (folder === path.dirname(folder)) return cwd;
  }
}
