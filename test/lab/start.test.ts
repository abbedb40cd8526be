import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {once} from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import {createServer} from "node:net";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {browserOpener} from "../../src/lab/start-browser";
import {startJupyter} from "../../src/lab/start-jupyter";
import {startOptions} from "../../src/lab/start-options";
import {freePort} from "../../src/lab/start-port";

const root = join(__dirname, "..", "..");

/** Someone else's server on a port that was free. */
async function takenPort(t: TestContext): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

type Lab = {child: ChildProcess; said: () => string; url: string; api: string; token: string};

/** `npm start -- --no-browser`, with settings of a reader that would break it if they were read. */
async function startLab(t: TestContext, port: number): Promise<Lab & {home: string}> {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  mkdirSync(join(home, ".jupyter"));
  const broken = "raise SystemExit('the settings of the reader were read')";
  writeFileSync(join(home, ".jupyter", "jupyter_server_config.py"), broken);
  writeFileSync(join(home, ".jupyter", "jupyter_lab_config.py"), broken);
  const words = ["src/lab/run.mjs", "start", "--no-browser", "--port", String(port)];
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: {PATH: process.env["PATH"], HOME: home, JUPYTER_TOKEN: "known", JUPYTER_PORT: "1"},
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(home, {recursive: true, force: true});
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const deadline = Date.now() + 180_000;
  while (!/token=\w+/.test(said)) {
    assert.ok(child.exitCode === null && Date.now() < deadline, said);
    await sleep(50);
  }
  const url = /http:\S+/.exec(said)?.[0] ?? "";
  const {origin, searchParams} = new URL(url);
  const token = searchParams.get("token") ?? "";
  return {child, said: () => said, url, api: `${origin}/api`, token, home};
}

test("the lab serves its own kernel alone, behind a token, and Ctrl-C leaves nothing", async (t) => {
  const taken = await takenPort(t);
  const lab = await startLab(t, taken);
  assert.match(lab.said(), new RegExp(`Port ${taken} is in use: the lab listens on \\d+ instead`));
  assert.match(lab.url, /^http:\/\/127\.0\.0\.1:\d+\/lab\/tree\/my\/00-start-here\.ipynb\?/);
  assert.ok(lab.said().trim().split("\n").length <= 5, lab.said());

  const headers = {authorization: `token ${lab.token}`};
  const specs = (await (await fetch(`${lab.api}/kernelspecs`, {headers})).json()) as {
    default: string;
    kernelspecs: object;
  };
  assert.deepEqual([specs.default, Object.keys(specs.kernelspecs)], ["tslab", ["tslab"]]);
  for (const authorization of ["", "token known"])
    assert.equal((await fetch(`${lab.api}/kernelspecs`, {headers: {authorization}})).status, 403);

  const body = JSON.stringify({name: "tslab"});
  // It is there, for JupyterLab's own use.
  const python = join(root, ".venv", "share", "jupyter", "kernels", "python3", "kernel.json");
  assert.ok(existsSync(python));
  const session = {path: "x.ipynb", name: "x", type: "notebook", kernel: {name: "python3"}};
  for (const [place, wanted] of Object.entries({kernels: {name: "python3"}, sessions: session})) {
    const forbidden = JSON.stringify(wanted);
    const answer = await fetch(`${lab.api}/${place}`, {method: "POST", headers, body: forbidden});
    assert.ok(answer.status >= 400, `a Python kernel was started by ${place}`);
  }
  assert.deepEqual(await (await fetch(`${lab.api}/kernels`, {headers})).json(), []);
  const started = await fetch(`${lab.api}/kernels`, {method: "POST", headers, body});
  assert.equal(started.status, 201);
  const {id} = (await started.json()) as {id: string};
  await waitFor(() => processes().some((line) => line.includes(id)), "a kernel");

  // Whatever holds a token or a key is for its owner alone.
  const runtime = join(root, ".jupyter", "runtime");
  assert.equal(statSync(runtime).mode & 0o777, 0o700);
  const held = () => readdirSync(runtime).filter((name) => readIn(name).includes(lab.token));
  const readIn = (name: string) => readFileSync(join(runtime, name), "utf8");
  const [key, ...tokens] = [`kernel-${id}.json`, ...held()];
  assert.equal(tokens.length, 1, "one file with the token, and no page");
  for (const name of [key, ...tokens])
    assert.equal(statSync(join(runtime, name)).mode & 0o777, 0o600, name);

  lab.child.kill("SIGINT");
  const [code] = (await once(lab.child, "exit")) as [number];
  assert.equal(code, 0, lab.said());
  assert.deepEqual(held(), []);
  assert.ok(!existsSync(join(runtime, key)), "the key outlives its kernel");
  await waitFor(() => !processes().some((line) => line.includes(id)), "no kernel");
  const port = `--port=${new URL(lab.url).port}\0`;
  assert.ok(!processes().some((line) => /start-server/.test(line) && line.includes(port)));
  assert.deepEqual(readdirSync(lab.home), [".jupyter"], "something was written to the home folder");
  assert.equal(readdirSync(join(lab.home, ".jupyter")).length, 2);
});

test("published notebooks can be opened and not changed, and a reader's own can", async (t) => {
  const lab = await startLab(t, await freePort(9250));
  const headers = {authorization: `token ${lab.token}`};
  const ask = async (method: string, name: string, body?: object): Promise<number> => {
    const request = {method, headers, body: body && JSON.stringify(body)};
    return (await fetch(`${lab.api}/contents/${name}`, request)).status;
  };
  const published = "notebooks/00-start-here.ipynb";
  const before = readFileSync(join(root, published), "utf8");
  const content = {cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5};
  const empty = {type: "notebook", content};
  assert.equal(await ask("GET", published), 200);
  for (const [method, name, body] of [
    ["PUT", published, empty],
    ["PUT", `my/../${published}`, empty],
    ["DELETE", published],
    ["DELETE", "notebooks"],
    ["PATCH", published, {path: "notebooks/x.ipynb"}],
    ["PATCH", "notebooks", {path: "elsewhere"}],
  ] as const)
    assert.equal(await ask(method, name, body), 403, `${method} ${name}`);
  assert.equal(readFileSync(join(root, published), "utf8"), before);
  const own = `my/made by a test ${process.pid}.ipynb`;
  t.after(() => rmSync(join(root, own), {force: true}));
  assert.equal(await ask("PUT", own, empty), 201);
  assert.equal(await ask("PATCH", own, {path: published}), 403);
  assert.equal(await ask("DELETE", own), 204);
});

test("a server that is killed is told, with a code", async (t) => {
  const lab = await startLab(t, await freePort(9350));
  const port = `--port=${new URL(lab.url).port}\0`;
  const server = processIds().find((pid) => commandLine(pid).includes(port)) ?? 0;
  assert.match(commandLine(server), /start-server/);
  process.kill(server, "SIGKILL");
  const [code] = (await once(lab.child, "close")) as [number];
  assert.equal(code, 1, lab.said());
  assert.match(lab.said(), /JupyterLab ended by itself \(SIGKILL\)/);
  assert.doesNotMatch(lab.said(), /\n\s+at /);
});

test("a start that fails ends with a sentence", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "no lab "));
  t.after(() => rmSync(folder, {recursive: true, force: true}));
  const options = {port: 9, asRoot: false};
  await assert.rejects(startJupyter(folder, options), /did not start: .*ENOENT.*npm run doctor/);
  const bin = join(folder, ".venv", "bin");
  mkdirSync(bin, {recursive: true});
  const lost = "ModuleNotFoundError: No module named 'jupyterlab'";
  const program = join(bin, "python");
  writeFileSync(program, `#!/bin/sh\necho "Traceback" >&2; echo "${lost}" >&2; exit 1\n`);
  chmodSync(program, 0o755);
  await assert.rejects(
    startJupyter(folder, options),
    /did not start: it ended with code 1\. ModuleNotFoundError: .*jupyterlab'\. npm run doctor/,
  );
});

test("a lab whose starter is killed does not stay behind", async (t) => {
  const lab = await startLab(t, await freePort(9300));
  lab.child.kill("SIGKILL");
  await once(lab.child, "exit");
  const answers = () =>
    fetch(lab.api).then(
      () => true,
      () => false,
    );
  const deadline = Date.now() + 60_000;
  while (await answers()) {
    assert.ok(Date.now() < deadline, "the server goes on");
    await sleep(100);
  }
});

const processIds = (): number[] =>
  readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);

/** Its words, each with a zero behind; empty for a process that has ended. */
function commandLine(pid: number): string {
  try {
    return readFileSync(join("/proc", String(pid), "cmdline"), "utf8");
  } catch {
    return "";
  }
}

/** Command lines of all processes; empty where there is no /proc. */
const processes = (): string[] => processIds().map(commandLine);

async function waitFor(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, `expected ${what} within a minute`);
    await sleep(50);
  }
}

test("words after npm start are read, and wrong ones refused in one line", () => {
  const options = startOptions(["--port", "9000", "--no-browser", "package.json"], root);
  assert.deepEqual(options, {
    ...{port: 9000, browser: false, allowRoot: false, edit: false, document: "package.json"},
  });
  assert.equal(startOptions(["--edit"], root).edit, true);
  for (const words of [["--prot", "1"], ["--port", "x"], ["none.ipynb"], ["../x"], ["a", "b"]])
    assert.throws(() => startOptions(words, root), RangeError, words.join(" "));
});

test("a folder without the first notebook opens JupyterLab's own page", (t) => {
  const empty = mkdtempSync(join(tmpdir(), "empty-"));
  t.after(() => rmSync(empty, {recursive: true, force: true}));
  assert.equal(startOptions([], empty).document, null);
});

test("the next free port is taken, and none after fifty that are in use", async (t) => {
  const taken = await takenPort(t);
  assert.ok((await freePort(taken)) > taken);
});

test("a browser is opened where there is a screen, and never in CI", () => {
  assert.equal(browserOpener("darwin", {}), "open");
  assert.equal(browserOpener("linux", {DISPLAY: ":0"}), "xdg-open");
  assert.equal(browserOpener("linux", {WAYLAND_DISPLAY: "wayland-0"}), "xdg-open");
  assert.equal(browserOpener("linux", {}), null);
  assert.equal(browserOpener("linux", {DISPLAY: ":0", CI: "true"}), null);
});
