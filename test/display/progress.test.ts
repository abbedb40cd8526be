import assert from "node:assert/strict";
import {test} from "node:test";
import type {MimeBundle} from "../../src/display/page/mime";
import {storedText} from "../../src/display/across-seeds";
import {durationText, progress} from "../../src/display/progress";

/** A notebook and a clock that are not there. */
function pretend() {
  const clock = {time: 0};
  const shown: {html: string; text: string; displayId?: string; update?: boolean}[] = [];
  const notebook = {
    display(bundle: MimeBundle, options: {displayId?: string; update?: boolean} = {}) {
      shown.push({
        html: `${bundle["text/html"] as string}`,
        text: bundle["text/plain"],
        ...options,
      });
    },
  };
  return {clock, shown, notebook, now: () => clock.time};
}

test("one display is updated in place, at most ten times a second", () => {
  const {clock, shown, notebook, now} = pretend();
  const bar = progress(1000, {label: "training", notebook, now});
  for (let step = 1; step <= 1000; step++) {
    clock.time += 10;
    bar.tick(step, `loss ${step}`);
  }
  bar.done();
  // 10 s at ten updates a second, one at the start and one at the end.
  assert.ok(shown.length <= 102 && shown.length > 90, `${shown.length}`);
  assert.equal(new Set(shown.map(({displayId}) => displayId)).size, 1);
  assert.deepEqual([shown[0].update, shown[1].update], [false, true]);
});

test("percent, elapsed and remaining time are those of the pace so far", () => {
  const {clock, shown, notebook, now} = pretend();
  const bar = progress(200, {label: "seeds", notebook, now});
  clock.time = 30_000;
  bar.tick(50, "seed <3>");
  assert.match(
    shown[1].text,
    /^seeds: █{5}░{15} 25\u00a0%, 30\u00a0s, about 1\u00a0min 30\u00a0s left — seed <3>$/,
  );
  assert.match(shown[1].html, /<progress max="100" value="25"/);
  assert.ok(shown[1].html.includes("seed &#60;3&#62;"));
});

test("after done nothing is shown, and done itself always is", () => {
  const {clock, shown, notebook, now} = pretend();
  const bar = progress(3, {notebook, now});
  bar.tick(3);
  bar.done("all three");
  assert.match(shown[shown.length - 1].text, /^3 of 3 in 0\u00a0s — all three$/);
  const count = shown.length;
  clock.time = 1e6;
  bar.tick(4);
  bar.done();
  assert.equal(shown.length, count);
});

test("two bars have displays of their own", () => {
  const {shown, notebook, now} = pretend();
  progress(1, {notebook, now});
  progress(1, {notebook, now});
  assert.notEqual(shown[0].displayId, shown[1].displayId);
});

test("without a notebook one line is written over, and ends once", () => {
  const {clock, now} = pretend();
  let text = "";
  const bar = progress(10, {label: "run", notebook: null, now, write: (part) => (text += part)});
  for (let step = 1; step <= 10; step++) {
    clock.time += 1000;
    bar.tick(step, "note ".repeat(40));
  }
  bar.done();
  assert.equal(text.match(/\n/g)?.length, 1);
  const lines = text.split("\r").slice(1);
  assert.equal(lines.length, 12);
  for (const line of lines) assert.equal([...line.trimEnd()].length <= 100, true, line);
  assert.match(lines[11].trimEnd(), /^run: 10 of 10 in 10\u00a0s$/);
});

test("a total that is none gets its sentence", () => {
  for (const total of [0, -1, NaN, Infinity]) {
    assert.throws(() => progress(total, {notebook: null}), /needs a total above 0/);
  }
});

test("durations read as people say them", () => {
  const said = [0.04, 0.44, 9.94, 9.96, 59.4, 59.6, 200, 3900].map(durationText);
  const plain = said.map((text) => text.replace(/\u00a0/g, " "));
  assert.deepEqual(plain, [
    "0 s",
    "0.4 s",
    "9.9 s",
    "10 s",
    "59 s",
    "1 min 0 s",
    "3 min 20 s",
    "1 h 5 min",
  ]);
});

test("what was read from the store does not say that it took the moment of reading", () => {
  const {shown, notebook, now} = pretend();
  const bar = progress(5, {label: "seeds", notebook, now});
  bar.tick(5);
  const days = ["2026-11-24", "2026-11-24"] as const;
  bar.done("", storedText({count: 5, total: 5, seconds: 41, days}));
  assert.equal(
    shown[shown.length - 1].text,
    "seeds: 5 of 5 from the store, computed on 2026-11-24 in 41\u00a0s by the code as it is now",
  );
  assert.match(
    storedText({count: 2, total: 5, seconds: 41, days: ["2026-11-24", "2026-11-26"]}),
    /computed from 2026-11-24 to 2026-11-26 in/,
  );
  assert.match(storedText({count: 2, total: 5, seconds: 41, days: null}), /, computed in 41/);
});
