import {delimiter, join} from "node:path";

/** What a reader may have set for their own Jupyter or Python, and must not reach ours. */
const foreign =
  /^(JUPYTER|IPYTHON|PYTHONPATH$|PYTHONHOME$|PYTHONSTARTUP$|VIRTUAL_ENV$|CONDA_PREFIX$)/;

/**
 * The environment of every command: Jupyter reads and writes inside the project only, TensorFlow
 * keeps quiet, and each Node that is started loads the shim before anything else.
 *
 * @param {string} root folder of the project
 * @param {NodeJS.ProcessEnv} [base] environment to start from
 * @returns {NodeJS.ProcessEnv}
 */
export function labEnvironment(root, base = process.env) {
  const kept = Object.entries(base).filter(([name]) => !foreign.test(name));
  const jupyter = join(root, ".jupyter");
  return {
    ...Object.fromEntries(kept),
    LAB_ROOT: root,
    JUPYTER_PATH: jupyter,
    JUPYTER_CONFIG_DIR: join(jupyter, "config"),
    JUPYTER_DATA_DIR: join(jupyter, "data"),
    JUPYTER_RUNTIME_DIR: join(jupyter, "runtime"),
    // Jupyter copies settings over from an old IPython folder, if it finds one.
    IPYTHONDIR: join(jupyter, "ipython"),
    PYTHONNOUSERSITE: "1",
    PATH: [join(root, ".venv", "bin"), base["PATH"]].filter(Boolean).join(delimiter),
    TF_CPP_MIN_LOG_LEVEL: "3",
    NODE_OPTIONS: withShim(root, base["NODE_OPTIONS"]),
  };
}

/**
 * @param {string} root
 * @param {string} [options] NODE_OPTIONS so far
 */
function withShim(root, options = "") {
  const shim = join(root, "src", "tensors", "node-shim.cjs");
  // Node reads quotes here, so that a folder's name may hold a space.
  const ours = `--require="${shim.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  return options.includes(ours) ? options : `${ours} ${options}`.trim();
}
