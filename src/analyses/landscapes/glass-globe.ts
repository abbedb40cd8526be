import {drawSphericalGlass, slopeOfGlass} from "../../models/spherical-glass";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {findCriticalPoints} from "./critical-points";
import type {CriticalPointSearch} from "./critical-points";
import {lengthWeights, pathLengthLaw} from "../paths/path-length-law";

/** A spin glass of three spins: its energy all over the sphere, and its critical points. */
export type GlassGlobe = {
  /** Angles in degrees: latitudes south to north, longitudes all around, both ends included. */
  readonly latitudes: readonly number[];
  readonly longitudes: readonly number[];
  /** f = H/√N, a row for each latitude. */
  readonly values: readonly (readonly number[])[];
  readonly search: CriticalPointSearch;
};

/**
 * The landscape of a residual network's mixture with three spins, which is a sphere one can look at.
 *
 *     depth  p,  beta  β     as in pathLengthLaw; the same random numbers at every β
 *     lines                  latitudes; twice as many longitudes, less one
 *
 * @see littwin2016 §5
 */
export function glassGlobe({
  depth,
  beta,
  lines = 41,
  random,
}: {
  depth: number;
  beta: number;
  lines?: number;
  random: Random;
}): GlassGlobe {
  requireWhole("lines", lines, {from: 5});
  const weights = lengthWeights(pathLengthLaw(depth, beta));
  const glass = drawSphericalGlass({size: 3, weights, random: random.child("glass")});
  const latitudes = Array.from({length: lines}, (_, i) => -90 + (180 * i) / (lines - 1));
  const longitudes = Array.from({length: 2 * lines - 1}, (_, i) => (180 * i) / (lines - 1));
  const values = latitudes.map((latitude) =>
    longitudes.map((longitude) => slopeOfGlass(glass, pointAt(latitude, longitude)).value),
  );
  const search = findCriticalPoints(glass, {random: random.child("starts")});
  return {latitudes, longitudes, values, search};
}

function pointAt(latitude: number, longitude: number): number[] {
  const [up, around] = [latitude, longitude].map((degrees) => (degrees * Math.PI) / 180);
  return [Math.cos(up) * Math.cos(around), Math.cos(up) * Math.sin(around), Math.sin(up)];
}
