import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMPRESSION_EXTENSIONS, DATA_EXTENSIONS } from '../../shared/fileKind';
import { PLAN_BYTES } from '../planInput';

const source = (path: string) => readFileSync(join(import.meta.dirname, '../../../native', path), 'utf8');

/** Values that duplicate the engine's: they are needed before it is loaded. */
describe('duplicated values of the engine', () => {
  it('are the extensions of data files', () => {
    const format = source('readers/src/format.rs');
    const named = (from: string, to: string) => {
      const part = format.slice(format.indexOf(from), format.indexOf(to));
      return [...part.matchAll(/"(\w+)"(?= \||\))/g)].map(([, extension]) => extension).sort();
    };
    expect(named('let compression =', 'let format =')).toEqual([...COMPRESSION_EXTENSIONS].sort());
    expect(named('let format =', 'ByName {\n        format,')).toEqual([...DATA_EXTENSIONS].sort());
  });

  it('are the size limit of a plan', () => {
    const [, limit = ''] = /PLAN_BYTES: u64 = ([\d* ]+);/.exec(source('plan-wire/src/limits/mod.rs')) ?? [];
    expect(limit.split('*').reduce((product, factor) => product * Number(factor), 1)).toBe(PLAN_BYTES);
  });
});
