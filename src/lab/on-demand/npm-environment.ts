import {copyFileSync, existsSync, mkdirSync, readFileSync} from "node:fs";
import path from "node:path";
import {installOnce} from "./install-once";

/**
 * A folder of npm packages of its own, installed when first asked for: what a command of the lab needs,
 * and the lab does without.
 *
 *     folder    of the packages, below `.cache`
 *     pins      the folder of a package.json and its package-lock.json; other pins install anew
 *     program   what is run of it, by path in `folder`
 *     purpose   what cannot be done without it, for the line that says so
 *
 * Scripts of the packages do not run. Returns the program, or undefined where it cannot be had, with
 * the reason on stderr.
 */
export function npmEnvironment({
  folder,
  pins,
  program,
  purpose,
}: Record<"folder" | "pins" | "program" | "purpose", string>): string | undefined {
  const files = ["package.json", "package-lock.json"];
  return installOnce({
    ...{folder, purpose, what: "npm packages"},
    program: path.join(folder, program),
    wanted: files.map((name) => readFileSync(path.join(pins, name), "utf8")).join("\n"),
    steps: [
      () => {
        mkdirSync(folder, {recursive: true});
        for (const name of files) copyFileSync(path.join(pins, name), path.join(folder, name));
        const [command, ...words] = ownNpm();
        const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--omit=dev"];
        return [command, [...words, "ci", `--prefix=${folder}`, "--ignore-scripts", ...quiet]];
      },
    ],
  });
}

/** The npm that runs us, if one does: another on the PATH may be of another age. */
function ownNpm(): [string, ...string[]] {
  const own = process.env["npm_execpath"];
  return own && /npm-cli\.c?js$/.test(own) && existsSync(own) ? [process.execPath, own] : ["npm"];
}
