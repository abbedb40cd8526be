import assert from "node:assert/strict";
import {test} from "node:test";
import {endMark} from "../../../src/kernel/link/messages";
import {NativeOutput} from "../../../src/kernel/link/native-output";

/** Pushes the pieces; gives what was shown and which marks came, in order. */
function heard(...pieces: string[]) {
  const seen: (string | number)[] = [];
  const output = new NativeOutput(
    (text) => seen.push(text),
    (id) => seen.push(id),
  );
  for (const piece of pieces) output.push(piece);
  output.end();
  return {seen, report: output.report};
}

const greeting =
  "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n" +
  "I0000 00:00:1795503292.223494   19892 port.cc:153] oneDNN custom operations are on. You may see\n";

test("text passes at once, also without an end of line", () => {
  const output: string[] = [];
  new NativeOutput(
    (text) => output.push(text),
    () => undefined,
  ).push("50 %");
  assert.deepEqual(output, ["50 %"]);
});

test("a crash report is kept from the reader, with the lone # that it begins with", () => {
  const report =
    "#\n# Fatal error in , line 0\n# Fatal JavaScript invalid size error 169220804\n#\n";
  for (let cut = 0; cut < report.length; cut++) {
    const {seen, report: kept} = heard(`before\n${report.slice(0, cut)}`, report.slice(cut));
    assert.deepEqual(seen, ["before\n"], `cut at ${cut}`);
    assert.match(kept, /invalid size error/);
  }
  assert.deepEqual(heard("#\nbetween\n#\n").seen.join(""), "#\nbetween\n#\n");
});

test("marks are taken out and told in their place", () => {
  const {seen} = heard(`one\n${endMark(7)}two${endMark(8)}`);
  assert.deepEqual(seen, ["one\n", 7, "two", 8]);
});

test("a text cut anywhere gives the same text and marks", () => {
  const whole = `one\n\n${greeting}two${endMark(7)}three\n`;
  for (let cut = 1; cut < whole.length; cut++) {
    const {seen} = heard(whole.slice(0, cut), whole.slice(cut));
    const mark = seen.indexOf(7);
    assert.equal(seen.slice(0, mark).join(""), "one\n\ntwo", `cut at ${cut}`);
    assert.equal(seen.slice(mark + 1).join(""), "three\n", `cut at ${cut}`);
  }
});

test("TensorFlow's greeting is dropped, lines like it are not", () => {
  assert.deepEqual(heard(greeting).seen, []);
  assert.equal(heard("WARNING: All is well\n").seen.join(""), "WARNING: All is well\n");
});

test("a crash report is kept from the reader, for the reason", () => {
  const last = "\n<--- Last few GCs --->\n\n[1:0x1] 300 ms: Mark-Compact\n";
  const fatal =
    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n";
  const {seen, report} = heard(`printed\n${last}`, fatal);
  assert.deepEqual(seen, ["printed\n"]);
  assert.match(report, /heap out of memory/);
});
