import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {kernelSpec} from "./start";

const root = path.join(__dirname, "..", "..");
const python = path.join(
  root,
  ".venv",
  process.platform === "win32" ? "Scripts/python" : "bin/python",
);
const skip = existsSync(python) ? false : "no .venv: run npm run setup";

test("the stock suite jupyter_kernel_test passes, nothing skipped", {skip}, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stock-"));
  try {
    mkdirSync(path.join(folder, "kernels", "tslab"), {recursive: true});
    const spec = JSON.stringify(await kernelSpec());
    writeFileSync(path.join(folder, "kernels", "tslab", "kernel.json"), spec);
    const script = path.join(__dirname, "jupyter_kernel_test_typescript.py");
    const {status, stderr} = spawnSync(python, [script, "-v"], {
      cwd: folder,
      encoding: "utf8",
      timeout: 180_000,
      env: {
        ...process.env,
        ...{JUPYTER_PATH: folder, JUPYTER_RUNTIME_DIR: folder, JUPYTER_CONFIG_DIR: folder},
        PYTHONWARNINGS: "ignore",
      },
    });
    assert.equal(status, 0, stderr);
    const ran = /Ran (\d+) tests/.exec(stderr);
    assert.equal(ran?.[1], "13", stderr);
    assert.doesNotMatch(stderr, /skipped/, stderr);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
});
