/**
 * Runs configurable-http-proxy and ends with whoever started it: a hub that was killed would leave it
 * behind, with the port of the class taken.
 *
 * node proxy.mjs PROGRAM [its words]
 */
import {pathToFileURL} from "node:url";
import {onOrphaned} from "../run-orphan.mjs";

const [program = ""] = process.argv.splice(2, 1);
process.argv[1] = program;
onOrphaned(() => process.exit(1));
await import(pathToFileURL(program).href);
