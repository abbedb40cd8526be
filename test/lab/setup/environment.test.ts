import assert from "node:assert/strict";
import {test} from "node:test";
import {labEnvironment} from "../../../src/lab/setup/environment.mjs";

const reader = {
  PATH: "/usr/bin",
  HOME: "/home/reader",
  JUPYTER_CONFIG_DIR: "/home/reader/.jupyter",
  JUPYTER_CONFIG_PATH: "/opt/settings",
  JUPYTER_TOKEN: "mine",
  JUPYTERLAB_SETTINGS_DIR: "/home/reader/lab",
  IPYTHONDIR: "/home/reader/.ipython",
  PYTHONPATH: "/home/reader/python",
  PYTHONHOME: "/usr",
  VIRTUAL_ENV: "/home/reader/venv",
  PIP_INDEX_URL: "mirror",
};

test("nothing of the reader's Jupyter and Python settings reaches the lab", () => {
  const env = labEnvironment("/lab", reader);
  for (const [name, value] of Object.entries(reader))
    if (!["PATH", "HOME", "PIP_INDEX_URL"].includes(name)) assert.notEqual(env[name], value, name);
  for (const name of ["JUPYTER_TOKEN", "JUPYTER_CONFIG_PATH", "JUPYTERLAB_SETTINGS_DIR"])
    assert.equal(env[name], undefined, name);
});

test("a package mirror the reader has set is used", () => {
  assert.equal(labEnvironment("/lab", reader)["PIP_INDEX_URL"], "mirror");
});

test("all that Jupyter reads and writes lies in the project", () => {
  const env = labEnvironment("/lab", reader);
  const folders = ["PATH", "CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"].map(
    (name) => `JUPYTER_${name}`,
  );
  for (const name of [...folders, "IPYTHONDIR"])
    assert.match(env[name] ?? "", /^\/lab\/\.jupyter/, name);
});

test("a shim in NODE_OPTIONS is not added twice, and what was there stays", () => {
  const once = labEnvironment("/lab", {...reader, NODE_OPTIONS: "--no-warnings"});
  const twice = labEnvironment("/lab", once);
  assert.equal(once["NODE_OPTIONS"], '--require="/lab/src/tensors/node-shim.cjs" --no-warnings');
  assert.equal(twice["NODE_OPTIONS"], once["NODE_OPTIONS"]);
});

test("nothing of the reader's npm, pip and Python settings leaks in, save the way to packages", () => {
  const set = {
    ...{NODE_ENV: "production", npm_config_omit: "dev", NPM_CONFIG_IGNORE_SCRIPTS: "true"},
    ...{npm_config_global: "true", PIP_TARGET: "/x", PIP_USER: "1", PIP_NO_DEPS: "1"},
    ...{PYTHONOPTIMIZE: "2", PYTHONINSPECT: "1", PYTHONWARNINGS: "error", UV_PYTHON: "3.8"},
  };
  const ways = {
    npm_config_registry: "a",
    npm_config_https_proxy: "b",
    PIP_CERT: "c",
    UV_INDEX: "d",
  };
  const env = labEnvironment("/lab", {...set, ...ways});
  for (const name of Object.keys(set)) assert.equal(env[name], undefined, name);
  for (const [name, value] of Object.entries(ways)) assert.equal(env[name], value, name);
});

test("what would load other code into each Node, or stop it in a debugger, does not reach the lab", () => {
  const shim = '--require="/lab/src/tensors/node-shim.cjs"';
  const options = (NODE_OPTIONS: string) => labEnvironment("/lab", {NODE_OPTIONS})["NODE_OPTIONS"];
  const kept = "--max-old-space-size=4096 --use-openssl-ca";
  for (const foreign of [
    "--inspect",
    "--inspect-brk=127.0.0.1:0",
    "-r /home/reader/hook.js",
    "--require=/home/reader/hook.js",
    '--require "/home/the reader/hook.js"',
    '--import="file:///home/the reader/hook.mjs"',
    "--import hook.mjs --loader ts-node/esm",
    "--experimental-loader=ts-node/esm",
    "--conditions development",
    '--require="/another/lab/src/tensors/node-shim.cjs"',
  ]) {
    assert.equal(options(`${foreign} ${kept}`), `${shim} ${kept}`, foreign);
    assert.equal(options(`${kept} ${foreign}`), `${shim} ${kept}`, foreign);
  }
  const set = {
    TSX_TSCONFIG_PATH: "/x.json",
    ESBUILD_BINARY_PATH: "/bin/true",
    TS_NODE_PROJECT: "x",
  };
  const env = labEnvironment("/lab", set);
  for (const name of Object.keys(set)) assert.ok(!(name in env), name);
});
