/**
 * Puts back what tfjs-node 4.22.0 calls and newer Node versions took away: Node 23 and later have
 * no `util.isNullOrUndefined` (every matMul would fail), Node 22 warns at each first use.
 *
 * Loaded with `--require` before anything else, in every process that may load tfjs-node.
 * @type {Record<string, unknown>}
 */
const util = require("node:util");

util.isNullOrUndefined = (/** @type {unknown} */ value) => value === null || value === undefined;
util.isArray = Array.isArray;
