/**
 * The edge that a module of values ±1 has in the next round, where the next module is the same one again.
 *
 *     u = (1 − γ̃) / (1 + γ̃),    u_t u_(t+1) = ε / (1 − ε)
 *
 *     error  ε   share of examples it gets wrong, above 0
 *     edge   γ̃   under the weights of this round
 *
 * With α = ½ ln(1/u) a wrong example weighs 1/u times a right one, so that its share of all weight is
 * ε / (ε + u (1 − ε)). Twice in a row gives back γ̃: the edge swings between two values for ever.
 * @see huang2018 §4; our derivation
 */
export function frozenEdge({error, edge}: {readonly error: number; readonly edge: number}): number {
  const u = (1 - edge) / (1 + edge);
  const next = error / (1 - error) / u;
  return (1 - next) / (1 + next);
}
