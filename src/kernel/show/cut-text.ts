/**
 * The first `limit` UTF-16 units of a text, or one less where the cut would part the two halves of a
 * character above U+FFFF: half of one is no Unicode, and whoever stores the text refuses it.
 */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return text.slice(0, isInsidePair(text, limit) ? limit - 1 : limit);
}

/** Whether the character that begins at `at` is the second half of the one before it. */
export function isInsidePair(text: string, at: number): boolean {
  return at > 0 && text.codePointAt(at - 1)! > 0xffff;
}
