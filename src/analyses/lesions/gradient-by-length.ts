import {pulledBack, pushedForward, readOff} from "./linear-pass";
import type {GatedSite, LinearPass} from "./linear-pass";
import type {FrozenStack, Rows} from "./frozen-stack";

/** A sum over paths, by their length: entry k holds all paths through k modules. */
export type ByLength = {
  readonly parts: readonly Rows[];
  /** The same sum found without paths: module by module. */
  readonly total: Rows;
};

/**
 * The gradient by the first stream, split by path length, exactly and without any path:
 *
 *     g_0 = g_n Π_i ([skip of i] + z J_i) at z = 1,    G_(i-1)[k] = G_i[k] + J_iᵀ G_i[k − 1]
 *
 *     G_n[0]    gradient of the summed loss by the last stream, [examples, width]
 *
 * n passes with at most n + 1 parts each, instead of 2^n paths. The sum over k is the gradient.
 * @see veit2016 gradient by path length
 */
export function gradientByLength({sites, gradient}: LinearPass): ByLength {
  let parts: Rows[] = [gradient];
  let total = gradient;
  for (const site of [...sites].reverse()) {
    parts = advanced(site, parts, pulledBack);
    total = stepped(site, total, pulledBack);
  }
  return {parts, total};
}

/**
 * The same of the output: what paths of each length make of the first stream, gates held,
 *
 *     h_i[k] = h_(i-1)[k] + J_i h_(i-1)[k − 1],    h_0[0] = x_0,    read off behind the last module
 *
 * the quantity of Littwin and Wolf for a network whose layers also have offsets; these are left out.
 * @see littwin2016 §2.2, Eq. 8
 */
export function outputByLength(stack: FrozenStack, pass: LinearPass): ByLength {
  let parts: Rows[] = [pass.start];
  let total = pass.start;
  for (const site of pass.sites) {
    parts = advanced(site, parts, pushedForward);
    total = stepped(site, total, pushedForward);
  }
  const read = (rows: Rows): Rows => readOff(stack, pass, rows);
  return {parts: parts.map(read), total: read(total)};
}

type Branch = (site: GatedSite, rows: Rows) => Rows;

/** One site further, with one more length: parts[k] + J parts[k − 1]. */
function advanced(site: GatedSite, parts: readonly Rows[], through: Branch): Rows[] {
  const nothing = new Float64Array(parts[0].length);
  const longer = parts.map((part) => (site.branch ? through(site, part) : nothing));
  return Array.from({length: parts.length + 1}, (_, k) =>
    plus(site.skip && k < parts.length ? parts[k] : nothing, k > 0 ? longer[k - 1] : nothing),
  );
}

const stepped = (site: GatedSite, rows: Rows, through: Branch): Rows => {
  const nothing = new Float64Array(rows.length);
  return plus(site.skip ? rows : nothing, site.branch ? through(site, rows) : nothing);
};

const plus = (a: Rows, b: Rows): Rows => a.map((value, at) => value + b[at]);

/** Largest |Σ parts − total|, over the largest |total|. */
export function errorOfSum({parts, total}: ByLength): number {
  const size = total.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let error = 0;
  total.forEach((value, at) => {
    const sum = parts.reduce((all, part) => all + part[at], 0);
    // Not max(): a NaN must not pass for no error.
    if (!(Math.abs(sum - value) <= error)) error = Math.abs(sum - value);
  });
  return error / size;
}

/** ‖part‖² of each length over their sum. */
export function energyShares({parts}: ByLength): number[] {
  const energies = parts.map((part) => product(part, part));
  const all = energies.reduce((sum, energy) => sum + energy, 0);
  return energies.map((energy) => energy / all);
}

/** ⟨part, total⟩ / ⟨total, total⟩ of each length: they sum to 1, and may be below 0. */
export const coherentShares = ({parts, total}: ByLength): number[] =>
  parts.map((part) => product(part, total) / product(total, total));

/** ‖part‖ of each length. */
export const normsByLength = ({parts}: ByLength): number[] =>
  parts.map((part) => Math.sqrt(product(part, part)));

function product(a: Rows, b: Rows): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
