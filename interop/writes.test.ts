import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PlanKind } from '../native/node';
import { openFormats } from './matrix';
import { base64 } from './peer';
import { ourRows, place, runBytes, setUp } from './support';
import { copies, inserts, type Write } from './writes';

const kinds: PlanKind[] = ['logical', 'optimized', 'physical'];

describe.skipIf(!place)('plans that write', () => {
  const both = place ? setUp() : (undefined as never);

  /** What is in the folder that a plan wrote to; empties it. */
  const taken = () => both.peer.call<string[]>('taken', { folder: join(both.folder, 'out') });

  /** What Python's engine writes for a statement. */
  const written = async (sql: string) => {
    await both.peer.call('rows', { session: 'formats', sql });
    const lines = await taken();
    expect(lines.length, sql).toBeGreaterThan(1);
    return lines;
  };

  const pythonRuns = async (data: string, stage: PlanKind) => {
    await both.peer.call('run', { session: 'formats', data, stage });
    return taken();
  };

  const weRun = async (data: string, stage: PlanKind) => {
    await expect(runBytes(both, data, stage)).rejects.toMatchObject({ code: 'plan_writes' });
    await runBytes(both, data, stage, { allowWrite: true });
    return taken();
  };

  const ours = async (sql: string, stage: PlanKind) => base64(await both.session.planBytes(sql, stage));
  const theirs = (sql: string, stage: PlanKind) =>
    both.peer.call<string>('encode', { session: 'formats', sql, stage });

  beforeAll(async () => {
    await openFormats(both);
    await taken();
  });

  describe('COPY', () => {
    const statement = ({ select }: Write, stored: string) =>
      `COPY (${select}) TO '${join(both.folder, 'out')}/' ${stored}`;

    it.each(copies)('$name: both engines write the same for the statement', async (copy) => {
      const sql = statement(copy, copy.stored);
      await ourRows(both.session, both.peer, sql);
      expect(await taken()).toEqual(await written(sql));
    });

    describe.each(kinds)('%s plans', (stage) => {
      it.each(copies)('$name: what we write, Python reads and runs', async (copy) => {
        const sql = statement(copy, copy.stored);
        const none = stage === 'physical' ? copy.physical?.ours : undefined;
        if (none) {
          await expect(ours(sql, stage)).rejects.toMatchObject({
            code: 'plan_not_serializable',
            hint: expect.stringMatching(none),
          });
          return;
        }
        const data = await ours(sql, stage);
        const lines = await written(sql);
        expect(await weRun(data, stage)).toEqual(lines);
        // What Python's logical plans lose travels under a mark of ours, which Python refuses.
        if (stage !== 'physical' && copy.logicalLeft)
          await expect(pythonRuns(data, stage)).rejects.toThrow(
            /not provided for scalar function dfjssq_copy/,
          );
        else expect(await pythonRuns(data, stage)).toEqual(lines);
      });

      it.each(copies)('$name: what Python writes, we read and run', async (copy) => {
        const sql = statement(copy, copy.stored);
        const none = stage === 'physical' ? copy.physical?.theirs : undefined;
        if (none) return expect(theirs(sql, stage)).rejects.toThrow(none);
        const left = stage === 'physical' ? copy.physicalLeft : copy.logicalLeft;
        const data = await theirs(sql, stage);
        const lines = await written(statement(copy, left ?? copy.stored));
        if (left) expect(lines).not.toEqual(await written(sql));
        expect(await weRun(data, stage)).toEqual(lines);
        if (stage !== 'physical') expect(await pythonRuns(data, stage)).toEqual(lines);
      });
    });
  });

  it("Python's own physical CSV plans write no dates and times where no format is given", async () => {
    const select = `select id, day, arrow_cast(day, 'Date64') as moment, stamp, utc, arrow_cast('01:02:03', 'Time32(Second)') as time
      from parquet where id = 3`;
    const data = await theirs(`COPY (${select}) TO '${join(both.folder, 'out')}/' STORED AS CSV`, 'physical');
    expect(await pythonRuns(data, 'physical')).toEqual([
      './*.csv: 3,,,,2024-03-31T03:30:00Z,',
      './*.csv: id,day,moment,stamp,utc,time',
      './*.csv: plain',
    ]);
  });

  describe('INSERT', () => {
    const open = async ({ stored }: Write) => {
      const [columns, rest = ''] = stored.split(' STORED AS ');
      const [format, given = ''] = rest.split(' OPTIONS ');
      const define = `CREATE EXTERNAL TABLE target ${columns} STORED AS ${format} LOCATION '${join(both.folder, 'out')}/' ${given && `OPTIONS ${given}`}`;
      await taken();
      await both.session.removeTable('target');
      await both.session.rows(define, 'arrow').next();
      for (const sql of ['DROP TABLE IF EXISTS target', define])
        await both.peer.call('rows', { session: 'formats', sql });
    };

    const statement = ({ select }: Write) => `INSERT INTO target ${select}`;

    it.each(inserts)('$name: both engines write the same for the statement', async (insert) => {
      await open(insert);
      await ourRows(both.session, both.peer, statement(insert));
      expect(await taken()).toEqual(await written(statement(insert)));
    });

    describe.each(kinds)('%s plans', (stage) => {
      it.each(inserts)('$name: what we write, Python reads and runs', async (insert) => {
        await open(insert);
        const sql = statement(insert);
        if (stage === 'physical' && insert.physical?.ours) {
          await expect(ours(sql, stage)).rejects.toMatchObject({
            code: 'plan_not_serializable',
            hint: expect.stringMatching(insert.physical.ours),
          });
          return;
        }
        const data = await ours(sql, stage);
        const lines = await written(sql);
        expect(await weRun(data, stage)).toEqual(lines);
        expect(await pythonRuns(data, stage)).toEqual(lines);
      });

      it.each(inserts)('$name: what Python writes, we read and run', async (insert) => {
        await open(insert);
        const sql = statement(insert);
        if (stage === 'physical' && insert.physical?.theirs)
          return expect(theirs(sql, stage)).rejects.toThrow(insert.physical.theirs);
        const data = await theirs(sql, stage);
        expect(await weRun(data, stage)).toEqual(await written(sql));
      });
    });
  });
});
