import { expect, test } from '@jest/globals';
import { Turns } from './turns.ts';

const all = () => true;

test('organizations take turns; the items of one keep their order', () => {
  const turns = new Turns<string>();
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) turns.add(item.charAt(0), item);
  expect(turns.size()).toBe(6);
  expect(Array.from({ length: 7 }, () => turns.next(all))).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', null]);
  expect(turns.size()).toBe(0);
});

test('an organization that may not take is passed over and keeps its turn', () => {
  const turns = new Turns<string>();
  for (const item of ['a1', 'b1', 'b2']) turns.add(item.charAt(0), item);
  expect(turns.next((id) => id !== 'a')).toBe('b1');
  expect(turns.next(all)).toBe('a1');
  expect(turns.next((id) => id === 'a')).toBeNull();
  expect(turns.size('b')).toBe(1);
});

test('an item leaves before its turn, once', () => {
  const turns = new Turns<string>();
  for (const item of ['a1', 'a2']) turns.add('a', item);
  turns.remove('a', 'a1');
  turns.remove('a', 'a1');
  turns.remove('b', 'a2');
  expect([turns.size(), turns.size('a'), turns.size('b')]).toEqual([1, 1, 0]);
  expect(turns.drain()).toEqual(['a2']);
  expect(turns.next(all)).toBeNull();
});
