import assert from "node:assert/strict";
import {test} from "node:test";
import {
  cifarLayers,
  imageNetDepths,
  imageNetLayers,
  layerCounts,
} from "../../src/models/image-network-layers";

test("the CIFAR networks have the counts that were worked out by hand, plain and residual alike", () => {
  const known = [
    [3, 20, 269_722, 40_551_040],
    [9, 56, 853_018, 125_485_696],
    [18, 110, 1_727_962, 252_887_680],
    [200, 1202, 19_421_274, 2_829_238_912],
  ];
  for (const [n, depth, parameters, multiplyAdds] of known) {
    for (const shortcut of ["none", "A"] as const) {
      assert.deepEqual(layerCounts(cifarLayers(n, shortcut)), {depth, parameters, multiplyAdds});
    }
  }
});

test("every three blocks more cost a CIFAR network 97,216 parameters", () => {
  for (const n of [1, 2, 7, 40]) {
    const [fewer, more] = [n, n + 1].map((count) => layerCounts(cifarLayers(count)).parameters);
    assert.equal(more - fewer, 97_216);
  }
});

test("the ImageNet networks have the parameters that are known of them with projections at new widths", () => {
  const known = {18: 11_689_512, 34: 21_797_672, 50: 25_557_032, 101: 44_549_160, 152: 60_192_808};
  for (const [depth, parameters] of Object.entries(known)) {
    const network = imageNetDepths[Number(depth) as keyof typeof imageNetDepths];
    const counts = layerCounts(imageNetLayers(network, "B"));
    assert.equal(counts.parameters, parameters);
    assert.equal(counts.depth, Number(depth));
  }
});

test("a number of blocks that is none is refused", () => {
  assert.throws(() => cifarLayers(0), /n must be/);
  assert.throws(() => imageNetLayers({blocks: [1, 1.5, 1, 1], bottleneck: true}, "B"), /blocks/);
});
