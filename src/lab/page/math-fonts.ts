import {readFileSync} from "node:fs";
import path from "node:path";

/**
 * The styles of KaTeX with those of its fonts stored inside that the formulas in `html` use; nothing where
 * there is no formula. All twenty fonts would add 0.4 MB to every page.
 */
export function mathStyles(html: string): string {
  if (!html.includes('class="katex')) return "";
  return withFonts((css) => usedFonts(css, html));
}

/** The styles of KaTeX with all of its fonts: for many pages at once. */
export const allMathStyles = (): string => withFonts(() => null);

/** @param choose the names of the fonts that are wanted; null for all */
function withFonts(choose: (css: string) => ReadonlySet<string> | null): string {
  const folder = path.dirname(require.resolve("katex/dist/katex.min.css"));
  const css = readFileSync(path.join(folder, "katex.min.css"), "utf8");
  const used = choose(css);
  return css.replace(/@font-face\{([^}]*)\}/g, (rule, body: string) => {
    const file = /url\((fonts\/[^)]+\.woff2)\)/.exec(body)?.[1];
    if (file === undefined || used?.has(nameOf(file)) === false) return "";
    const font = readFileSync(path.join(folder, file)).toString("base64");
    return rule.replace(/src:[^;}]*/, `src:url(data:font/woff2;base64,${font}) format("woff2")`);
  });
}

const nameOf = (file: string) => path.basename(file, ".woff2");

/** Font files (`KaTeX_Math-Italic`) that the rules whose classes all occur in the page ask for. */
function usedFonts(css: string, html: string): Set<string> {
  const present = new Set(
    [...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names.split(" ")),
  );
  const classes = (selector: string) =>
    [...selector.matchAll(/\.([A-Za-z][\w-]*)/g)].map(([, name]) => name);
  const used = new Set<string>();
  for (const [, selectors, body] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const applies = selectors.split(",").some((selector) => {
      const names = classes(selector);
      return names.length > 0 && names.every((name) => present.has(name));
    });
    const family = /KaTeX_\w+/.exec(body)?.[0];
    const bold = /font-weight:700/.test(body) ? "Bold" : "";
    const italic = /font-style:italic/.test(body) ? "Italic" : "";
    // A rule that asks for weight or style alone (`.textbf`) keeps the main family.
    if (applies && (family || bold || italic))
      used.add(`${family ?? "KaTeX_Main"}-${bold + italic || "Regular"}`);
  }
  return used;
}
