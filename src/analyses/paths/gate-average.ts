import {requireWhole, requireWithin} from "../../numerics/require-number";
import {dot} from "../../numerics/vector";
import type {SharedNetwork} from "./uniform-sharing";

/** One setting of all gates: how likely it is, and what the network then says. */
export type GateOutcome = {readonly chance: number; readonly output: number};

/**
 * The output of a small residual network under every setting of its gates, each gate open with
 * chance ρ independently of everything: the average E_A of the paper, taken exactly.
 *
 *     N_1 = A_1 W_1ᵀ x,   N_l = N_(l−1) + A_l W_lᵀ N_(l−1),   Y = Σ_j N_p,j,   A_l diagonal of 0 and 1
 *
 *     weights    the Λ distinct weights            inputs    x, one number per input
 *     openness   ρ
 *
 * Lists 2^(n p) settings: a RangeError above 2^16.
 * @see littwin2016 §3, Eq. 10
 */
export function gateOutcomes(
  network: SharedNetwork,
  {
    weights,
    inputs,
    openness,
  }: {weights: ArrayLike<number>; inputs: ArrayLike<number>; openness: number},
): GateOutcome[] {
  const {width, depth, distinct, assign = ({from, to}) => (from + to) % distinct} = network;
  requireWhole("the number of gates", width * depth, {from: 1, to: 16});
  requireWithin("openness", openness, [0, 1]);
  const outcomes: GateOutcome[] = [];
  const descend = (layer: number, stream: ArrayLike<number>, chance: number): void => {
    if (layer > depth) {
      outcomes.push({chance, output: Array.from(stream).reduce((sum, value) => sum + value, 0)});
      return;
    }
    const branch = Float64Array.from({length: width}, (_, to) =>
      dot(
        stream,
        Float64Array.from(stream, (_, from) => weights[assign({layer, from, to})]),
      ),
    );
    for (let code = 0; code < 2 ** width; code++) {
      let likely = chance;
      const next = branch.map((value, unit) => {
        const open = (code >> unit) & 1;
        likely *= open ? openness : 1 - openness;
        return (layer > 1 ? stream[unit] : 0) + (open ? value : 0);
      });
      descend(layer + 1, next, likely);
    }
  };
  descend(1, inputs, 1);
  return outcomes;
}
