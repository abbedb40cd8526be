import {escapeHtml} from "./text";

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const styles: Record<number, string> = {1: "bold", 2: "faint", 3: "italic", 4: "underline"};
/** A colour or style, any other sequence, or text. */
// eslint-disable-next-line no-control-regex
const escapes = /\x1b\[([\d;]*)m|(\x1b\[[\d;?]*[A-Za-z])|([^\x1b]+)/g;
/** Codes that end a style. */
const ends: Record<number, readonly string[]> = {
  22: ["bold", "faint"],
  23: ["italic"],
  24: ["underline"],
};

/**
 * Terminal text as HTML: the sixteen colours and four styles become classes (`ansi-red`, `ansi-bold`),
 * so that the page's theme sets them; every other escape sequence is dropped.
 */
export function ansiToHtml(text: string): string {
  let color = "";
  const on = new Set<string>();
  let html = "";
  for (const [, codes, , plain] of text.matchAll(escapes)) {
    if (plain !== undefined) {
      const classes = [...on, ...(color ? [color] : [])].map((name) => `ansi-${name}`).join(" ");
      html += classes ? `<span class="${classes}">${escapeHtml(plain)}</span>` : escapeHtml(plain);
    } else if (codes !== undefined) color = applied(codes.split(";").map(Number), color, on);
  }
  return html;
}

/** Applies the codes of one sequence to the styles that are on; returns the colour that holds now. */
function applied(codes: readonly number[], before: string, on: Set<string>): string {
  let color = before;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) {
      on.clear();
      color = "";
    } else if (code in styles) on.add(styles[code]);
    else if (code in ends) ends[code].forEach((style) => on.delete(style));
    else if (code === 39) color = "";
    else if (code >= 30 && code <= 37) color = names[code - 30];
    else if (code >= 90 && code <= 97) color = `bright-${names[code - 90]}`;
    // 38;5;n and 38;2;r;g;b: only the first sixteen of the palette have a class.
    else if (code === 38 || code === 48) {
      const index = codes[i + 2];
      if (code === 38 && codes[i + 1] === 5 && index < 16)
        color = index < 8 ? names[index] : `bright-${names[index - 8]}`;
      i += codes[i + 1] === 5 ? 2 : 4;
    }
  }
  return color;
}
