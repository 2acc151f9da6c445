import { bind } from 'jest-each';
import { expect } from 'expect';

// Stands in for `@jest/globals` while `npm run mutate` loads the tests of the rules: tests are collected, so that one
// process can run single tests many times.

export { expect };

// A mutation that is noticed needs no picture of the difference, which takes longer than the test.
const message = () => 'differs';
expect.extend({
  toBe: (received: unknown, expected: unknown) => ({ pass: Object.is(received, expected), message }),
  toEqual(received: unknown, expected: unknown) {
    const { iterableEquality } = this.utils;
    return { pass: this.equals(received, expected, [...this.customTesters, iterableEquality]), message };
  },
  toMatchObject(received: unknown, expected: unknown) {
    const { iterableEquality, subsetEquality } = this.utils;
    const pass = this.equals(received, expected, [...this.customTesters, iterableEquality, subsetEquality]);
    return { pass, message };
  },
});
Error.stackTraceLimit = 0;

/** A test of the rules; all of them are synchronous. */
export interface CollectedTest {
  readonly name: string;
  readonly run: () => unknown;
}

let collected: CollectedTest[] = [];
let path: string[] = [];

/** The tests that test files have defined since the last call. */
export function takeCollected(): CollectedTest[] {
  const taken = collected;
  collected = [];
  return taken;
}

function define(name: string, run: () => unknown): void {
  collected.push({ name: [...path, name].join(' > '), run });
}

function group(name: string, body: () => void): void {
  const outer = path;
  path = [...outer, name];
  body();
  path = outer;
}

export const it = Object.assign(define, { each: bind(define as Parameters<typeof bind>[0], false) });
export const test = it;
export const describe = Object.assign(group, { each: bind(group as Parameters<typeof bind>[0], false) });

// Some test files use the globals.
Object.assign(globalThis, { describe, it, test, expect });
