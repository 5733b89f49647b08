import { describe, expect, it } from 'vitest';
import { COMMAND_IDS, commandOf, keysOf, SCOPED_KEYS, SCOPES } from './registry';

describe.each([false, true])('keys, on a Mac: %s', (mac) => {
  it('mean one thing', () => {
    const all = COMMAND_IDS.flatMap((id) => keysOf(id, mac));
    expect(all).toEqual([...new Set(all)]);
    for (const scope of Object.keys(SCOPES)) {
      const keys = Object.values(SCOPED_KEYS)
        .filter((row) => row.scope === scope)
        .flatMap((row) => [...row.keys]);
      expect([...all, ...keys]).toEqual([...new Set([...all, ...keys])]);
    }
  });
});

it('titles are unique, so that commands can be distinguished in the palette', () => {
  const titles = COMMAND_IDS.map((id) => commandOf(id).title);
  expect(titles).toEqual([...new Set(titles)]);
});
