import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {readJson, readWhole, setAside} from "../../src/files/read-whole";

const folder = mkdtempSync(path.join(tmpdir(), "read-whole-"));
after(() => rmSync(folder, {recursive: true}));
const at = (name: string): string => path.join(folder, name);
const remedy = "delete it and run again";

test("what is not there is undefined; what cannot be read is named with reason and remedy", () => {
  writeFileSync(at("file"), "text");
  symlinkSync("nowhere", at("dangling"));
  assert.equal(readWhole(at("file"), {remedy})?.toString(), "text");
  for (const name of ["none", "none/deeper", "file/deeper", "dangling"]) {
    assert.equal(readWhole(at(name), {remedy}), undefined, name);
  }
  mkdirSync(at("folder"));
  symlinkSync("circle", at("circle"));
  const refused = (name: string, reason: string): void =>
    assert.throws(() => readWhole(at(name), {remedy}), {
      message: `${at(name)} cannot be read: ${reason}; ${remedy}`,
    });
  refused("folder", "it is a folder");
  refused("circle", "its link leads in a circle (ELOOP)");
  execFileSync("mkfifo", [at("pipe")]);
  refused("pipe", "it is a device or a pipe");
});

test("JSON that is cut, or says something else, is named with reason and remedy", () => {
  const check = (value: unknown): number => {
    if (typeof value === "number") return value;
    throw new RangeError("holds no number");
  };
  assert.equal(readJson(at("none.json"), {remedy, check}), undefined);
  writeFileSync(at("good.json"), "5");
  assert.equal(readJson(at("good.json"), {remedy, check}), 5);
  for (const [text, reason] of [
    ["", "is cut short or damaged ("],
    ["[1, 2", "is cut short or damaged ("],
    ['"5"', "holds no number: "],
    ["null", "holds no number: "],
  ]) {
    writeFileSync(at("bad.json"), text);
    assert.throws(
      () => readJson(at("bad.json"), {remedy, check}),
      ({message}: Error) =>
        message.startsWith(`${at("bad.json")} ${reason}`) && message.endsWith(`: ${remedy}`),
    );
  }
});

test("what is set aside keeps its contents, beside what was set aside before", () => {
  for (const name of ["damaged", "damaged-2"]) {
    mkdirSync(at("record"));
    assert.equal(setAside(at("record")), `record.${name}`);
    mkdirSync(path.join(at(`record.${name}`), "full"));
  }
  writeFileSync(at("record"), "text");
  assert.equal(setAside(at("record")), "record.damaged-3");
  assert.equal(readFileSync(at("record.damaged-3"), "utf8"), "text");
  assert.equal(setAside(at("record")), undefined);
});
