import {devNull} from "node:os";

/** Of the reader's settings for pip, those that say how packages are reached from here. */
const network =
  /^(index-url|extra-index-url|find-links|no-index|trusted-host|cert|client-cert|proxy|timeout|retries|keyring-provider)$/;

/** The words before what to install, the same for each environment of ours. */
export const pipInstall = [
  ...["-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check", "--no-input"],
];

/** Prints the settings that pip finds. */
export const pipSettings = ["-m", "pip", "config", "list"];

/**
 * The environment in which pip reads no settings but ours and those for the network, from what
 * `pip config list` prints: `user`, `target` or `no-deps` of a reader would install elsewhere, or half.
 *
 * @param {string} printed
 * @param {NodeJS.ProcessEnv} [base] what is set there already wins, as pip has it
 * @returns {Record<string, string>}
 */
export function pipEnvironment(printed, base = process.env) {
  /** @type {Record<string, string>} */
  const env = {PIP_CONFIG_FILE: devNull};
  for (const line of printed.split("\n")) {
    const [, section, name = "", value = ""] =
      /^([^.=]+)\.([\w-]+)=['"](.*)['"]$/.exec(line.trim()) ?? [];
    const variable = `PIP_${name.replaceAll("-", "_").toUpperCase()}`;
    if (section === ":env:" || !network.test(name) || base[variable] !== undefined) continue;
    // A list is printed with a line for each, as "\\n".
    if (section === "install" || env[variable] === undefined)
      env[variable] = value.replaceAll("\\n", " ").trim();
  }
  return env;
}
