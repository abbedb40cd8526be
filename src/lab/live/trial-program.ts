/** What runs in the thread of a trial: a global object with what a worker of a browser has, and the scripts in it. */
export const trialProgram = `
const {parentPort, workerData} = require("node:worker_threads");
const vm = require("node:vm");
const given = {setTimeout, clearTimeout, queueMicrotask, performance, TextEncoder, TextDecoder, atob, btoa,
  MessageChannel, AbortController, AbortSignal, Response, Blob, structuredClone, WorkerGlobalScope: class {}};
const page = vm.createContext({...given, console: {}, started: 0});
const send = (message) => parentPort.postMessage(JSON.parse(JSON.stringify(message)));
page.postMessage = (message) => {
  if (message.type === "ready") send({type: "took", seconds: (performance.now() - page.started) / 1000});
  send(message);
};
vm.runInContext("globalThis.self = globalThis;", page);
if (!workerData.wasm) vm.runInContext("delete globalThis.WebAssembly;", page);
parentPort.on("message", (data) => page.onmessage?.({data}));
process.on("unhandledRejection", (error) => { throw error; });
(async () => {
  if (workerData.tensors !== null) {
    vm.runInContext(workerData.tensors, page);
    await vm.runInContext("globalThis[Symbol.for('residual-lab.start-tensors')]()", page);
  }
  page.started = performance.now();
  vm.runInContext(workerData.code, page);
})();
`;
