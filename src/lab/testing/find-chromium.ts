import {spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import path from "node:path";

/** A browser for the tests: the program, and how it names itself. */
export type Chromium = {readonly program: string; readonly version: string};

/**
 * The Chromium that `CHROMIUM` names, else the first on the `PATH` or where Debian's package puts it, by
 * its whole path, as a browser's driver asks for it; null where none starts, as the one that only says
 * how to install another (Ubuntu has such).
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): Chromium | null {
  const folders = [...(env["PATH"] ?? "").split(path.delimiter).filter(Boolean), "/usr/bin"];
  const wanted = env["CHROMIUM"] ? [env["CHROMIUM"]] : ["chromium", "chromium-browser"];
  const places = wanted.flatMap((name) =>
    name.includes(path.sep) ? [name] : folders.map((folder) => path.join(folder, name)),
  );
  for (const program of places.filter((place) => existsSync(place))) {
    const {status, stdout} = spawnSync(program, ["--version"], {encoding: "utf8", env});
    const version = status === 0 ? stdout.trim().split("\n")[0] : "";
    if (version) return {program, version};
  }
  return null;
}

/** Why tests in a browser cannot run here, or false. In CI they always run, and fail without one. */
export function browserMissing(env: NodeJS.ProcessEnv = process.env): string | false {
  if (env["CI"] || findChromium(env) !== null) return false;
  return "no Chromium: apt install chromium, or set CHROMIUM to one";
}
