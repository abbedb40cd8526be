import assert from "node:assert/strict";
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {startKernel} from "../../../src/kernel/client/kernel-client";

const python = join(__dirname, "..", "..", "..", ".venv", "bin", "python");

/** A kernel that is not ours, so that a mistake common to our client and our kernel cannot hide. */
async function pythonKernel(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), "client-"));
  const specFolder = join(root, "spec");
  mkdirSync(specFolder);
  const argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"];
  writeFileSync(join(specFolder, "kernel.json"), JSON.stringify({argv}));
  const kernel = await startKernel({cwd: root, specFolder, runtimeFolder: join(root, "runtime")});
  t.after(async () => {
    await kernel.shutdown();
    rmSync(root, {recursive: true, force: true});
  });
  return {kernel, root};
}

test("a cell's prints, display and result come in order, then its reply", async (t) => {
  const {kernel} = await pythonKernel(t);
  const heard: string[] = [];
  const code = "print(1)\nfrom IPython.display import display\ndisplay(2)\n3";
  const reply = await kernel.execute(code, ({type}) => heard.push(type));
  assert.deepEqual(heard, ["stream", "display_data", "execute_result"]);
  assert.deepEqual([reply.status, reply.executionCount], ["ok", 1]);
  assert.equal(reply.outputs.length, 3);
});

test("a failing cell gives name, value and traceback, and stops what is queued behind it", async (t) => {
  const {kernel, root} = await pythonKernel(t);
  const fails =
    "import os, time\nprint(1, flush=True)\nwhile not os.path.exists('go'): time.sleep(0.02)\n1/0";
  // By the time that its print is heard, the other is queued behind it.
  const failing = kernel.execute(fails, () => writeFileSync(join(root, "go"), ""));
  const [failed, behind] = await Promise.all([failing, kernel.execute("1")]);
  assert.deepEqual([failed.status, failed.ename], ["error", "ZeroDivisionError"]);
  assert.ok(failed.traceback.length > 0);
  assert.equal(behind.status, "aborted");
});

test("a cell that asks gets its answer, and is refused where nobody answers", async (t) => {
  const {kernel} = await pythonKernel(t);
  const answered = await kernel.execute("input('name? ')", undefined, {
    onInput: (prompt) => `${prompt}Ada`,
  });
  assert.match(JSON.stringify(answered.outputs), /name\? Ada/);
  assert.equal((await kernel.execute("input('name? ')")).ename, "StdinNotImplementedError");
});

test("an interrupt stops a loop", async (t) => {
  const {kernel} = await pythonKernel(t);
  let start: () => void = () => {};
  const started = new Promise<void>((resolve) => (start = resolve));
  const loop = kernel.execute("print(1, flush=True)\nwhile True: pass", () => start());
  await started;
  await kernel.interrupt();
  assert.equal((await loop).ename, "KeyboardInterrupt");
});

test("a kernel that dies fails the cell with the reason, and leaves no connection file", async (t) => {
  const {kernel, root} = await pythonKernel(t);
  await assert.rejects(kernel.execute("import os; os._exit(3)"), /the kernel ended with code 3/);
  await assert.rejects(kernel.execute("1"), /the kernel ended with code 3/);
  assert.deepEqual(readdirSync(join(root, "runtime")), []);
});

test("a shut down kernel is gone, and so is its connection file", async (t) => {
  const {kernel, root} = await pythonKernel(t);
  await kernel.shutdown();
  assert.throws(() => process.kill(kernel.pid, 0), /ESRCH/);
  assert.deepEqual(readdirSync(join(root, "runtime")), []);
});

test("a kernel that does not start says what it wrote", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "client-"));
  t.after(() => rmSync(root, {recursive: true, force: true}));
  const spec = {argv: [process.execPath, "-e", "console.error('no luck'); process.exit(2)"]};
  writeFileSync(join(root, "kernel.json"), JSON.stringify(spec));
  const starting = startKernel({cwd: root, specFolder: root, runtimeFolder: root});
  await assert.rejects(starting, /ended with code 2; it wrote:\nno luck/);
});

test("there is a .venv to try the client on", () => assert.ok(existsSync(python)));
