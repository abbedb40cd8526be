/** What the kernel spec runs: node launch.mjs <connection file>. */
import {createRequire} from "node:module";
import path from "node:path";
import {bundledKernel, root} from "./bundle.mjs";

const [connectionFile] = process.argv.slice(2);
if (!connectionFile) {
  console.error(
    "usage: node launch.mjs <connection file>; Jupyter fills it in from the kernel spec",
  );
  process.exit(2);
}
const require = createRequire(import.meta.url);
const {startHost} = require(path.join(await bundledKernel(), "host.js"));
await startHost({connectionFile, root});
