import assert from "node:assert/strict";
import {test} from "node:test";
import {limitsFor, protections} from "../../../src/lab/class/class-limits";
import type {ClassMachine} from "../../../src/lab/class/class-limits";

const machine: ClassMachine = {memoryMb: 32_000, cores: 8, isRoot: true, hasSystemd: false};
const unasked = {memoryMb: undefined, cores: undefined, diskGb: 5};

test("each has a share of the memory, never less than a kernel needs, nor more than there is", () => {
  const memory = (users: number, memoryMb: number) =>
    limitsFor({...machine, memoryMb}, {users, asked: unasked}).memoryMb;
  assert.equal(memory(20, 32_000), 2160);
  assert.equal(memory(1, 32_000), 4000);
  assert.equal(memory(100, 32_000), 1500);
  assert.equal(memory(100, 1000), 1000);
});

test("what the teacher asks for is taken, as far as the machine has it", () => {
  const asked = {memoryMb: 7000, cores: 20, diskGb: 1};
  const limits = limitsFor(machine, {users: 3, asked});
  assert.deepEqual([limits.memoryMb, limits.cores, limits.diskGb], [7000, 8, 1]);
});

test("threads are limited only where each user is counted alone", () => {
  const threads = (isRoot: boolean) =>
    limitsFor({...machine, isRoot}, {users: 3, asked: unasked}).threads;
  assert.ok(threads(true) > 0);
  assert.equal(threads(false), 0);
});

test("the teacher is told what protects users from one another, and what does not", () => {
  const told = (own: Partial<ClassMachine>, {users = 3, tls = true} = {}) => {
    const here = {...machine, ...own};
    return protections(limitsFor(here, {users, asked: unasked}), here, {users, tls}).join("\n");
  };
  assert.match(told({}), /nobody can read another's files/);
  assert.match(told({}), /looked at every few seconds.*A fork bomb stops at 1000 threads/);
  assert.match(told({hasSystemd: true}), /limited by systemd/);
  assert.match(told({isRoot: false}), /code in a cell can read every home/);
  assert.match(told({isRoot: false}), /Nothing stops a fork bomb/);
  assert.doesNotMatch(told({isRoot: false, hasSystemd: true}), /systemd/);
  assert.match(
    told({}, {users: 30}),
    /If all 30 take all of their memory, that is 45 GB; the machine has 32/,
  );
  assert.doesNotMatch(told({}), /If all/);
  assert.match(told({}, {tls: false}), /not encrypted/);
  assert.doesNotMatch(told({}), /not encrypted/);
});
