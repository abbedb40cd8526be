import assert from "node:assert/strict";
import {test} from "node:test";
import {ansiToHtml} from "../../../src/lab/page/ansi";

test("colours and styles become classes, and end where the terminal ends them", () => {
  assert.equal(ansiToHtml("\x1b[31mred\x1b[39m plain"), '<span class="ansi-red">red</span> plain');
  assert.equal(
    ansiToHtml("\x1b[1m\x1b[94mboth\x1b[22mcolour\x1b[0mnone"),
    '<span class="ansi-bold ansi-bright-blue">both</span><span class="ansi-bright-blue">colour</span>none',
  );
  assert.equal(ansiToHtml("\x1b[38;5;2mg\x1b[m"), '<span class="ansi-green">g</span>');
  assert.equal(
    ansiToHtml("\x1b[38;2;10;20;30mtrue\x1b[4mline"),
    'true<span class="ansi-underline">line</span>',
  );
});

test("text is escaped inside and outside of colours", () => {
  assert.equal(ansiToHtml(`<b a='1'>&"`), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;");
  assert.equal(ansiToHtml("\x1b[32m<i>"), '<span class="ansi-green">&lt;i&gt;</span>');
});

test("other sequences and a lone escape leave no trace", () => {
  assert.equal(ansiToHtml("a\x1b[2Kb\x1b[?25lc"), "abc");
  assert.equal(ansiToHtml("end\x1b"), "end");
});
