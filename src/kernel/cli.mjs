#!/usr/bin/env node
import {parseArgs} from "node:util";
import {bundledKernel} from "./bundle.mjs";
import {install, specFolder, uninstall} from "./kernel-spec.mjs";
import {createRequire} from "node:module";
import path from "node:path";

const usage = `usage: typescript-cells install    [--user | --sys-prefix | --prefix DIR] [--name NAME] [--display-name TEXT]
       typescript-cells uninstall  [--user | --sys-prefix | --prefix DIR] [--name NAME]
       typescript-cells doctor     [--user | --sys-prefix | --prefix DIR] [--name NAME]

Tells Jupyter of the kernel, takes that back, or starts the kernel and runs a cell.
  --user        for you, in your Jupyter data folder (usual)
  --sys-prefix  for the Python environment that is active
  --prefix DIR  in DIR/share/jupyter
  --name NAME   the kernel's name for Jupyter (usual: typescript-cells)`;

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const isOfWords = error instanceof TypeError && "code" in error;
  console.error(isOfWords ? `${message}\n${usage}` : message);
  process.exitCode = 1;
}

/**
 * @param {string[]} words
 * @returns {Promise<number>} exit code
 */
async function run(words) {
  const {values, positionals} = parseArgs({
    args: words,
    options: {
      user: {type: "boolean", default: false},
      "sys-prefix": {type: "boolean", default: false},
      prefix: {type: "string"},
      name: {type: "string", default: "typescript-cells"},
      "display-name": {type: "string", default: "TypeScript"},
      help: {type: "boolean", default: false},
    },
    allowPositionals: true,
  });
  const [command, ...rest] = positionals;
  const {name, prefix, user, "sys-prefix": sysPrefix, "display-name": displayName} = values;
  if (values.help || command === undefined || rest.length > 0) {
    console.error(usage);
    return values.help ? 0 : 2;
  }
  if ([user, sysPrefix, prefix !== undefined].filter(Boolean).length > 1)
    throw new Error("--user, --sys-prefix and --prefix exclude each other: give one of them");
  const folder = specFolder({name, prefix, sysPrefix});
  switch (command) {
    case "install":
      install(folder, displayName);
      console.log(`${displayName} is installed as ${name} in ${folder}. Next: jupyter lab`);
      return 0;
    case "uninstall":
      uninstall(folder);
      console.log(`${name} is gone from ${folder}`);
      return 0;
    case "doctor": {
      const require = createRequire(import.meta.url);
      const {examine} = require(path.join(await bundledKernel(), "client.js"));
      let isWell = true;
      for await (const {about, found, remedy} of examine(folder)) {
        console.log(
          `${remedy === null ? "✓" : "✗"} ${about.padEnd(12)} ${found}${remedy === null ? "" : `: ${remedy}`}`,
        );
        isWell &&= remedy === null;
      }
      return isWell ? 0 : 1;
    }
    default:
      throw new Error(`there is no command ${command}\n${usage}`);
  }
}
