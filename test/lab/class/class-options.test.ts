import assert from "node:assert/strict";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {classOptions} from "../../../src/lab/class/class-options";

const folder = mkdtempSync(path.join(tmpdir(), "class-options-"));
after(() => rmSync(folder, {recursive: true}));
const users = path.join(folder, "users.txt");
writeFileSync(users, "anna\n");

const optionsOf = (...words: string[]) => classOptions(words, "/srv/lab");

test("a class needs a list of users and no more", () => {
  assert.deepEqual(optionsOf("--users", users), {
    users,
    port: 8000,
    host: "0.0.0.0",
    folder: "/srv/lab/.class",
    memoryMb: undefined,
    cores: undefined,
    diskGb: 5,
    idleMinutes: 60,
    tls: undefined,
    config: undefined,
  });
});

for (const [words, told] of [
  [[], /a class needs --users FILE: a text with one name a line/],
  [
    ["--users", path.join(folder, "none.txt")],
    /--users .*none\.txt cannot be read: there is no such file/,
  ],
  [["--users", folder], /--users .* cannot be read: it is a folder/],
  [["--user", users], /npm run class takes --users FILE.*; got --user/],
  [["--users"], /npm run class takes/],
  [[users], /npm run class takes/],
  [["--users", users, "--port", "0"], /--port must be a whole number from 1 to 65535, got "0"/],
  [["--users", users, "--port", "80a"], /--port must be .*got "80a"/],
  [["--users", users, "--port", ""], /--port must be .*got ""/],
  [["--users", users, "--memory", "2.5"], /--memory must be a whole number from 600/],
  [["--users", users, "--memory", "100"], /--memory must be a whole number from 600/],
  [["--users", users, "--cores", "0"], /--cores must be/],
  [["--users", users, "--disk=-1"], /--disk must be/],
  [["--users", users, "--idle", "1e9"], /--idle must be/],
  [["--users", users, "--host", "http://here"], /--host must be an address such as 127\.0\.0\.1/],
  [["--users", users, "--certificate", users], /TLS needs both --certificate FILE and --key FILE/],
  [
    ["--users", users, "--config", "none.py"],
    /--config none\.py cannot be read: there is no such file/,
  ],
] as const)
  test(`refuses "${words.map((word) => word.replace(folder, "DIR")).join(" ")}" with a sentence`, () => {
    assert.throws(() => optionsOf(...words), told);
  });
