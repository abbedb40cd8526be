/** `(0 , exports.f)`, `(f , exports.f)`, `(0 , file_1.f)`, `exports.f`, as V8 prints the code of a cell. */
const written =
  /\((?:0|[\p{ID_Continue}$.]+) , [\p{ID_Continue}$]+\.([\p{ID_Continue}$]+)\)|\bexports\.([\p{ID_Continue}$]+)/gu;

/** What V8 says of an expression that it prints. */
const ofExpression =
  /\bis not (?:a function|a constructor|(?:async )?iterable)\b|(?:^|: )Cannot destructure /;

/**
 * A message of V8 about an expression of a cell, with names as the reader typed them: it prints the
 * expression as it is in the code that runs, where names of cells are members of `exports`.
 */
export function namesAsTyped(errorName: string, message: string): string {
  if (errorName !== "TypeError" || !ofExpression.test(message)) return message;
  return message.replace(written, (_, called?: string, member?: string) => called ?? member ?? "");
}
