import {randomSpherePoint} from "../../models/sphere";
import {drawSphericalGlass, expandGlass} from "../../models/spherical-glass";
import type {SphericalGlass} from "../../models/spherical-glass";
import {bisect} from "../../numerics/bisect";
import type {Random} from "../../numerics/random";
import {requireAbove, requireWhole} from "../../numerics/require-number";
import {dot, norm} from "../../numerics/vector";
import {layerScaleResponse, scaleResponse} from "./driving-force";
import type {StepResponse} from "./driving-force";

/** Whose derivative vanishes: the scale C of all weights, or the λ of one layer. */
export type DrivenScale = "C" | "un-skipped" | "skipped";

/** A place where one derivative is 0, and how it answers there to a step on the weights. */
export type DrivenPlace = {
  readonly seed: number;
  readonly response: StepResponse;
  /** |exact − predicted| over the size that the prediction has for parallel gradients. */
  readonly error: number;
  /** The same where the hypothesis does not hold: at a random point. A control. */
  readonly elsewhere: {readonly response: StepResponse; readonly error: number};
  /** |g_m|, |g_p| and the cosine of the angle between. */
  readonly shortGradient: number;
  readonly deepGradient: number;
  readonly cosine: number;
};

/**
 * Theorems 3 and 4 on explicit tensors: a random glass with paths of two lengths, and a point on the
 * sphere |w|² = Λ where the derivative in question is 0.
 *
 *     C             Σ r L_r = 0
 *     un-skipped    L_m + L_p = 0
 *     skipped       L_p = 0
 *
 *     size     Λ        distinct weights, default 8
 *     lengths  m < p    of the paths, default 2 and 4; each has half of the variance
 *     step     μ        of gradient descent on the weights, default 1e-4
 *
 * The point is found by bisection along a great circle through two random points, and other glasses
 * are drawn until one has a zero on its circle: which happens almost at once.
 * @see littwin2016 §4.2, Theorems 3 and 4
 */
export function drivenPlace(
  scale: DrivenScale,
  {
    size = 8,
    lengths = [2, 4],
    step = 1e-4,
    random,
  }: {
    readonly size?: number;
    readonly lengths?: readonly [number, number];
    readonly step?: number;
    readonly random: Random;
  },
): DrivenPlace {
  requireWhole("size", size, {from: 2, of: "weights"});
  requireWhole("the short length", lengths[0], {from: 1});
  requireWhole("the deep length", lengths[1], {from: lengths[0] + 1});
  requireAbove("step", step);
  const {glass, weights, elsewhere} = stationaryPoint(scale, {size, lengths, random});
  const at = (place: Float64Array) => {
    const response = respond(scale, {glass, weights: place, step});
    const largest = step * largestSlope(scale, {glass, weights: place});
    return {response, error: Math.abs(response.exact - response.predicted) / largest};
  };
  const [short, deep] = partsAt(glass, weights).map(({gradient}) => gradient);
  return {
    seed: random.seed,
    ...at(weights),
    elsewhere: at(elsewhere),
    shortGradient: norm(short),
    deepGradient: norm(deep),
    cosine: dot(short, deep) / (norm(short) * norm(deep)),
  };
}

type Place = {readonly glass: SphericalGlass; readonly weights: Float64Array};

const respond = (scale: DrivenScale, {step, ...place}: Place & {step: number}): StepResponse =>
  scale === "C"
    ? scaleResponse(place.glass, {...place, step})
    : layerScaleResponse(place.glass, {...place, layer: scale, step});

/** The losses of the two lengths and their gradients. */
const partsAt = (glass: SphericalGlass, weights: Float64Array) =>
  glass.terms.map((term) => ({
    length: term.length,
    ...expandGlass({size: glass.size, terms: [term]}, weights),
  }));

/** By how much L_m and L_p enter the derivative. */
function shareOf(scale: DrivenScale, length: number, deepest: number): number {
  if (scale === "C") return length;
  return scale === "un-skipped" || length === deepest ? 1 : 0;
}

/** The derivative in question, up to a positive factor. */
const slopeAt = (scale: DrivenScale, {glass, weights}: Place): number => {
  const parts = partsAt(glass, weights);
  const deepest = parts[1].length;
  return parts.reduce((sum, {length, value}) => sum + shareOf(scale, length, deepest) * value, 0);
};

/** Σ r |g_r| |g|: what |Q| could be at most; C is 1 on this sphere. */
function largestSlope(scale: DrivenScale, {glass, weights}: Place): number {
  const parts = partsAt(glass, weights);
  const deepest = parts[1].length;
  const gradient = parts[0].gradient.map((x, i) => x + parts[1].gradient[i]);
  return parts.reduce(
    (sum, part) =>
      sum + shareOf(scale, part.length, deepest) * norm(part.gradient) * norm(gradient),
    0,
  );
}

function stationaryPoint(
  scale: DrivenScale,
  {size, lengths, random}: {size: number; lengths: readonly [number, number]; random: Random},
): Place & {elsewhere: Float64Array} {
  for (let attempt = 0; ; attempt++) {
    const stream = random.child(`attempt ${attempt}`);
    const glass = scaledGlass(size, lengths, stream);
    const [from, to] = ["from", "to"].map((end) => randomSpherePoint(size, stream.child(end)));
    const at = (angle: number): Float64Array => {
      const mixed = from.map((x, i) => Math.cos(angle) * x + Math.sin(angle) * to[i]);
      return mixed.map((x) => (x * Math.sqrt(size)) / norm(mixed));
    };
    const slope = (angle: number) => slopeAt(scale, {glass, weights: at(angle)});
    for (let k = 0; k < 31; k++) {
      const [low, high] = [0.1 * k, 0.1 * (k + 1)];
      if (slope(low) * slope(high) >= 0) continue;
      return {glass, weights: at(bisect(slope, [low, high])), elsewhere: at(0)};
    }
  }
}

/** Unit variances per weight for w on the sphere of radius √Λ: the paper's Λ^{−(r−1)/2}. */
function scaledGlass(
  size: number,
  [short, deep]: readonly [number, number],
  random: Random,
): SphericalGlass {
  const weights = new Float64Array(deep);
  weights[short - 1] = Math.SQRT1_2;
  weights[deep - 1] = Math.SQRT1_2;
  const unit = drawSphericalGlass({size, weights, random: random.child("glass")});
  return {
    size,
    terms: unit.terms.map(({length, couplings}) => ({
      length,
      couplings: couplings.map((x) => x * size ** (-(length - 1) / 2)),
    })),
  };
}
