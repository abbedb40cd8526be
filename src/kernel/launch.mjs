/** What the kernel spec runs: node launch.mjs <connection file>. */
import {createRequire} from "node:module";
import path from "node:path";
import {bundledKernel, root} from "./bundle.mjs";

const require = createRequire(import.meta.url);
const {startHost} = require(path.join(await bundledKernel(), "host.js"));
await startHost({connectionFile: process.argv[2], root});
