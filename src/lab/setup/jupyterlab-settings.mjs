import {join} from "node:path";
import {writeIfChanged} from "./kernelspec.mjs";

/**
 * What JupyterLab does in the lab as long as the reader has not set it otherwise: sentences in code, such as
 * a claim's statement, are wrapped, so that nobody scrolls sideways to read them.
 */
const settings = {
  "@jupyterlab/notebook-extension:tracker": {codeCellConfig: {lineWrap: true}},
};

/**
 * Writes the lab's own defaults where the JupyterLab of `.venv` looks; an installation from before gets them
 * at the next start.
 *
 * @param {string} root folder of the project
 */
export function writeLabSettings(root) {
  const folder = join(root, ".venv", "share", "jupyter", "lab", "settings", "overrides.d");
  writeIfChanged(join(folder, "residual-lab.json"), `${JSON.stringify(settings, null, 2)}\n`);
}
