import * as core from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-backend-cpu";
import {setWasmPaths} from "@tensorflow/tfjs-backend-wasm";

/**
 * TensorFlow.js as pages share it, loaded once for all their cells: WebAssembly where the browser has its
 * vector instructions, else plain JavaScript. Its program is in `wasm`, as a page opened from a file cannot
 * fetch one.
 *
 * Returns the name of the backend that runs.
 */
export async function startTensors(wasm: Uint8Array): Promise<string> {
  const environment = core.env();
  environment.set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  environment.set("PROD", true);
  const {platform} = environment;
  const fetchProgram = () => Promise.resolve(new Response(wasm as BodyInit));
  environment.setPlatform(
    "page",
    Object.assign(Object.create(platform ?? null) as typeof platform, {fetch: fetchProgram}),
  );
  setWasmPaths("inside-the-page/", true);
  (globalThis as Record<symbol, unknown>)[Symbol.for("residual-lab.tensors")] = core;
  const hasVectors = await environment.getAsync("WASM_HAS_SIMD_SUPPORT");
  for (const backend of hasVectors ? ["wasm", "cpu"] : ["cpu"]) {
    const runs = await core.setBackend(backend).catch(() => false);
    if (runs) break;
  }
  await core.ready();
  return core.getBackend();
}
