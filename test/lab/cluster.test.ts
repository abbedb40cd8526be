import assert from "node:assert/strict";
import {test} from "node:test";
import {clusterCommand} from "../../src/lab/cluster";

test("a head and its nodes tell nothing to anybody, and are found where they are said to be", () => {
  const {ray} = clusterCommand(["head"]);
  assert.ok(ray?.includes("--port=6379") && ray.includes("--disable-usage-stats"));
  const {ray: other} = clusterCommand(["head", "--host", "10.0.0.1", "--port", "7000"]);
  assert.ok(other?.includes("--node-ip-address=10.0.0.1") && other.includes("--port=7000"));
});

test("a node joins by address, with as many processors as it says", () => {
  const {ray} = clusterCommand(["join", "10.0.0.1:6379", "--processors", "0"]);
  assert.deepEqual(ray?.slice(0, 2), ["start", "--address=10.0.0.1:6379"]);
  assert.ok(ray?.includes("--num-cpus=0"));
  assert.equal(clusterCommand(["install"]).ray, null);
});

test("anything else is refused with what can be said", () => {
  for (const words of [[], ["leave"], ["join"], ["head", "x"], ["join", "a:1", "b:1"]]) {
    assert.throws(() => clusterCommand(words), /^RangeError: say install, head or join HOST:PORT/);
  }
  assert.throws(() => clusterCommand(["join", "10.0.0.1"]), /what to join must be the address/);
  assert.throws(() => clusterCommand(["head", "--port", "0"]), /--host and --port must be/);
  for (const processors of ["two", "-1", "1.5"]) {
    assert.throws(
      () => clusterCommand(["head", `--processors=${processors}`]),
      /--processors must be a whole number, got/,
    );
  }
});
