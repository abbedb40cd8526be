import type {Random} from "../numerics/random";
import {requireAbove, requireWhole} from "../numerics/require-number";
import {makeDataset, type Dataset} from "./dataset";

/**
 * Two-dimensional sets to look at: n points [n, 2], classes of equal size up to one (random size
 * for xor and checkerboard). Positions and noise come from streams of their own, so that changing
 * `noise` moves no point's true place.
 */
export type ToyOptions = {
  /** Number of points. */
  readonly count: number;
  /** Standard deviation of the normal noise on both coordinates. */
  readonly noise?: number;
  readonly random: Random;
};

/** Two half circles of radius 1, each with its end in the other's hollow. */
export function moons(options: ToyOptions): Dataset {
  return toy("moons", 2, options, (label, random) => {
    const angle = Math.PI * random.uniform();
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    return label === 0 ? [x, y] : [1 - x, 0.5 - y];
  });
}

/** A circle of radius ½ inside one of radius 1. */
export function circles(options: ToyOptions): Dataset {
  return toy("circles", 2, options, (label, random) =>
    onCircle(label === 0 ? 1 : 0.5, random.uniform()),
  );
}

/** Circles of radius 1, 2, … about one centre, a class each. */
export function rings({classes = 3, ...options}: ToyOptions & {classes?: number}): Dataset {
  return toy("rings", classes, options, (label, random) => onCircle(label + 1, random.uniform()));
}

/** Arms that wind `turns` times around the centre, out to radius 1, a class each. */
export function spirals({
  classes = 2,
  turns = 1.5,
  ...options
}: ToyOptions & {classes?: number; turns?: number}): Dataset {
  requireAbove("turns", turns);
  return toy("spirals", classes, options, (label, random) => {
    // The root spreads the points evenly along the arm rather than crowding its centre.
    const radius = Math.sqrt(random.uniform());
    return onCircle(radius, turns * radius + label / classes);
  });
}

/** A square cut in four: opposite corners share a class. */
export function xor(options: ToyOptions): Dataset {
  return {...checkerboard({...options, cells: 2}), name: "xor"};
}

/** A square of cells × cells fields in two colours, spread over [−1, 1]². */
export function checkerboard({cells = 4, ...options}: ToyOptions & {cells?: number}): Dataset {
  requireWhole("cells", cells, {from: 2});
  const colour = ([x, y]: Point) =>
    (Math.floor(((x + 1) / 2) * cells) + Math.floor(((y + 1) / 2) * cells)) % 2;
  const anywhere = (_: number, random: Random): Point => [
    2 * random.uniform() - 1,
    2 * random.uniform() - 1,
  ];
  return toy("checkerboard", 2, options, anywhere, colour);
}

/** Round normal clouds of deviation `spread`, their centres evenly on the circle of radius 1. */
export function gaussianMixture({
  classes = 4,
  spread = 0.2,
  ...options
}: ToyOptions & {classes?: number; spread?: number}): Dataset {
  requireAbove("spread", spread);
  return toy("Gaussian mixture", classes, options, (label, random) => {
    const [x, y] = onCircle(1, label / classes);
    return [x + spread * random.normal(), y + spread * random.normal()];
  });
}

type Point = readonly [number, number];

/** The point at that many turns around a circle. */
const onCircle = (radius: number, turns: number): Point => [
  radius * Math.cos(2 * Math.PI * turns),
  radius * Math.sin(2 * Math.PI * turns),
];

/** Points of alternating class, or of the class their true place has. */
function toy(
  name: string,
  classes: number,
  {count, noise = 0, random}: ToyOptions,
  place: (label: number, random: Random) => Point,
  labelAt?: (point: Point) => number,
): Dataset {
  requireWhole("count", count, {from: 1, of: "points"});
  requireWhole("classes", classes, {from: 2});
  if (!(Number.isFinite(noise) && noise >= 0)) {
    throw new RangeError(`noise must be a finite number, at least 0, got ${noise}`);
  }
  const [positions, errors] = [random.child("positions"), random.child("noise")];
  const features = new Float32Array(2 * count);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const point = place(i % classes, positions);
    labels[i] = labelAt ? labelAt(point) : i % classes;
    features[2 * i] = point[0] + noise * errors.normal();
    features[2 * i + 1] = point[1] + noise * errors.normal();
  }
  const names = Array.from({length: classes}, (_, label) => `${label}`);
  return makeDataset({name, features, labels, shape: [count, 2], classes: names});
}
