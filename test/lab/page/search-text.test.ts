import assert from "node:assert/strict";
import {test} from "node:test";
import {markdownRenderer} from "../../../src/lab/page/markdown";
import {findableParts, searchFile} from "../../../src/lab/page/search-text";

test("the words of a page are found under their headings, without code and what cells show", () => {
  const {render} = markdownRenderer({folder: "."});
  const html = `<main><section class="prose">${render("# Paths\n\nShort & *deep*, $\\beta < 1$.\n\n## Law")}</section>
    <section class="code" id="cell-a"><pre>const secret = 1;</pre></section>
    <section class="prose">${render('of ε² &lt;b&gt; "said"')}</section></main>`;
  const [paths, law] = findableParts(html);
  assert.deepEqual([paths.id, paths.heading], ["paths", "Paths"]);
  assert.match(paths.text, /^Short & deep , .*β/);
  assert.equal(law.text, "of ε² <b> “said”");
  assert.ok(!JSON.stringify([paths, law]).includes("secret"));
});

test("the script of a page's words gives them back, whatever they hold", () => {
  const parts = [{id: "a", heading: "</script>", text: 'a "quoted" \u2028 word'}];
  const script = searchFile("05-x", {title: "T", parts});
  new Function(script)();
  const all = (globalThis as unknown as Record<symbol, Record<string, string>>)[
    Symbol.for("residual-lab.parts")
  ];
  assert.deepEqual(JSON.parse(all["search-05-x"]), {page: "05-x.html", title: "T", parts});
});
