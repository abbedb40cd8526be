import type Esbuild from "esbuild";

/** esbuild, loaded only where it is needed, and told to do without its thread. */
export function loadEsbuild(): typeof Esbuild {
  const name = "ESBUILD_WORKER_THREADS";
  const before = process.env[name];
  process.env[name] = "0";
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
    return require("esbuild") as typeof Esbuild;
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}
