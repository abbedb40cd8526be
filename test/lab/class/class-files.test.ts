import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import {createServer} from "node:net";
import {once} from "node:events";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {requirePort} from "../../../src/lab/class/class-port";
import {onlyClass} from "../../../src/lab/class/one-class";
import {closedFolder, unreadableByOthers} from "../../../src/lab/class/shared-files";
import {keepUsers, knownUsers, listedUsers} from "../../../src/lab/class/user-store";
import {importsOf} from "../../../src/lab/class/warm-caches";

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "class-files-")));
after(() => rmSync(folder, {recursive: true}));
const fileOf = (name: string, text: string | Uint8Array, mode = 0o600): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
};

test("a list of users is read, and one with tokens that others can read is told of", () => {
  const said: string[] = [];
  const read = (file: string) => listedUsers(file, {say: (line) => said.push(line)});
  assert.equal(read(fileOf("open.txt", "anna\n", 0o644)).length, 1);
  assert.equal(read(fileOf("shut.txt", "anna,annas-token\n", 0o600)).length, 1);
  assert.deepEqual(said, []);
  const open = fileOf("told.txt", "anna,annas-token\n", 0o644);
  read(open);
  assert.match(said[0], /holds tokens, and others of this machine can read it: chmod 600/);
});

test("what is no list of users is refused by its name", () => {
  const refused = (text: string | Uint8Array) => () =>
    listedUsers(fileOf("wrong", text), {say: () => undefined});
  assert.throws(refused("a/b"), /wrong is no list of users:\nline 1: a name is made of/);
  assert.throws(refused(Uint8Array.of(0xff, 0xfe, 0x61)), /it is no text in UTF-8/);
});

test("what is kept of users is for its owner alone, and comes back", () => {
  const file = path.join(folder, "kept", "users.json");
  assert.deepEqual(knownUsers(file), {});
  const known = {anna: {uid: 70_000, salt: "s", hash: "h"}};
  keepUsers(file, known);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(knownUsers(file), known);
});

for (const text of ["", "{", '{"anna": {}}', '{"anna": null}'])
  test(`numbers of users that cannot be read (${text || "nothing"}) are not given away anew`, () => {
    assert.throws(
      () => knownUsers(fileOf("users.json", text)),
      /users\.json is damaged .*put it back from a copy/,
    );
  });

test("a second class is refused with the number of the first", () => {
  const lock = path.join(folder, "lock");
  const open = onlyClass(lock);
  assert.throws(
    () => onlyClass(lock),
    new RegExp(`runs here already \\(process ${process.pid}\\)`),
  );
  open();
  onlyClass(lock)();
  assert.ok(!existsSync(lock));
});

test("the lock of a class that was killed, or what else lies there, keeps nobody away", () => {
  const lock = path.join(folder, "left");
  const {pid} = spawnSync(process.execPath, ["-e", ""]);
  symlinkSync(`${pid} its-start`, lock);
  onlyClass(lock)();
  symlinkSync(`${process.pid} the-start-of-another`, lock);
  onlyClass(lock)();
  mkdirSync(lock);
  onlyClass(lock)();
});

test("a port that is taken is refused, since the class was told of it", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const {port} = server.address() as {port: number};
  await assert.rejects(
    requirePort(port, "127.0.0.1"),
    /port \d+ is in use.*choose another with --port/,
  );
  server.close();
  await once(server, "close");
  await requirePort(port, "127.0.0.1");
  await assert.rejects(requirePort(port, "192.0.2.77"), /--host takes an address of this machine/);
});

test("files that users could not read are told, with what keeps them away", () => {
  const inner = path.join(folder, "inner");
  mkdirSync(inner);
  const file = path.join(inner, "file");
  writeFileSync(file, "");
  chmodSync(file, 0o644);
  chmodSync(folder, 0o755);
  chmodSync(inner, 0o755);
  assert.equal(unreadableByOthers([file]), undefined);
  const link = path.join(folder, "link");
  symlinkSync(file, link);
  assert.equal(closedFolder(inner), undefined);
  chmodSync(inner, 0o750);
  assert.equal(closedFolder(path.join(inner, "..", "inner")), inner);
  assert.match(unreadableByOthers([link]) ?? "", /link, because nobody else may enter .*inner$/);
  chmodSync(inner, 0o755);
  chmodSync(file, 0o640);
  assert.match(unreadableByOthers([file]) ?? "", /which its owner alone may read/);
});

test("what a notebook imports of the lab is found in its cells", () => {
  const cell = (source: string | string[], cell_type = "code") => ({cell_type, source});
  const notebook = {
    cells: [
      cell('import {a} from "residual-lab/x/a";\na'),
      cell(['import type {B} from "residual-lab/x/b";\n', 'import fs from "node:fs";']),
      cell('from "residual-lab/not/code"', "markdown"),
      cell('import {a as again} from "residual-lab/x/a";'),
    ],
  };
  assert.deepEqual(importsOf(JSON.stringify(notebook)), ["residual-lab/x/a", "residual-lab/x/b"]);
});
