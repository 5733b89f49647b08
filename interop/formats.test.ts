import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PlanKind } from '../native/node';
import { type Format, formats, openFormats } from './matrix';
import { base64, type Rows } from './peer';
import { ourRows, place, runBytes, setUp } from './support';

const kinds: PlanKind[] = ['logical', 'optimized', 'physical'];

interface Loss {
  /** What Python's engine says to the bytes that we write. */
  toOurs: RegExp;
  /** What Python's engine says to the bytes that Python writes. */
  python: RegExp;
  /** What we say to them; without it we read them, as the files tell what the bytes do not. */
  ours?: { code: string; message: RegExp };
}

const PACKED = /PhysicalExtensionCodec is not provided for scalar function dfjssq_packed/;

/**
 * DataFusion's format has no place in the scans of physical plans for a compression, for the
 * arrangement of JSON and for the kind of an Arrow file: Python writes bytes all the same, that it
 * cannot run. Ours carry the compression, and our readers see the rest in the files.
 */
const physicalLoses: Record<string, Loss> = {
  arrow_stream: {
    toOurs: /Arrow file does not contain correct footer/,
    python: /Arrow file does not contain correct footer/,
  },
  array: {
    toOurs: /Json error: expected \{ got/,
    python: /Json error: expected \{ got/,
  },
  array_gzip: { toOurs: PACKED, python: /Json error/ },
  ...Object.fromEntries(
    ['gzip', 'bzip2', 'xz', 'zstd'].flatMap((compression) => [
      [
        `csv_${compression}`,
        {
          toOurs: PACKED,
          python: /Csv error/,
          // The file is fine: it is read with another option than it needs, which the message names.
          ours: {
            code: 'file_mismatch',
            message: new RegExp(
              `plain\\.csv\\.\\w+ cannot be read as plain CSV: it is compressed with ${compression}`,
            ),
          },
        },
      ],
      [`lines_${compression}`, { toOurs: PACKED, python: /Json error/ }],
    ]),
  ),
};

/** Rows in memory travel in physical plans alone; in the others we embed them when asked to, for our engine. */
const inMemory = ['memory'];

describe.skipIf(!place)('file formats', () => {
  const both = place ? setUp() : (undefined as never);
  const expected = new Map<string, Rows>();

  beforeAll(async () => {
    await openFormats(both);
    for (const { name, sql } of formats) {
      const rows = await both.peer.call<Rows>('rows', { session: 'formats', sql });
      expect(rows.rows.length, name).toBeGreaterThan(2);
      expected.set(name, rows);
    }
  });

  it.each(formats)('$name: the same rows from both engines', async ({ name, sql }) => {
    expect(await ourRows(both.session, both.peer, sql)).toEqual(expected.get(name));
  });

  describe.each(kinds)('%s plans', (stage) => {
    const hasBytes = ({ name }: Format) =>
      stage === 'physical' ? !(name in physicalLoses) : !inMemory.includes(name);
    const carried = formats.filter(hasBytes);
    const theirs = (sql: string) => both.peer.call<string>('encode', { session: 'formats', sql, stage });

    it.each(carried)('$name: what we write, Python reads and runs', async ({ name, sql }) => {
      const options = inMemory.includes(name) ? { embedMemoryTables: true } : {};
      const data = base64(await both.session.planBytes(sql, stage, options));
      expect(await both.peer.call('run', { session: 'formats', data, stage })).toEqual(expected.get(name));
    });

    it.each(carried)('$name: what Python writes, we read and run', async ({ name, sql }) => {
      expect(await runBytes(both, await theirs(sql), stage)).toEqual(expected.get(name));
    });

    it.each(formats.filter((format) => !hasBytes(format)))(
      '$name: has bytes here alone',
      async ({ name, sql }) => {
        const loss = physicalLoses[name];
        if (!loss) {
          await expect(both.session.planBytes(sql, stage)).rejects.toMatchObject({
            code: 'plan_not_serializable',
            hint: expect.stringMatching(/lives in memory only/),
          });
          await expect(theirs(sql)).rejects.toThrow(/LogicalExtensionCodec is not provided/);
          return;
        }
        const { toOurs, python, ours } = loss;
        const written = base64(await both.session.planBytes(sql, stage));
        expect(await runBytes(both, written, stage)).toEqual(expected.get(name));
        await expect(both.peer.call('run', { session: 'formats', data: written, stage })).rejects.toThrow(
          toOurs,
        );
        const data = await theirs(sql);
        await expect(both.peer.call('run', { session: 'formats', data, stage })).rejects.toThrow(python);
        const run = runBytes(both, data, stage);
        if (!ours) return expect(await run).toEqual(expected.get(name));
        await expect(run).rejects.toMatchObject({
          code: ours.code,
          message: expect.stringMatching(ours.message),
        });
      },
    );
  });

  it.each(['logical', 'optimized'] as const)(
    '%s plans with rows of memory in them: ours run here, Python refuses them by name',
    async (stage) => {
      const sql = formats.find(({ name }) => name === 'memory')?.sql ?? '';
      const data = base64(await both.session.planBytes(sql, stage, { embedMemoryTables: true }));
      expect(await runBytes(both, data, stage)).toEqual(expected.get('memory'));
      await expect(both.peer.call('run', { session: 'formats', data, stage })).rejects.toThrow(
        /LogicalExtensionCodec is not provided/,
      );
    },
  );

  describe('a pattern', () => {
    const sql = 'select id, word from pattern';
    const data = (stage: PlanKind) => both.peer.call<string>('encode', { session: 'pattern', sql, stage });
    const theirs = (bytes: string, stage: PlanKind) =>
      both.peer.call<Rows>('run', { session: 'pattern', data: bytes, stage });
    let rows: Rows;

    beforeAll(async () => {
      const path = join(both.folder, 'parts', 'take-*.parquet');
      const statements = [`CREATE EXTERNAL TABLE pattern STORED AS PARQUET LOCATION '${path}'`];
      await both.peer.call('open', { session: 'pattern', statements });
      await both.session.openFile(path, { name: 'pattern' });
      rows = await both.peer.call<Rows>('rows', { session: 'pattern', sql });
      expect(rows.rows).toHaveLength(100);
    });

    it.each(kinds)('%s: what we write names its files', async (stage) => {
      expect(await theirs(base64(await both.session.planBytes(sql, stage)), stage)).toEqual(rows);
    });

    it('physical: what Python writes, we read and run', async () => {
      expect(await runBytes(both, await data('physical'), 'physical')).toEqual(rows);
    });

    it.each(['logical', 'optimized'] as const)(
      '%s: what Python writes has lost the pattern, in both engines',
      async (stage) => {
        const bytes = await data(stage);
        const whole = await theirs(bytes, stage);
        expect(whole.rows).toHaveLength(200);
        expect(await runBytes(both, bytes, stage)).toEqual(whole);
      },
    );
  });
});
