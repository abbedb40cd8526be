import assert from "node:assert/strict";
import {test} from "node:test";
import {safeHtml} from "../../../src/lab/page/safe-html";

test("what could act is left out, what shows something stays", () => {
  const acting = [
    '<meta http-equiv="refresh" content="0;url=https://example.org"><p>seen</p>',
    '<base href="https://example.org/"><p>seen</p>',
    "<META HTTP-EQUIV=Refresh CONTENT=0><p>seen</p>",
    '<noscript><meta http-equiv="refresh" content="0"></noscript><p>seen</p>',
    '<script>location = "https://example.org"</script><p onclick="go()">seen</p>',
    '<iframe src="https://example.org" srcdoc="<p>x</p>"></iframe><p>seen</p>',
    '<form id="f" action="https://example.org"><p>seen</p></form>',
    '<link rel="prefetch" href="https://example.org"><p>seen</p>',
    '<object data="x" id="documentElement"></object><embed src="x"><p>seen</p>',
    "<style>main { display: none }</style><p>seen</p>",
    '<svg><animate attributeName="href" values="x"></animate></svg><p>seen</p>',
    '<svg><foreignObject><meta http-equiv="refresh" content="0"></foreignObject></svg><p>seen</p>',
    "</div></main></body><p>seen</p>",
  ];
  for (const html of acting)
    assert.equal(safeHtml(html).replace("<svg></svg>", "").trim(), "<p>seen</p>", html);
});

test("a link leads where a reader may go, and nowhere else", () => {
  const led = (address: string) => /href="/.test(safeHtml(`<a href="${address}">x</a>`));
  for (const address of ["https://example.org", "06-next.html#part", "#part", "mailto:a"])
    assert.equal(led(address), true, address);
  const refused = ["javascript:alert(1)", " java\nscript:x", "vbscript:x", "data:text/html,x"];
  for (const address of [...refused, "&#106;avascript:x", "//example.org"])
    assert.equal(led(address), false, address);
  assert.doesNotMatch(
    safeHtml('<svg><a xlink:href="javascript:x"><text>x</text></a></svg>'),
    /javascript/,
  );
});

test("no id or name can be taken for something of the page, and references follow", () => {
  assert.equal(
    safeHtml('<img name="head" id="plotly" src="x" /><a href="#plotly">up</a>'),
    '<img src="x" id="own-plotly" /><a href="#own-plotly">up</a>',
  );
  assert.equal(safeHtml('<h2 id="part">a</h2>', new Set(["part"])), '<h2 id="part">a</h2>');
  const drawn = safeHtml(
    `<svg viewBox="0 0 9 9" aria-labelledby="t"><title id="t">a > b</title><linearGradient id="g"></linearGradient>
    <path d="M0 0" fill="url(#g)" style="stroke:url('#g')"></path><use href="#g"></use></svg>`,
  );
  for (const part of ['viewbox="0 0 9 9"', 'aria-labelledby="own-t"', 'fill="url(#own-g)"'])
    assert.ok(drawn.includes(part), `${part} in ${drawn}`);
  assert.match(drawn, /stroke:url\(.*#own-g.*\).*href="#own-g"/s);
});

test("tables, inline styles and signs are kept to the letter", () => {
  const kept =
    '<table style="color:var(--ink, #123)"><tbody><tr><td colspan="2">1 &lt; 2</td></tr></tbody></table>';
  assert.equal(safeHtml(kept), kept);
});
