import assert from "node:assert/strict";
import {test} from "node:test";
import type {KernelMessage} from "../../../src/lab/notebook/outputs";
import {collectOutputs, finalText} from "../../../src/lab/notebook/outputs";

const stream = (text: string, name = "stdout"): KernelMessage => ({
  type: "stream",
  content: {name, text},
});
const shown = (text: string, id?: string, type = "display_data"): KernelMessage => ({
  type,
  content: {
    data: {"text/plain": text},
    metadata: {},
    ...(id === undefined ? {} : {transient: {display_id: id}}),
  },
});
const texts = (outputs: readonly object[]) =>
  outputs.map((output) =>
    "text" in output ? output.text : (output as {data: Record<string, string>}).data["text/plain"],
  );

test("pieces of one stream become one output, and another stream starts a new one", () => {
  const {startCell, accept} = collectOutputs();
  const outputs = startCell();
  for (const message of [stream("a"), stream("b\n"), stream("c", "stderr"), stream("d")])
    accept(message);
  assert.deepEqual(texts(outputs), ["ab\n", "c", "d"]);
});

test("an update changes every place where its id was shown, in earlier cells too", () => {
  const {startCell, accept} = collectOutputs();
  const first = startCell();
  accept(shown("1 of 5", "bar"));
  accept(shown("untouched"));
  const second = startCell();
  accept(shown("2 of 5", "bar"));
  accept(shown("5 of 5", "bar", "update_display_data"));
  assert.deepEqual(texts(first), ["5 of 5", "untouched"]);
  assert.deepEqual(texts(second), ["5 of 5"]);
});

test("clear_output empties at once, or when the next output comes if told to wait", () => {
  const {startCell, accept} = collectOutputs();
  const outputs = startCell();
  accept(stream("old"));
  accept({type: "clear_output", content: {wait: true}});
  assert.deepEqual(texts(outputs), ["old"]);
  accept(stream("new"));
  assert.deepEqual(texts(outputs), ["new"]);
  accept({type: "clear_output", content: {wait: false}});
  assert.deepEqual(outputs, []);
});

test("a wait left over from one cell clears nothing of the next", () => {
  const {startCell, accept} = collectOutputs();
  startCell();
  accept({type: "clear_output", content: {wait: true}});
  const next = startCell();
  accept(stream("a"));
  accept(shown("b"));
  assert.deepEqual(texts(next), ["a", "b"]);
});

test("carriage returns, backspaces and erased lines leave what a terminal would show", () => {
  assert.equal(finalText("plain\ntext"), "plain\ntext");
  assert.equal(finalText("loss 0.9\rloss 0.1\nend"), "loss 0.1\nend");
  assert.equal(finalText("long line\rshort"), "shortline");
  assert.equal(finalText("long line\r\x1b[Kshort"), "short");
  assert.equal(finalText("windows\r\nline"), "windows\nline");
  assert.equal(finalText("ab\b\bc"), "cb");
});

test("letters keep their colours where a line is started over", () => {
  const over = finalText("\x1b[31mred\x1b[0m\r\x1b[32mok");
  assert.equal(over, "\x1b[0m\x1b[32mok\x1b[0m\x1b[31md");
});
