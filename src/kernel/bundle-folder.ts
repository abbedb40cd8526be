import path from "node:path";
import {pathToFileURL} from "node:url";

/**
 * The folder with the kernel's JavaScript: this file's own when it runs from there, else (in tests,
 * which run the sources) the bundle made of the sources.
 */
export async function kernelFolder(): Promise<string> {
  if (!__filename.endsWith(".ts")) return __dirname;
  const maker = pathToFileURL(path.join(__dirname, "bundle.mjs")).href;
  const {bundledKernel} = (await import(maker)) as {bundledKernel(): Promise<string>};
  return bundledKernel();
}

/** A file of the kernel's that is no code of its own: it lies beside the bundle as beside the sources. */
export const kernelFile = (name: string): string => path.join(__dirname, name);
