import assert from "node:assert/strict";
import {spawn, spawnSync} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";

const root = path.join(__dirname, "../../..");
const own = path.join(root, "src/lab/class");
const python = path.join(root, ".venv/bin/python");
const folder = mkdtempSync(path.join(tmpdir(), "class-python-"));
after(() => rmSync(folder, {recursive: true}));

/** What a program in Python prints, which finds the files of the class. */
function printed(program: string): unknown {
  const {stdout, stderr} = spawnSync(
    python,
    ["-c", `import json, sys; sys.path.insert(0, ${JSON.stringify(own)})\n${program}`],
    {
      encoding: "utf8",
    },
  );
  return JSON.parse(stdout || `"${stderr.replaceAll('"', "'").replaceAll("\n", " ")}"`);
}

test("a server starts within its limits, in a home for its user alone", () => {
  const home = path.join(folder, "home");
  const out = path.join(folder, "out.json");
  const who = {
    ...{uid: null, home, runtime: path.join(folder, "runtime"), cores: [0, 9999]},
    limits: {memoryMb: 2000, threads: 0, openFiles: 512, diskGb: 1},
    prepare: [process.execPath, "-e", "require('node:fs').writeFileSync('prepared', '')"],
  };
  const program = `
import json, os, resource, signal
limits = {name: resource.getrlimit(getattr(resource, "RLIMIT_" + name)) for name in ["CORE", "NOFILE", "DATA", "FSIZE"]}
with open(${JSON.stringify(out)}, "w") as file:
    json.dump({"limits": limits, "cwd": os.getcwd(), "nice": os.nice(0), "prepared": os.path.exists("prepared"),
        "large": signal.getsignal(signal.SIGXFSZ) == signal.SIG_IGN}, file)
print("a word")`;
  const {status, stdout, stderr} = spawnSync(
    python,
    [path.join(own, "as_user.py"), JSON.stringify(who), python, "-c", program],
    {encoding: "utf8"},
  );
  assert.deepEqual([status, stdout, stderr], [0, "", ""]);
  const found = printed(`print(open(${JSON.stringify(out)}).read())`) as Record<string, unknown>;
  assert.deepEqual(found["limits"], {
    CORE: [0, 0],
    NOFILE: [512, 512],
    DATA: [2e9, 2e9],
    FSIZE: [1e9, 1e9],
  });
  assert.deepEqual([found["cwd"], found["prepared"], found["large"]], [home, true, true]);
  assert.ok((found["nice"] as number) >= 5);
  assert.equal(statSync(home).mode & 0o777, 0o700);
  assert.equal(statSync(path.join(folder, "runtime")).mode & 0o777, 0o700);
});

test("a user who is one of their own can neither come back nor read what is not theirs", (t) => {
  if (process.getuid?.() !== 0) return t.skip("only root can become another user");
  const secret = path.join(folder, "secret");
  writeFileSync(secret, "", {mode: 0o600});
  const words = `
import os, sys
sys.path.insert(0, ${JSON.stringify(own)})
from as_user import become
become(79_998)
failed = []
for attempt in [lambda: os.setuid(0), lambda: os.setgid(0), lambda: open(${JSON.stringify(secret)})]:
    try:
        attempt()
    except PermissionError:
        failed.append(1)
print(os.getresuid(), os.getresgid(), os.getgroups(), len(failed))`;
  const {stdout} = spawnSync("/usr/bin/env", ["python3", "-c", words], {encoding: "utf8"});
  assert.equal(stdout.trim(), "(79998, 79998, 79998) (79998, 79998, 79998) [] 3");
});

test("the processes of a user are found by what their environment says, and by their number", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    env: {JUPYTERHUB_USER: "anna"},
  });
  await once(child, "spawn");
  try {
    const found = printed(`
from class_usage import processes, of_user
seen = processes()
print(json.dumps({name: [p["pid"] for p in of_user(seen, uid=None, name=name)] for name in ["anna", "ann", "ben"]}
    | {"by uid": ${child.pid} in [p["pid"] for p in of_user(seen, uid=${process.getuid?.()}, name="")],
       "memory": [p["kilobytes"] for p in seen if p["pid"] == ${child.pid}][0] > 1000}))`);
    const memory = {"by uid": true, memory: true};
    assert.deepEqual(found, {anna: [child.pid], ann: [], ben: [], ...memory});
  } finally {
    child.kill("SIGKILL");
  }
});

test("what is ended of a user spares their server and the kernels' own processes", () => {
  const found = printed(`
from class_usage import at_work
tree = [{"pid": 1, "parent": 9}, {"pid": 2, "parent": 1}, {"pid": 3, "parent": 2}, {"pid": 4, "parent": 9}]
print(json.dumps([process["pid"] for process in at_work(tree, server=1)]))`);
  assert.deepEqual(found, [3, 4]);
});

test("a home is weighed without following links, and one of too many files counts as too large", () => {
  const found = printed(`
import os
from class_usage import home_bytes
home = ${JSON.stringify(path.join(folder, "weighed"))}
os.makedirs(home + "/a/b")
open(home + "/a/b/file", "wb").write(bytes(1_000_000))
os.symlink("/", home + "/all")
os.symlink(home, home + "/a/round")
print(json.dumps([home_bytes(home) // 100_000, home_bytes(home, most_files=2) == float("inf"), home_bytes(home + "/none")]))`);
  assert.deepEqual(found, [10, true, 0]);
});

test("systemd is asked for limits where it can be", () => {
  const found = printed(`
from systemd_scope import systemd_scope
settings = {"isRoot": True, "hasSystemd": True, "limits": {"memoryMb": 2000, "threads": 900, "cores": 2}}
print(json.dumps([systemd_scope(settings, "class-anna"), systemd_scope({**settings, "isRoot": False}, "x")]))`);
  assert.deepEqual(found, [
    [
      ...["systemd-run", "--quiet", "--scope", "--collect", "--slice=residual-lab-class.slice"],
      ...["--unit=class-anna", "--property=MemoryMax=2000M", "--property=MemorySwapMax=0"],
      ...["--property=TasksMax=900", "--property=CPUQuota=200%", "--"],
    ],
    [],
  ]);
});
