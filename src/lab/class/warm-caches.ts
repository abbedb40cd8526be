import {readdirSync, readFileSync} from "node:fs";
import path from "node:path";
import {startLabKernel} from "../notebook/lab-kernel";

/**
 * Lets the teacher's kernel load once all that the notebooks import, so that everything compiled lies in
 * the caches that users read and cannot write. Returns whether all of it loaded.
 */
export async function warmCaches(root: string): Promise<boolean> {
  const folder = path.join(root, "notebooks");
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  const modules = names.flatMap((name) => importsOf(readFileSync(path.join(folder, name), "utf8")));
  const kernel = await startLabKernel({root, cwd: folder});
  try {
    const cell = [...new Set(modules)].map((name) => `import "${name}";`).join("\n");
    return (await kernel.execute(cell)).status === "ok";
  } finally {
    await kernel.shutdown();
  }
}

/** The modules of the lab that the cells of a notebook import. */
export function importsOf(notebook: string): string[] {
  const {cells} = JSON.parse(notebook) as {cells: {cell_type: string; source: string | string[]}[]};
  const code = cells
    .filter(({cell_type}) => cell_type === "code")
    .map(({source}) => (typeof source === "string" ? source : source.join("")))
    .join("\n");
  return [
    ...new Set([...code.matchAll(/\bfrom "(residual-lab\/[^"]+)"/g)].map(([, name]) => name)),
  ];
}
