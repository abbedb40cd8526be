/** What the kernel spec runs: node launch.mjs [--settings FILE] <connection file>. */
import {createRequire} from "node:module";
import path from "node:path";
import {parseArgs} from "node:util";
import {bundledKernel} from "./bundle.mjs";

const {values, positionals} = parseArgs({
  options: {settings: {type: "string"}},
  allowPositionals: true,
});
const [connectionFile] = positionals;
if (!connectionFile) {
  console.error(
    "usage: node launch.mjs [--settings FILE] <connection file>; Jupyter fills it in from the kernel spec",
  );
  process.exit(2);
}
const require = createRequire(import.meta.url);
const {startHost, readSettings} = require(path.join(await bundledKernel(), "host.js"));
await startHost({connectionFile, settings: readSettings(values.settings)});
