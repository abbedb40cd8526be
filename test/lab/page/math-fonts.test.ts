import assert from "node:assert/strict";
import {test} from "node:test";
import {mathStyles} from "../../../src/lab/page/math-fonts";
import {markdownRenderer} from "../../../src/lab/page/markdown";

const stylesOf = (source: string) => mathStyles(markdownRenderer({folder: "."}).render(source));
const fontsIn = (css: string) =>
  [...css.matchAll(/font-family:(\w+);font-style:(\w+);font-weight:(\d+);src:url\(data:font/g)].map(
    ([, family, style, weight]) => `${family} ${style} ${weight}`,
  );

test("a page brings the fonts its formulas use and no others", () => {
  assert.equal(stylesOf("no formula"), "");
  assert.deepEqual(fontsIn(stylesOf("$x_1 + 2$")), [
    "KaTeX_Main normal 400",
    "KaTeX_Math italic 400",
  ]);
  const rich = fontsIn(stylesOf("$\\mathbf{w} \\in \\mathbb{R}^n, \\mathcal{L}$"));
  for (const font of [
    "KaTeX_Main normal 700",
    "KaTeX_AMS normal 400",
    "KaTeX_Caligraphic normal 400",
  ])
    assert.ok(rich.includes(font), `${font} is missing from ${rich.join(", ")}`);
});

test("no font is asked of another file", () => {
  assert.doesNotMatch(stylesOf("$$\\left(\\sum_r e_r\\right)^2$$"), /url\((?!data:)/);
});
