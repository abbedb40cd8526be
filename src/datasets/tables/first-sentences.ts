/**
 * Sentences joined as one: "a; b; and 35 more".
 *
 *     count    how many there are, where only the first were kept; default all
 */
export function firstSentences(sentences: readonly string[], count = sentences.length): string {
  const shown = sentences.slice(0, 5);
  const rest = count - shown.length;
  return rest > 0 ? `${shown.join("; ")}; and ${rest} more` : shown.join("; ");
}
