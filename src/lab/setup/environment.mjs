import {delimiter, join} from "node:path";

/**
 * What a reader may have set for their own Jupyter, Python, Node and package managers, and must not
 * reach ours.
 */
const foreign =
  /^(JUPYTER|IPYTHON|PYTHON|PIP_|UV_|VIRTUAL_ENV|CONDA_PREFIX$|npm_config_|NODE_ENV$|NODE_PATH$|NODE_TEST_CONTEXT$|TSX_|TS_NODE_|ESBUILD_|__PYVENV)/i;

/** Of these, what says how packages are reached from here; ours cannot know it. */
const network = [
  /^PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY|TIMEOUT|DEFAULT_TIMEOUT|RETRIES|KEYRING_PROVIDER|CONFIG_FILE)$/i,
  /^UV_(INDEX|DEFAULT_INDEX|EXTRA_INDEX|INSECURE_HOST|NATIVE_TLS|SYSTEM_CERTS|HTTP_|KEYRING_PROVIDER|CACHE_DIR)/i,
  /^npm_config_(.*registry$|.*proxy$|\/\/|ca$|cafile$|cert$|key$|strict[_-]ssl$|fetch[_-]|maxsockets$|cache$|userconfig$|globalconfig$)/i,
];

/**
 * The environment of every command: Jupyter reads and writes inside the project only, TensorFlow
 * keeps quiet, and each Node that is started loads the shim before anything else.
 *
 * @param {string} root folder of the project
 * @param {NodeJS.ProcessEnv} [base] environment to start from
 * @returns {NodeJS.ProcessEnv}
 */
export function labEnvironment(root, base = process.env) {
  const kept = Object.entries(base).filter(
    ([name]) => !foreign.test(name) || network.some((pattern) => pattern.test(name)),
  );
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

/** Of NODE_OPTIONS what loads other code into each Node, or opens a debugger in each. */
const foreignOption =
  /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--inspect(-\w+)*|--test\S*|--watch\S*|--env-file\S*)$/;

/** Of these, what takes no value. */
const lone = /^--(inspect|test|watch)/;

/**
 * @param {string} root
 * @param {string} [options] NODE_OPTIONS so far
 */
function withShim(root, options = "") {
  const shim = join(root, "src", "tensors", "node-shim.cjs");
  // Node reads quotes here, so that a folder's name may hold a space.
  const ours = `--require="${shim.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const words = options.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];
  const kept = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const [name = ""] = word.split("=", 1);
    if (word === ours) continue;
    if (!foreignOption.test(name)) kept.push(word);
    else if (name === word && !lone.test(name)) i++; // Its value is the next word.
  }
  return [ours, ...kept].join(" ");
}
