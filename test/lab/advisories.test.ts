import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";

type Locked = {
  version: string;
  name?: string;
  license?: string;
  dev?: boolean;
  link?: boolean;
};

const root = join(__dirname, "..", "..");
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};
const installed = Object.entries(lock.packages)
  // A link into the project stands for a folder that has an entry of its own.
  .filter(([path, {link}]) => path !== "" && !link)
  .map(([path, {name, ...rest}]) => ({
    name: name ?? path.replace(/^.*node_modules\//, ""),
    ...rest,
  }));

/**
 * The first version of each line in which no high or critical advisory is known. A version must
 * reach the bound of its own major, or be of a later major than all. Since an audit service cannot
 * be asked everywhere, these are checked wherever the tests run.
 */
const safeFrom: Record<string, string[]> = {
  "@e965/xlsx": ["0.20.3"],
  "@cypress/request": ["3.0.0"],
  "adm-zip": ["0.5.2"],
  ajv: ["6.12.3", "8.17.1"],
  "ansi-regex": ["5.0.1"],
  "brace-expansion": ["1.1.12", "2.0.2", "5.0.5"],
  braces: ["3.0.3"],
  "cross-spawn": ["6.0.6", "7.0.5"],
  "form-data": ["2.5.4", "3.0.4", "4.0.4"],
  "glob-parent": ["5.1.2"],
  "google-protobuf": ["3.21.4"],
  "json-schema": ["0.4.0"],
  json5: ["1.0.2", "2.2.2"],
  lodash: ["4.17.21"],
  mathjs: ["15.2.0"],
  minimatch: ["3.1.3", "9.0.6", "10.2.1"],
  minimist: ["1.2.6"],
  "node-fetch": ["2.6.7", "3.1.1"],
  picomatch: ["2.3.2", "4.0.4"],
  qs: ["6.14.1"],
  rollup: ["2.80.0", "3.30.0", "4.59.0"],
  semver: ["5.7.2", "6.3.1", "7.5.2"],
  tar: ["7.5.20"],
  "tough-cookie": ["4.1.3"],
  ws: ["7.5.10", "8.17.1"],
};

/** Packages whose every version has a high or critical advisory, or that nobody keeps any more. */
const never = ["request", "xlsx", "har-validator", "event-stream"];

for (const [name, bounds] of Object.entries(safeFrom))
  test(`${name} is at ${bounds.join(" or ")} or later`, () => {
    for (const {version} of installed.filter((entry) => entry.name === name))
      assert.ok(isSafe(version, bounds), `${name} ${version} has a known advisory`);
  });

test("no package is installed that has no safe version", () => {
  assert.deepEqual(
    installed.filter(({name}) => never.includes(name)).map(({name}) => name),
    [],
  );
});

test("the bounds tell safe versions from unsafe ones", () => {
  assert.ok(isSafe("2.5.4", ["2.5.4", "4.0.4"]) && isSafe("5.0.0", ["2.5.4", "4.0.4"]));
  assert.ok(!isSafe("2.5.3", ["2.5.4", "4.0.4"]) && !isSafe("3.9.9", ["2.5.4", "4.0.4"]));
  assert.ok(!isSafe("7.5.9", ["7.5.20"]) && isSafe("7.10.0", ["7.5.20"]));
});

test("every package that ships has a licence that lets the lab be passed on", () => {
  const free =
    /^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Unlicense|0BSD|CC0-1\.0|Python-2\.0|MPL-2\.0|AFL-2\.1)$/;
  for (const {name, license, dev} of installed) {
    const terms = (license ?? "none").split(/[() ]+|AND|OR/).filter((term) => term !== "");
    assert.ok(dev || terms.every((term) => free.test(term)), `${name}: ${license}`);
  }
});

test("install scripts are refused by name, so that npm has nothing to ask", () => {
  const {allowScripts} = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    allowScripts: Record<string, boolean>;
  };
  const scripted = Object.entries(lock.packages)
    .filter(([, entry]) => "hasInstallScript" in entry)
    .map(([path]) => path.replace(/^.*node_modules\//, ""));
  for (const name of scripted) assert.equal(allowScripts[name], false, `${name} is not decided`);
});

function isSafe(version: string, bounds: readonly string[]): boolean {
  const parts = version.split(/[.-]/).map(Number);
  return bounds.some((bound, at) => {
    const [major = 0, minor = 0, patch = 0] = bound.split(".").map(Number);
    const [own = 0, ...rest] = parts;
    if (own !== major) return at === bounds.length - 1 && own > major;
    return (rest[0] ?? 0) > minor || (rest[0] === minor && (rest[1] ?? 0) >= patch);
  });
}
