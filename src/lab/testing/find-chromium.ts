import {spawnSync} from "node:child_process";

/** A browser for the tests: the program, and how it names itself. */
export type Chromium = {readonly program: string; readonly version: string};

/**
 * The Chromium that `CHROMIUM` names, else the first on the `PATH` or where Debian's package puts it;
 * null where none starts, as the one that only says how to install another (Ubuntu has such).
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): Chromium | null {
  const usual = ["chromium", "chromium-browser", "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  for (const program of env["CHROMIUM"] ? [env["CHROMIUM"]] : usual) {
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
