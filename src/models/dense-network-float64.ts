import {requireWhole} from "../numerics/require-number";
import {varianceFloor} from "./normalisation";
import type {ResidualOptions} from "./residual-options";
import type {NetworkSnapshot} from "./snapshot";

/** [batch][units], in double precision. */
type Rows = readonly (readonly number[])[];

/** What one pass found: the gates (0 or 1), the scales λ/σ per unit, the logits. */
export type Float64Pass = {
  readonly gates: readonly Rows[];
  readonly scales: readonly (readonly number[])[];
  readonly lastGate: Rows | null;
  readonly logits: Rows;
};

/** What one choice of skipped layers contributes to the logits. */
export type SkipPattern = {
  /** taken[l − 2] says whether the path goes through the weights of layer l = 2 … p. */
  readonly taken: readonly boolean[];
  readonly length: number;
  readonly logits: Rows;
};

type DenseSnapshot = Extract<NetworkSnapshot, {kind: "residual"}>;

/**
 * The dense residual network of a snapshot in plain double precision: the same equations as
 * residual-forward.ts, written out a second time as an oracle. Slow: meant for tiny networks.
 *
 *     inputs    [batch][features]
 */
export function forwardFloat64(snapshot: DenseSnapshot, inputs: Rows): Float64Pass {
  const {depth, skip, order} = denseOptions(snapshot);
  const gates: Rows[] = [];
  const scales: number[][] = [];
  let stream = inputs;
  for (let layer = 1; layer <= depth; layer++) {
    const map = (rows: Rows) => multiply(rows, matrixOf(snapshot, `weights ${layer}`));
    const gate = order === "post" ? gateOf(map(stream)) : layer > 1 ? gateOf(stream) : ones(stream);
    gates.push(gate);
    const values = unscaledBranch(snapshot, {layer, gate, stream});
    scales.push(scaleOf(snapshot, {layer, values}));
    const branch = values.map((row) => row.map((value, unit) => value * scales[layer - 1][unit]));
    stream = skip && layer > 1 ? add(stream, branch) : branch;
  }
  const lastGate = order === "pre" ? gateOf(stream) : null;
  return {gates, scales, lastGate, logits: readOut(snapshot, {stream, lastGate})};
}

/**
 * Lists every choice of skipped layers and what it alone sends to the logits, gates and scales of
 * the pass held fixed. There are 2^(p−1) of them, C(p−1, r−1) of length r; they sum to the logits.
 * @see littwin2016 §2.2, Eq. 8
 */
export function skipPatterns(snapshot: DenseSnapshot, inputs: Rows): SkipPattern[] {
  const {depth, skip} = denseOptions(snapshot);
  requireWhole("depth of a listing", depth, {from: 1, to: 16});
  const {gates, scales, lastGate} = forwardFloat64(snapshot, inputs);
  const through = (layer: number, stream: Rows): Rows =>
    unscaledBranch(snapshot, {layer, gate: gates[layer - 1], stream}).map((row) =>
      row.map((value, unit) => value * scales[layer - 1][unit]),
    );
  const first = through(1, inputs);
  return Array.from({length: skip ? 2 ** (depth - 1) : 1}, (_, code) => {
    const taken = Array.from({length: depth - 1}, (_, bit) => !skip || ((code >> bit) & 1) === 1);
    const stream = taken.reduce((rows, take, bit) => (take ? through(bit + 2, rows) : rows), first);
    const length = 1 + taken.filter((take) => take).length;
    return {taken, length, logits: readOut(snapshot, {stream, lastGate})};
  });
}

function denseOptions(snapshot: DenseSnapshot): ResidualOptions {
  const {options} = snapshot;
  if (options.kind !== "dense") throw new RangeError(`only dense networks, got ${options.kind}`);
  return options;
}

function unscaledBranch(
  snapshot: DenseSnapshot,
  {layer, gate, stream}: {layer: number; gate: Rows; stream: Rows},
): Rows {
  const {order, normalisation} = snapshot.options;
  const map = (rows: Rows) => multiply(rows, matrixOf(snapshot, `weights ${layer}`));
  const raw = order === "post" ? times(gate, map(stream)) : map(times(gate, stream));
  if (normalisation !== "centred") return raw;
  const means = unitMeans(raw);
  return raw.map((row) => row.map((value, unit) => value - means[unit]));
}

/** λ_l / σ_l, one number per unit whatever the scope. */
function scaleOf(
  snapshot: DenseSnapshot,
  {layer, values}: {layer: number; values: Rows},
): number[] {
  const {normalisation, scope, width} = snapshot.options;
  const units = Array.from({length: width}, (_, unit) => unit);
  if (normalisation === "none") return units.map(() => 1);
  const perUnit = (name: string) => {
    const stored = snapshot.values[`${name} ${layer}`].values;
    return units.map((unit) => stored[scope === "unit" ? unit : 0]);
  };
  const lambdas = perUnit("lambda");
  const divide = (sigmas: number[]) => lambdas.map((lambda, unit) => lambda / sigmas[unit]);
  if (normalisation === "frozen") return divide(perUnit("sigma"));
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  if (normalisation === "standard") {
    const means = unitMeans(values);
    const squares = unitMeans(values.map((row) => row.map((v, unit) => (v - means[unit]) ** 2)));
    const deviations = squares.map((square) => Math.sqrt(square + varianceFloor));
    return divide(scope === "unit" ? deviations : units.map(() => mean(deviations)));
  }
  const squares = unitMeans(values.map((row) => row.map((value) => value ** 2)));
  const pooled = scope === "unit" ? squares : units.map(() => mean(squares));
  return divide(pooled.map((square) => Math.sqrt(square + varianceFloor)));
}

function readOut(
  snapshot: DenseSnapshot,
  {stream, lastGate}: {stream: Rows; lastGate: Rows | null},
): Rows {
  const open = lastGate === null ? stream : times(lastGate, stream);
  const logits = multiply(open, matrixOf(snapshot, "readout"));
  return logits.map((row) => row.map((value) => value / snapshot.options.logitScale));
}

function matrixOf(snapshot: DenseSnapshot, name: string): Rows {
  const {shape, values} = snapshot.values[name];
  return Array.from({length: shape[0]}, (_, row) =>
    Array.from(values.subarray(row * shape[1], (row + 1) * shape[1])),
  );
}

const multiply = (a: Rows, b: Rows): number[][] =>
  a.map((row) =>
    b[0].map((_, column) => row.reduce((sum, value, k) => sum + value * b[k][column], 0)),
  );
const times = (a: Rows, b: Rows): number[][] =>
  a.map((row, i) => row.map((value, k) => value * b[i][k]));
const add = (a: Rows, b: Rows): number[][] =>
  a.map((row, i) => row.map((value, k) => value + b[i][k]));
const ones = (rows: Rows): number[][] => rows.map((row) => row.map(() => 1));
const gateOf = (rows: Rows): number[][] => rows.map((row) => row.map((v) => (v > 0 ? 1 : 0)));
const unitMeans = (rows: Rows): number[] =>
  rows[0].map((_, unit) => rows.reduce((sum, row) => sum + row[unit], 0) / rows.length);
