import { expect, it } from 'vitest';
import { compact } from '../format';
import { hexDump } from './hexDump';
import { parseJson } from './parseJson';
import { valueRows } from './valueRows';

it('JSON keeps the digits of its numbers and the order of its names', () => {
  const tree = parseJson(' {"b": 9007199254740993, "a": ["x\\u0041\\n", true, null, -1.50e3, {}, []]} ');
  expect(compact(tree)).toBe('{b: 9007199254740993, a: ["xA\\n", true, null, -1.50e3, {}, []]}');
});

it.each(['plain', '{broken', '"text"', '12', '[1,]', `${'['.repeat(300)}${']'.repeat(300)}`])(
  'is no tree of %s',
  (text) => expect(parseJson(text)).toBeNull(),
);

it('a tree lists its parts, and those below them on request', () => {
  const tree = parseJson('{"a": {"b": [1, 2]}, "c": null}');
  const lines = (toggled: string[]) =>
    valueRows(tree, new Set(toggled)).map(({ key, depth, name, expanded }) => [key, depth, name, expanded]);
  expect(lines([])).toEqual([
    ['0', 0, 'a', true],
    ['0.0', 1, 'b', false],
    ['1', 0, 'c', undefined],
  ]);
  expect(lines(['0'])).toHaveLength(2);
  expect(lines(['0.0'])).toHaveLength(5);
});

it('bytes are shown with their offsets and letters', () => {
  const bytes = [...'Hello, planet!\n\u007f.'].map((letter) =>
    letter.charCodeAt(0).toString(16).padStart(2, '0'),
  );
  expect(hexDump(`0x${bytes.join('')}`)).toBe(
    [
      '000000  48 65 6c 6c 6f 2c 20 70 6c 61 6e 65 74 21 0a 7f  Hello, planet!..',
      '000010  2e                                               .',
    ].join('\n'),
  );
  expect(hexDump('0x')).toBe('');
});
