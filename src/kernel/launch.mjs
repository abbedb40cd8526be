/** What the kernel spec runs: node launch.mjs <connection file>. */
import {createRequire} from "node:module";
import path from "node:path";
import {bundledKernel} from "./bundle.mjs";

const require = createRequire(import.meta.url);
require(path.join(await bundledKernel(), "host.js")).startHost(process.argv[2]);
