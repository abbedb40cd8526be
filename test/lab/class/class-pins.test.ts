import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";

const root = path.join(__dirname, "../../..");

/** By name, the versions that a list pins, each once. */
function pinsOf(file: string): Map<string, string[]> {
  const pins = new Map<string, string[]>();
  const text = readFileSync(path.join(root, file), "utf8");
  for (const [, name, version] of text.matchAll(/^([\w.-]+)==([\w.]+)/gm))
    pins.set(name, [...(pins.get(name) ?? []), version].sort());
  return pins;
}

test("a user's server finds one version of what JupyterLab and JupyterHub both have", () => {
  const [lab, hub] = ["requirements.txt", "src/lab/class/class.txt"].map(pinsOf);
  const shared = [...hub.keys()].filter((name) => lab.has(name));
  assert.ok(shared.length > 20, `${shared.length} in common`);
  for (const name of shared) assert.deepEqual(hub.get(name), lab.get(name), name);
});

test("every package of the proxy has a hash, and the Node that it needs is one of ours", () => {
  const file = path.join(root, "src/lab/class/proxy/package-lock.json");
  type Locked = {integrity?: string; engines?: {node?: string}};
  const {packages} = JSON.parse(readFileSync(file, "utf8")) as {packages: Record<string, Locked>};
  for (const [name, {integrity, engines}] of Object.entries(packages)) {
    if (name === "") continue;
    assert.match(integrity ?? "", /^sha512-/, name);
    const [least = 0] = [...(engines?.node ?? "").matchAll(/>=\s*(\d+)/g)].map(([, n]) =>
      Number(n),
    );
    assert.ok(least <= 20, `${name} needs Node ${engines?.node}`);
  }
});
