import path from "node:path";
import {startKernel} from "../../kernel/client/kernel-client";
import type {Kernel} from "../../kernel/client/kernel-client";
import type {KernelStart} from "../../kernel/client/kernel-process";

/** Starts the kernel of the project's own kernel spec, as JupyterLab does. */
export function startLabKernel({
  root,
  ...start
}: {readonly root: string} & Omit<KernelStart, "specFolder" | "runtimeFolder">): Promise<Kernel> {
  const jupyter = path.join(root, ".jupyter");
  const specFolder = path.join(jupyter, "kernels", "tslab");
  return startKernel({...start, specFolder, runtimeFolder: path.join(jupyter, "runtime")});
}
