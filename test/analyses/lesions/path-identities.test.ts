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
    for (const name of ["lengths", "gradient", "output", "logits"] as const) {
      // At most 2^7 roundings of 1.1e-16, and terms that may cancel tenfold.
      assert.ok(found[name] < 1e-12, `${name} of ${modules} modules: ${found[name]}`);
    }
    // Rounding 1e-16 over the step 1e-6, with a loss that may be a hundred times its slope.
    assert.ok(found.slope < 1e-6, `slope of ${modules} modules: ${found.slope}`);
    if (modules > 2) assert.ok(found.shortSlope > 0.01, `${found.shortSlope}`);
    // Paths alone are not the logits: batch norm's shifts make some of them.
    assert.ok(found.offsets > 0.01, `${found.offsets}`);
    // One module is x + f(x): two networks, exactly.
    if (modules === 1) assert.ok(found.networks < 1e-15);
    else assert.ok(found.networks > 0.01, `${found.networks}`);
  }
  assert.equal(tf.memory().numTensors, before);
  const many = {modules: 13, width: 8, random: randomStream(1)};
  assert.throws(() => pathIdentities(data, many), /modules/);
});
