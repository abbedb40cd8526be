import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {sleep} from "./client";
import {makeNoise} from "./noise";
import {startKernel} from "./start";

test("frames left to chance on all five sockets do not stop the kernel", async (t) => {
  const kernel = await startKernel();
  t.after(() => kernel.stop());
  const {client, connection} = kernel;
  await client.execute("const kept = 12");
  await makeNoise({client, connection, random: randomStream(20), messages: 400});

  await sleep(200);
  const other = await kernel.newClient();
  const ask = () => other.execute("kept", {ms: 60_000});
  let {result, reply} = await ask();
  // Cells left to chance may still be in the queue before it, fail, and abort it; so may interrupts.
  const isStruck = () => reply.status === "aborted" || reply["ename"] === "Interrupted";
  while (isStruck()) ({result, reply} = await ask());
  assert.equal(result?.data["text/plain"], "12");
  assert.equal(kernel.process.exitCode, null);
});
