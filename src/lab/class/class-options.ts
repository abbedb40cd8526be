import {readFileSync} from "node:fs";
import path from "node:path";
import {parseArgs} from "node:util";

export type ClassOptions = {
  /** The file of users. */
  readonly users: string;
  readonly port: number;
  /** The address to listen on; 0.0.0.0 for every network that this machine is in. */
  readonly host: string;
  /** Where homes and the hub's own files are. */
  readonly folder: string;
  /** For each user, megabytes; undefined for a share of the machine. */
  readonly memoryMb: number | undefined;
  readonly cores: number | undefined;
  readonly diskGb: number;
  /** What nobody has used for so long is ended. */
  readonly idleMinutes: number;
  readonly tls: {readonly certificate: string; readonly key: string} | undefined;
  /** A file of JupyterHub's settings that is read after ours. */
  readonly config: string | undefined;
};

const words = {
  users: {type: "string"},
  port: {type: "string"},
  host: {type: "string"},
  folder: {type: "string"},
  memory: {type: "string"},
  cores: {type: "string"},
  disk: {type: "string"},
  idle: {type: "string"},
  certificate: {type: "string"},
  key: {type: "string"},
  config: {type: "string"},
} as const;

const usage =
  "npm run class takes --users FILE, --port N, --host ADDRESS, --folder DIR, --memory MB, --cores N, " +
  "--disk GB, --idle MINUTES, --certificate FILE with --key FILE, and --config FILE";

/** Reads what follows `npm run class --`; throws a `RangeError` of one line. */
export function classOptions(given: readonly string[], root: string): ClassOptions {
  const values = parseWords(given);
  const number = (
    name: "port" | "memory" | "cores" | "disk" | "idle",
    least: number,
    most: number,
  ) => {
    const text = values[name];
    return text === undefined ? undefined : wholeNumber(text, {name, least, most});
  };
  const file = (name: "users" | "certificate" | "key" | "config") => {
    const given = values[name];
    return given === undefined ? undefined : readable(given, name);
  };
  const users = file("users");
  if (users === undefined)
    throw new RangeError(
      "a class needs --users FILE: a text with one name a line, and after a comma the token to log in with, if it is not to be made",
    );
  const [certificate, key] = [file("certificate"), file("key")];
  if ((certificate === undefined) !== (key === undefined))
    throw new RangeError("TLS needs both --certificate FILE and --key FILE, got one of them");
  return {
    users,
    port: number("port", 1, 65535) ?? 8000,
    host: address(values.host ?? "0.0.0.0"),
    folder: path.resolve(values.folder ?? path.join(root, ".class")),
    memoryMb: number("memory", 600, 1_000_000),
    cores: number("cores", 1, 4096),
    diskGb: number("disk", 1, 100_000) ?? 5,
    idleMinutes: number("idle", 1, 100_000) ?? 60,
    tls: certificate === undefined || key === undefined ? undefined : {certificate, key},
    config: file("config"),
  };
}

function parseWords(given: readonly string[]) {
  try {
    return parseArgs({args: [...given], options: words}).values;
  } catch {
    throw new RangeError(`${usage}; got ${given.join(" ")}`);
  }
}

function wholeNumber(
  text: string,
  {name, least, most}: {readonly name: string; readonly least: number; readonly most: number},
): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < least || value > most)
    throw new RangeError(
      `--${name} must be a whole number from ${least} to ${most}, got "${text}"`,
    );
  return value;
}

function readable(name: string, option: string): string {
  const file = path.resolve(name);
  try {
    readFileSync(file);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    const why =
      code === "ENOENT"
        ? "there is no such file"
        : code === "EISDIR"
          ? "it is a folder"
          : (error as Error).message;
    throw new RangeError(`--${option} ${name} cannot be read: ${why}`, {cause: error});
  }
  return file;
}

function address(host: string): string {
  // It becomes part of an address of the web.
  if (!/^[\w.:-]+$/.test(host))
    throw new RangeError(`--host must be an address such as 127.0.0.1 or 0.0.0.0, got "${host}"`);
  return host;
}
