import {existsSync} from "node:fs";
import {join, relative} from "node:path";
import {parseArgs} from "node:util";

export type StartOptions = {
  readonly browser: boolean;
  readonly port: number;
  /** The reader knows what it means to run as root. */
  readonly allowRoot: boolean;
  /** Path of the document to open, from the project's folder, or null for an empty JupyterLab. */
  readonly document: string | null;
};

const firstDocument = "notebooks/00-start-here.ipynb";

/** Reads what follows `npm start --`; throws a `RangeError` of one line. */
export function startOptions(words: readonly string[], root: string): StartOptions {
  const {values, positionals} = parseWords(words);
  const port = Number(values.port ?? 8888);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new RangeError(`--port must be a whole number from 1 to 65535, got ${values.port}`);
  const [named, ...rest] = positionals;
  if (rest.length > 0)
    throw new RangeError(`one notebook can be opened, got ${positionals.length}`);
  if (named !== undefined) {
    const inside = relative(root, join(root, named));
    if (inside.startsWith("..") || !existsSync(join(root, inside)))
      throw new RangeError(`there is no ${named} in ${root}`);
  }
  const first = existsSync(join(root, firstDocument)) ? firstDocument : null;
  return {
    browser: values["no-browser"] !== true,
    port,
    allowRoot: values["allow-root"] === true,
    document: named ?? first,
  };
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        "no-browser": {type: "boolean"},
        port: {type: "string"},
        "allow-root": {type: "boolean"},
      },
    });
  } catch {
    throw new RangeError(
      `npm start takes --no-browser, --port N, --allow-root and a notebook, got ${words.join(" ")}`,
    );
  }
}
