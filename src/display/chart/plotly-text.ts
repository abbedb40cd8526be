/**
 * Text for Plotly, which reads a few HTML tags and entities in its labels: what would be a tag is
 * escaped, and so are dollars, between which it would look for TeX; lines are broken, since Plotly
 * breaks none itself.
 *
 *     width   characters to a line
 */
export function plotlyText(text: string, width = Infinity): string {
  return wrapped(text, width).map(escaped).join("<br>");
}

/** How many lines the text takes at that width. */
export const lineCount = (text: string, width: number): number => wrapped(text, width).length;

/** Text for a hover template, where %{…} would be filled in. */
export const hoverText = (text: string): string => escaped(text).replace(/%\{/g, "%&#123;");

/** White space at which a line may break: hard spaces stay in their line. */
const breaks = /[^\S\u00a0\u2002\u2003]+/;

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  const words = text.split(breaks).filter((word) => word !== "");
  for (const word of words.length > 0 ? words : [""]) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

const escaped = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\$/g, "&#36;");
