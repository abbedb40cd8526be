import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";

/** A place in a stack: which module stands there, and which of its two ways are open. */
export type Site = {readonly module: number; readonly branch: boolean; readonly skip: boolean};

/** A stack as its sites from the input to the read-out; every lesion is another such list. */
export type Wiring = readonly Site[];

/** All modules in their order, as they were trained: a plain one has no skip. */
export const intactWiring = (modules: number, kind: "residual" | "plain" = "residual"): Wiring =>
  Array.from({length: modules}, (_, module) => ({
    module,
    branch: true,
    skip: kind === "residual",
  }));

/**
 * The wiring without some modules' branches: y_i = y_(i-1), in a residual stack and in a plain one.
 *
 *     modules   by number, 0 the first
 * @see veit2016 deletion of modules
 */
export const withoutBranches = (wiring: Wiring, modules: readonly number[]): Wiring =>
  changed(wiring, modules, {branch: false, skip: true});

/** The wiring without some modules' skips: y_i = f_i(y_(i-1)), which leaves as many paths. */
export const withoutSkips = (wiring: Wiring, modules: readonly number[]): Wiring =>
  changed(wiring, modules, {branch: true, skip: false});

function changed(wiring: Wiring, modules: readonly number[], ways: Omit<Site, "module">): Wiring {
  for (const module of modules) {
    requireWhole("module", module, {from: 0, to: wiring.length - 1, of: "the wiring"});
  }
  return wiring.map((site) => (modules.includes(site.module) ? {...site, ...ways} : site));
}

/**
 * The wiring after random pairs of places have exchanged their modules.
 *
 *     swaps   how many pairs, each of two different places, one after the other
 * @see veit2016 reordering of modules
 */
export function shuffledWiring(
  wiring: Wiring,
  {swaps, random}: {readonly swaps: number; readonly random: Random},
): Wiring {
  requireWhole("swaps", swaps, {from: 0});
  if (wiring.length < 2 && swaps > 0) {
    throw new RangeError(`a swap needs two modules, got ${wiring.length}`);
  }
  const sites = [...wiring];
  for (let swap = 0; swap < swaps; swap++) {
    const one = random.integer(sites.length);
    const other = (one + 1 + random.integer(sites.length - 1)) % sites.length;
    [sites[one], sites[other]] = [sites[other], sites[one]];
  }
  return sites;
}

/**
 * Kendall's τ of the order of the modules: the share of pairs that stand in their order, less that of
 * the others; 1 as trained, −1 reversed.
 * @see veit2016 reordering of modules
 */
export function kendallTau(wiring: Wiring): number {
  const {length} = wiring;
  if (length < 2) throw new RangeError(`an order needs two modules, got ${length}`);
  let balance = 0;
  for (let later = 1; later < length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      balance += Math.sign(wiring[later].module - wiring[earlier].module);
    }
  }
  return balance / ((length * (length - 1)) / 2);
}

/**
 * How many paths of each length a wiring has, a module that is entered counting 1.
 *
 *     Π_i ([skip of i] + [branch of i] z) = Σ_k paths_k z^k
 *
 * Intact: C(n, k). Without d branches: C(n − d, k). Without d skips: C(n − d, k − d), as many in all.
 * @see veit2016 multiplicity of paths
 */
export function pathsByLength(wiring: Wiring): number[] {
  const counts = new Array<number>(wiring.length + 1).fill(0);
  counts[0] = 1;
  for (const {branch, skip} of wiring) {
    for (let k = wiring.length; k >= 0; k--) {
      counts[k] = (skip ? counts[k] : 0) + (branch && k > 0 ? counts[k - 1] : 0);
    }
  }
  return counts;
}
