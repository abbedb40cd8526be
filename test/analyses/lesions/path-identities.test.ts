import assert from "node:assert/strict";
import {test} from "node:test";
import {smallDigits} from "../../../src/analyses/depth/small-digits";
import {pathIdentities} from "../../../src/analyses/lesions/path-identities";
import {examplesBetween} from "../../../src/datasets/subsets";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const data = examplesBetween(smallDigits({random: randomStream(1)}).train, 0, 40);

test("gradients are sums over paths, and what modules compute is not, from two modules on", () => {
  const before = tf.memory().numTensors;
  for (const modules of [1, 2, 7]) {
    const found = pathIdentities(data, {modules, width: 8, random: randomStream(modules)});
    for (const name of ["lengths", "gradient", "output"] as const) {
      // At most 2^7 roundings of 1.1e-16, and terms that may cancel tenfold.
      assert.ok(found[name] < 1e-12, `${name} of ${modules} modules: ${found[name]}`);
    }
    // One module is x + f(x): two networks, exactly.
    if (modules === 1) assert.ok(found.networks < 1e-15);
    else assert.ok(found.networks > 0.01, `${found.networks}`);
  }
  assert.equal(tf.memory().numTensors, before);
  const many = {modules: 13, width: 8, random: randomStream(1)};
  assert.throws(() => pathIdentities(data, many), /modules/);
});
