import assert from "node:assert/strict";
import {test} from "node:test";
import {clusterOf, headAddress} from "../../../src/runs/cluster/address";

test("LAB_CLUSTER names this machine, or a head by host and port", () => {
  assert.equal(clusterOf({}), undefined);
  assert.equal(clusterOf({LAB_CLUSTER: " "}), undefined);
  assert.deepEqual(clusterOf({LAB_CLUSTER: "local"}), {kind: "local"});
  for (const address of ["10.0.0.1:6379", "head.svc:1", "[fd00::1]:65535", "my_host:6379"]) {
    assert.deepEqual(clusterOf({LAB_CLUSTER: `${address}\n`}), {kind: "head", address});
  }
});

test("anything else is refused with what it may be", () => {
  const wrong = ["Local", "true", "10.0.0.1", ":6379", "10.0.0.1:", "a:0", "a:65536", "a:6379,b:1"];
  for (const said of [...wrong, "fd00::1:6379", "http://a:1", "a b:1", "a:1/x", "a:6e3", "auto"]) {
    assert.throws(() => clusterOf({LAB_CLUSTER: said}), {
      name: "RangeError",
      message:
        "LAB_CLUSTER must be local, or the address of a Ray cluster's head as HOST:PORT, say " +
        `10.0.0.1:6379, got ${JSON.stringify(said)}`,
    });
  }
  assert.throws(
    () => headAddress("ray://10.0.0.1:10001", {of: "what to join"}),
    /^RangeError: what to join must be the address .* this machine joins the cluster/,
  );
});
