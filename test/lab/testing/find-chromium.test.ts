import assert from "node:assert/strict";
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import {browserMissing, findChromium} from "../../../src/lab/testing/find-chromium";

test("a Chromium counts when it starts, and one that is missing is told, save in CI", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "browser-"));
  t.after(() => rmSync(folder, {recursive: true, force: true}));
  const program = join(folder, "browser");
  const write = (text: string) => {
    writeFileSync(program, `#!/bin/sh\n${text}\n`);
    chmodSync(program, 0o755);
  };
  const env = {CHROMIUM: program, PATH: folder};
  const missing = /no Chromium: apt install chromium, or set CHROMIUM to one/;
  assert.match(String(browserMissing(env)), missing, "no such file");
  write("echo 'install the snap first' >&2; exit 1");
  assert.match(String(browserMissing(env)), missing, "a program that only gives advice");
  write("echo Chromium 140");
  assert.deepEqual(findChromium(env), {program, version: "Chromium 140"});
  assert.equal(browserMissing(env), false);
  assert.equal(browserMissing({CHROMIUM: join(folder, "none"), CI: "true"}), false);
});

test("a browser that is named or found by its bare name is told by its whole path", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "browser-"));
  t.after(() => rmSync(folder, {recursive: true, force: true}));
  const program = join(folder, "chromium");
  writeFileSync(program, "#!/bin/sh\necho Chromium 140\n");
  chmodSync(program, 0o755);
  for (const env of [{PATH: folder}, {PATH: folder, CHROMIUM: "chromium"}])
    assert.equal(findChromium(env)?.program, program);
});
