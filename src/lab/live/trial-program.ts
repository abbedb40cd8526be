/**
 * What runs in the thread of a trial: what Node has and a worker of a browser has not is taken away, and then the
 * scripts run. (In a context of `vm` they would run many times slower: there every name is looked up by hand.)
 */
export const trialProgram = `
const {parentPort, workerData} = require("node:worker_threads");
const {runInThisContext} = require("node:vm");
const send = (message) => parentPort.postMessage(JSON.parse(JSON.stringify(message)));
process.on("unhandledRejection", (error) => { throw error; });
let started = 0;
globalThis.postMessage = (message) => {
  if (message.type === "ready") send({type: "took", seconds: (performance.now() - started) / 1000});
  send(message);
};
globalThis.self = globalThis;
globalThis.WorkerGlobalScope = class {};
globalThis.console = {};
for (const name of ["process", "Buffer", "global", "require", "module", "exports", "__filename", "__dirname", "setImmediate", "clearImmediate"])
  delete globalThis[name];
if (!workerData.wasm) delete globalThis.WebAssembly;
parentPort.on("message", (data) => globalThis.onmessage?.({data}));
(async () => {
  if (workerData.tensors !== null) {
    runInThisContext(workerData.tensors);
    await globalThis[Symbol.for("residual-lab.start-tensors")]();
  }
  started = performance.now();
  runInThisContext(workerData.code);
})();
`;
