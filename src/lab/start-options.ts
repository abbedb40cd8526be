import {existsSync} from "node:fs";
import {join, relative} from "node:path";
import {parseArgs} from "node:util";

export type StartOptions = {
  readonly browser: boolean;
  readonly port: number;
  /** The reader knows what it means to run as root. */
  readonly allowRoot: boolean;
  /** The published notebooks are to be changed: an author is at work. */
  readonly edit: boolean;
  /** Path of the document that was asked for, from the project's folder, or null. */
  readonly document: string | null;
};

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
  return {
    browser: values["no-browser"] !== true,
    port,
    allowRoot: values["allow-root"] === true,
    edit: values.edit === true,
    document: named ?? null,
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
        edit: {type: "boolean"},
      },
    });
  } catch {
    throw new RangeError(
      `npm start takes --no-browser, --port N, --allow-root, --edit and a notebook, got ${words.join(" ")}`,
    );
  }
}
