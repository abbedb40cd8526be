import assert from "node:assert/strict";
import {test} from "node:test";
import {gaussianDynamics} from "../../../src/analyses/paths/gaussian-dynamics";
import {
  gaussianDynamicsOfSeed,
  imageArmsOfSeed,
  imageNetworksOfSeed,
  imagePathsOfSeed,
} from "../../../src/analyses/paths/path-jobs";
import {trainedNetworkPaths} from "../../../src/analyses/paths/trained-network-paths";
import {loadMnist} from "../../../src/datasets/mnist";
import {randomStream} from "../../../src/numerics/random";
import {fromJson, toJson} from "../../../src/runs/plain-data";

const network = {depth: 3, width: 8, normalisation: "rms"} as const;
const training = {steps: 4, batchSize: 16, optimizer: {kind: "descent", rate: 0.05}} as const;
const settings = {
  images: "MNIST",
  first: {train: 100, test: 40},
  network,
  training,
  probe: 20,
} as const;
const withoutTime = <T extends {seconds: number}>(result: T) => ({...result, seconds: 0});

test("a job on images gives what the study gives, and what it gives can be sent", async () => {
  const shares: number[] = [];
  const job = await imagePathsOfSeed(3, settings, (share) => shares.push(share));
  const study = await trainedNetworkPaths(loadMnist(settings.first), {
    network,
    training,
    probe: 20,
    random: randomStream(3),
  });
  assert.deepEqual(withoutTime(job), withoutTime(study));
  assert.deepEqual(shares, [0.25, 0.5, 0.75, 1]);
  assert.deepEqual(fromJson(toJson(job)), job);
  assert.deepEqual(fromJson(toJson(settings)), settings);
});

test("shuffled labels start from the same network and learn something else", async () => {
  const own = await imagePathsOfSeed(3, settings);
  const shuffled = await imagePathsOfSeed(3, {...settings, labels: "shuffled"});
  assert.deepEqual(shuffled.before, own.before);
  assert.notDeepEqual(shuffled.after, own.after);
});

test("a training and its two controls start alike and part, each as it would alone", async () => {
  const shares: number[] = [];
  const all = {...settings, arms: ["learning", "shuffled labels", "λ held"] as const};
  const arms = await imageArmsOfSeed(3, all, (share) => shares.push(share));
  assert.deepEqual(withoutTime(arms.learning), withoutTime(await imagePathsOfSeed(3, settings)));
  const [held, shuffled] = [arms["λ held"], arms["shuffled labels"]];
  assert.deepEqual(held.before, arms.learning.before);
  assert.deepEqual(held.stages[1].lambdas, [1, 1, 1]);
  assert.notDeepEqual(arms.learning.stages[1].lambdas, [1, 1, 1]);
  assert.notDeepEqual(shuffled.after, arms.learning.after);
  assert.equal(shares[shares.length - 1], 1);
});

test("networks side by side are trained as each would be alone", async () => {
  const {network, ...others} = settings;
  const shares: number[] = [];
  const networks = {plain: {...network, skip: false}, residual: network};
  const both = await imageNetworksOfSeed(3, {...others, networks}, (share) => shares.push(share));
  assert.deepEqual(withoutTime(both.residual), withoutTime(await imagePathsOfSeed(3, settings)));
  assert.notDeepEqual(both.plain.after, both.residual.after);
  assert.equal(shares[shares.length - 1], 1);
});

test("a job on Gaussians gives what the study gives", async () => {
  const change = {steps: 3, at: [1], labels: "parity"} as const;
  const [job, study] = [
    await gaussianDynamicsOfSeed(2, change),
    await gaussianDynamics(change, {random: randomStream(2)}),
  ];
  assert.deepEqual(withoutTime(job), withoutTime(study));
});
