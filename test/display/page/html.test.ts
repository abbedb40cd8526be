import assert from "node:assert/strict";
import {test} from "node:test";
import {escapeHtml, markup} from "../../../src/display/page/html";
import {plotlyText} from "../../../src/display/chart/plotly-text";

test("everything put into markup is escaped, markup itself and lists of it are not", () => {
  const evil = `<img src=x onerror="alert('1')">&`;
  const inner = markup`<b>${evil}</b>`;
  const {html} = markup`<p title="${evil}">${[inner, inner]}${null}${false}${0}</p>`;
  assert.equal(html.match(/<b>/g)?.length, 2);
  assert.ok(!html.includes("<img") && !html.includes(`onerror="`));
  assert.ok(html.endsWith("0</p>"));
});

test("escaped text holds no sign that could end an attribute or open a tag", () => {
  assert.ok(!/[<>"']/.test(escapeHtml(`<>"'&`)));
});

test("text for Plotly is escaped and broken at words", () => {
  assert.equal(plotlyText("a < b & c", 5), "a &lt; b<br>&amp; c");
  assert.equal(plotlyText("unbreakable", 3), "unbreakable");
});
