import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {writeIfChanged} from "./kernelspec.mjs";

/** By the name of the program in `labextension`. */
const extensions = {
  charts: "Charts in JupyterLab change in place when their display is updated",
  controls: "Controls in JupyterLab have names, and say so when nothing answers them any more",
  cells: "Cells in JupyterLab say so when what they show was made before something that they use",
  copies:
    "Notebooks in JupyterLab say so when they are not a reader's own, or have a newer version",
};

/**
 * Puts the lab's extensions where the JupyterLab of `.venv` looks.
 *
 * @param {string} root folder of the project
 */
export function writeLabExtensions(root) {
  for (const [program, description] of Object.entries(extensions)) {
    const name = `residual-lab-${program}`;
    const folder = join(root, ".venv", "share", "jupyter", "labextensions", name);
    const load = `static/${program}.js`;
    const _build = {load, extension: "./extension"};
    const about = {name, version: "1.0.0", description, license: "MIT"};
    const text = JSON.stringify({...about, jupyterlab: {extension: true, _build}}, null, 2);
    writeIfChanged(join(folder, "package.json"), `${text}\n`);
    const source = join(root, "src", "lab", "labextension", `${program}.mjs`);
    writeIfChanged(join(folder, load), `(() => {\n${withImports(source)}})();\n`);
  }
}

/**
 * The text of a file with what it imports in the place of its imports, because JupyterLab loads programs
 * that are not modules.
 *
 * @param {string} file whose imports name files, and things by their own names
 * @returns {string}
 */
function withImports(file) {
  return readFileSync(file, "utf8")
    .replace(/^export /gm, "")
    .replace(/^import \{[\w, ]+\} from "(\..+)";\n/gm, (_, from) =>
      withImports(join(dirname(file), from)),
    );
}
