import { describe, expect, it } from 'vitest';
import type { TableInfo } from '../../shared/table';
import { suggest } from './suggestions';

const table = (name: string, ...columns: string[]): TableInfo => ({
  name,
  origin: 'file',
  format: 'csv',
  path: `/${name}.csv`,
  columns: columns.map((column) => ({
    name: column,
    type: 'Utf8',
    shortType: 'str',
    kind: 'text',
    nullable: true,
  })),
  rows: null,
  bytes: null,
  options: {},
  definition: null,
});
const tables = [table('flights', 'origin', 'delay'), table('airports', 'iata', 'state')];

/** Names that are offered at `|`, by kind. */
function offered(marked: string, kind: string) {
  const before = marked.slice(0, marked.indexOf('|'));
  const suggestions = suggest({
    before,
    text: marked.replace('|', ''),
    tables,
    keywords: ['where'],
    functions: ['avg'],
  });
  return suggestions.filter((suggestion) => suggestion.kind === kind).map(({ name }) => name);
}

describe('suggest', () => {
  it('offers the columns of a table or alias after a dot, and nothing else', () => {
    expect(offered('SELECT flights.| FROM flights', 'column')).toEqual(['origin', 'delay']);
    expect(offered('SELECT a.| FROM flights f JOIN airports AS a', 'column')).toEqual(['iata', 'state']);
    expect(offered('SELECT a.| FROM flights f JOIN airports AS a', 'keyword')).toEqual([]);
  });

  it('offers nothing after the dot of an unknown name', () => {
    expect(offered('SELECT x.| FROM flights', 'column')).toEqual([]);
  });

  it('offers columns of the tables that the text names', () => {
    expect(offered('SELECT | FROM flights', 'column')).toEqual(['origin', 'delay']);
    expect(offered('SELECT |', 'column')).toEqual([]);
  });

  it('puts tables first after FROM', () => {
    const at = (before: string) =>
      suggest({ before, text: `${before} flights`, tables, keywords: [], functions: ['avg'] }).sort(
        (a, b) => a.rank - b.rank,
      )[0];
    expect(at('SELECT 1 FROM ')?.kind).toBe('table');
    expect(at('SELECT ')?.kind).toBe('column');
  });

  it('offers keywords in capitals', () => {
    expect(offered('SELECT 1 |', 'keyword')).toEqual(['WHERE']);
  });
});
