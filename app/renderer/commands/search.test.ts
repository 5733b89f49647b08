import { expect, it } from 'vitest';
import { WINDOW_COMMANDS } from '../../shared/commands/registry';
import { searchCommands } from './search';

const first = (query: string) => searchCommands(query, [])[0]?.id;

it('finds every command by its whole title first', () => {
  for (const { id, parts } of searchCommands('', [])) expect(first(parts.join(''))).toBe(id);
});

it('finds by the start of words, letters left out and what the description says', () => {
  expect(first('exp phys')).toBe('plan.export.physical');
  expect(first('explain')).toBe('query.explain');
  expect(first('rct')).toBe('tab.reopen');
  expect(searchCommands('bytes', []).map(({ id }) => id)).toContain('plan.export.logical');
  expect(searchCommands('qqqq', [])).toEqual([]);
});

it('marks what was typed in the title', () => {
  expect(searchCommands('find', []).find(({ id }) => id === 'edit.find')?.parts).toEqual([
    '',
    'Find',
    ' in query or results',
  ]);
});

it('offers what was run last first, and all the others after it', () => {
  const all = searchCommands('', ['view.plan', 'query.run']).map(({ id }) => id);
  expect(all.slice(0, 2)).toEqual(['view.plan', 'query.run']);
  expect([...all].sort()).toEqual([...WINDOW_COMMANDS].sort());
});
