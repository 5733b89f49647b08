import { beforeAll, describe, expect, it } from 'vitest';
import { EngineError } from '../native/node';
import { base64 } from './peer';
import { place, setUp } from './support';

interface Case {
  name: string;
  path: string;
  columns?: string[];
  rows?: string[][];
  /** Of the error, where the file is refused. */
  code?: string;
}

/** Files that readers often get wrong, opened as a drop opens them, beside DuckDB and pyarrow. */
describe.skipIf(!place)('awkward files', () => {
  const both = place ? setUp() : (undefined as never);
  let cases: Case[] = [];

  beforeAll(async () => {
    cases = await both.peer.call<Case[]>('awkward', { folder: both.folder });
    expect(cases.length).toBeGreaterThan(50);
  });

  it('hold the same rows for us, or are refused with the right code', async () => {
    const wrong: Record<string, unknown> = {};
    for (const { name, path, ...right } of cases) {
      const ours = await read(path);
      const refused = 'code' in ours && ours.code === right.code;
      if (!refused && JSON.stringify(ours) !== JSON.stringify(right))
        wrong[name] = { ours: short(ours), right: short(right) };
    }
    expect(wrong).toEqual({});
  });

  async function read(path: string): Promise<object> {
    try {
      const table = await both.session.openFile(path);
      const stream = both.session.rows(`select * from "${table.name}"`, 'arrow');
      const chunks: Uint8Array[] = [];
      for (let chunk = await stream.next(); chunk; chunk = await stream.next()) chunks.push(chunk);
      return await both.peer.call('cells_of_arrow', { data: base64(Buffer.concat(chunks)) });
    } catch (error) {
      if (error instanceof EngineError) return { code: error.code, message: error.message };
      throw error;
    }
  }

  const short = (value: unknown) => JSON.stringify(value).slice(0, 300);
});
