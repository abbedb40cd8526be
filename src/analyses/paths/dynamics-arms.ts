import type {DynamicsSettings} from "./gaussian-dynamics";

const parity = {labels: "parity"} as const;
const bare = {normalisation: "none"} as const;
const heldLambda = {training: {fixed: ["lambda"]}};
const perUnit = {
  network: {normalisation: "centred", scope: "unit"},
  // Each unit's λ sees about 1/n of the gradient that one λ for the layer would.
  optimizer: {rateFactors: {lambda: 20}},
} as const;

/**
 * The experiment of Fig. 1(d) and (e) and what to set beside it: each arm changes one thing of the
 * set-up described at gaussianDynamics, whose own arm is "clouds". "bare" is without batch norm.
 *
 * Arms that tell "λ grows" from "the ensemble deepens": a task that wants large logits and few layers
 * (clouds), one that wants layers and not large logits (parity), none at all (random labels), and
 * training in which λ cannot move.
 */
export const dynamicsArms = {
  clouds: {},
  parity,
  "clouds, random labels": {labels: "random cloud"},
  "parity, random labels": {labels: "random parity"},
  "clouds, λ held": heldLambda,
  "parity, λ held": {...parity, ...heldLambda},
  "clouds, logits × 10": {network: {logitScale: 1}},
  "clouds, hinge loss": {training: {loss: "hinge"}},
  // The loss is a mean over 50 classes: its gradients are as much smaller.
  "clouds, squared loss": {training: {loss: "squared"}, optimizer: {rate: 1}},
  "clouds, weight decay": {optimizer: {weightDecay: 1e-3}},
  "clouds, momentum": {optimizer: {kind: "momentum", rate: 0.01}},
  "clouds, far apart": {spread: 1.5},
  "clouds, no skips": {network: {skip: false}},
  "clouds, σ frozen": {network: {normalisation: "frozen"}, optimizer: {rate: 0.02}},
  "parity, σ frozen": {...parity, network: {normalisation: "frozen"}, optimizer: {rate: 0.02}},
  "clouds, σ without gradient": {network: {normalisation: "stopped"}},
  "parity, σ without gradient": {...parity, network: {normalisation: "stopped"}},
  "clouds, per unit, centred": perUnit,
  "parity, per unit, centred": {...parity, ...perUnit},
  "clouds, Eq. 20 to the letter": {network: {normalisation: "standard", logitScale: 1}},
  "clouds, 30 layers": {network: {depth: 30, logitScale: 30}, optimizer: {rate: 0.05}},
  "parity, 30 layers": {...parity, network: {depth: 30, logitScale: 30}, optimizer: {rate: 0.05}},
  "bare clouds": {network: bare},
  "bare parity": {...parity, network: bare},
  "bare clouds, random labels": {labels: "random cloud", network: bare},
  "bare clouds, logits × 10": {network: {...bare, logitScale: 1}},
  "bare clouds, logits × 10, weight decay": {
    network: {...bare, logitScale: 1},
    optimizer: {weightDecay: 1e-3},
  },
  "bare clouds, no skips": {network: {...bare, skip: false, weightScale: Math.SQRT2}},
} as const satisfies Readonly<Record<string, DynamicsSettings>>;

export type DynamicsArm = keyof typeof dynamicsArms;

/** An arm's settings. Throws a RangeError with the list for a name that is not an arm. */
export function dynamicsArm(name: DynamicsArm): DynamicsSettings {
  if (Object.hasOwn(dynamicsArms, name)) return dynamicsArms[name];
  throw new RangeError(
    `there is no arm ${JSON.stringify(name)}; there are ${Object.keys(dynamicsArms).join("; ")}`,
  );
}
