import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {madeUpProject} from "../made-up-project";

/** A disk of eight megabytes, or null where nothing can be mounted. */
function smallDisk(t: TestContext): string | null {
  const folder = mkdtempSync(join(tmpdir(), "small disk "));
  const words = ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder];
  const mounted = spawnSync("mount", words).status === 0;
  t.after(() => {
    if (mounted) spawnSync("umount", ["--lazy", folder]);
    rmSync(folder, {recursive: true, force: true});
  });
  return mounted ? folder : null;
}

test("a disk that is too small is told before anything is fetched, also when nothing fits on it", async (t) => {
  const disk = smallDisk(t);
  if (disk === null) return t.skip("no file system can be mounted here");
  const made = madeUpProject(disk);
  t.after(() => made.remove());
  for (const isFull of [false, true]) {
    if (isFull) spawnSync("sh", ["-c", 'cat /dev/zero > "$1"', "sh", join(disk, "filling")]);
    const {code, said} = await made.start().ended;
    assert.equal(code, 1, said);
    assert.match(
      said,
      /^The disk is nearly full: what is missing takes 3\.0 GB in .*, 0\.0 GB are/,
    );
    assert.equal(said.trim().split("\n").length, 1, said);
    assert.ok(!existsSync(join(made.folder, "node_modules")));
  }
});

test("what is written is the owner's alone to change, whatever the umask; keys are theirs to read", async (t) => {
  for (const umask of ["000", "022", "077"]) {
    const made = madeUpProject();
    t.after(() => made.remove());
    await made.start("setup", {umask}).ended;
    for (const name of [".cache", "node_modules", ".venv"])
      assert.equal(statSync(join(made.folder, name)).mode & 0o022, 0, `${name} under ${umask}`);
    const log = join(made.folder, ".cache", "setup.log");
    assert.equal(statSync(log).mode & 0o077, 0, `setup.log under ${umask}`);
  }
});

test("a lab that was moved is made fit for its new place", async (t) => {
  const made = madeUpProject();
  t.after(() => made.remove());
  await made.start().ended;
  const moved = madeUpProject();
  t.after(() => moved.remove());
  for (const name of ["node_modules", ".venv", ".cache"])
    cpSync(join(made.folder, name), join(moved.folder, name), {recursive: true});
  const {said} = await moved.start().ended;
  assert.match(said, /JupyterLab +\d+ s/, "its scripts begin with an absolute path");
  assert.doesNotMatch(said, /npm packages/);
  const stamp = (folder: string) => readFileSync(join(folder, ".venv", "lab.json"), "utf8");
  assert.notEqual(stamp(moved.folder), stamp(made.folder));
});

test("an installation of somebody else's is told in one line, and left as it is", async (t) => {
  if (process.getuid?.() !== 0) return t.skip("only root can run as another user");
  const made = madeUpProject();
  t.after(() => made.remove());
  writeFileSync(join(made.folder, "src", "mark"), "");
  chmodSync(made.folder, 0o755);
  for (const command of ["setup", "start", "doctor", "notebooks"]) {
    const {code, said} = await made.start(command, {uid: 65_534}).ended;
    assert.equal(code, 1, said);
    assert.match(said, /cannot be written to: clone the project into a folder of yours/);
    assert.equal(said.trim().split("\n").length, 1, said);
  }
});
