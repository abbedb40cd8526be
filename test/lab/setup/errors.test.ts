import assert from "node:assert/strict";
import {test} from "node:test";
import {SetupError, causeIn, explain} from "../../../src/lab/setup/errors.mjs";

/** What tools print, and what the reader is told. */
const lines: [string, RegExp][] = [
  ["npm error code ENOTFOUND\nnpm error network request failed", /check the network/],
  ["npm error code EAI_AGAIN", /check the network/],
  ["npm error code ECONNREFUSED", /check the network/],
  ["ReadTimeoutError: Read timed out.", /check the network/],
  ["Failed to establish a new connection: [Errno 101] Network is unreachable", /check the network/],
  ["OSError: [Errno 28] No space left on device", /The disk is full/],
  ["/usr/bin/ld: final link failed: No space left on device", /The disk is full/],
  ["ENOSPC: no space left on device, write", /The disk is full/],
  ["EMFILE: too many open files, open 'x'", /raise the limit \(ulimit -n 1024\)/],
  ["spawn ENOMEM", /too little memory/],
  ["npm error code EACCES", /\/lab cannot be written to/],
  ["mkdir: cannot create directory: Read-only file system", /\/lab cannot be written to/],
];

for (const [printed, line] of lines)
  test(`"${printed.split("\n")[0]}" becomes one line that says what to do`, () => {
    const told = explain(new Error(printed), "/lab");
    assert.match(told, line);
    assert.equal(told.split("\n").length, 1);
  });

test("a line that was meant for the reader is left as it is", () => {
  assert.equal(explain(new SetupError("Install g++."), "/lab"), "Install g++.");
});

test("what is not known is told in its own first line", () => {
  assert.equal(explain(new Error("odd\nmore"), "/lab"), "Set-up failed: odd");
});

test("a place outside the project that cannot be written is named, not the project", () => {
  const told = explain(
    new Error("npm error EACCES: permission denied, mkdir '/home/x/.npm'"),
    "/lab",
  );
  assert.match(told, /^\/home\/x\/\.npm, outside the project, cannot/);
});

test("the cause is found in what npm and a compiler print", () => {
  const npm =
    "npm error code EINTEGRITY\nnpm error sha512 wanted a got b\nnpm error A complete log of";
  assert.equal(causeIn(npm), "code EINTEGRITY: sha512 wanted a got b");
  assert.equal(
    causeIn("x.cc:3:1: error: no such thing\n1 error generated."),
    "x.cc:3:1: error: no such thing",
  );
});
