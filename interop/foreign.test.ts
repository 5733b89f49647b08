import { beforeAll, describe, expect, it } from 'vitest';
import { ExecutionPlan, LogicalPlan, type PlanKind } from '../native/node';
import { place, runBytes, setUp } from './support';

const kinds: PlanKind[] = ['logical', 'optimized', 'physical'];

/** What calls each kind of function, and the mark that datafusion-python gives its code. */
const calls = [
  {
    name: 'py_double',
    kind: 'scalar',
    mark: 'DFPYUDF',
    sql: 'select py_double(column1) from (values (1), (2))',
  },
  {
    name: 'py_total',
    kind: 'aggregate',
    mark: 'DFPYUDA',
    sql: 'select py_total(column1) from (values (1), (2))',
  },
  {
    name: 'py_place',
    kind: 'window',
    mark: 'DFPYUDW',
    sql: 'select py_place(column1) over () from (values (1), (2))',
  },
];

describe.skipIf(!place)("plans with datafusion-python's own payloads", () => {
  const both = place ? setUp() : (undefined as never);
  const encode = (session: string, sql: string, stage: PlanKind) =>
    both.peer.call<string>('encode', { session, sql, stage });

  const decode = (data: string, stage: PlanKind) =>
    (stage === 'physical' ? ExecutionPlan : LogicalPlan).fromBytes(both.session, Buffer.from(data, 'base64'));

  beforeAll(async () => {
    for (const kind of ['functions', 'by name', 'codecs'])
      await both.peer.call('open', { session: kind, kind, statements: [] });
  });

  describe.each(kinds)('%s', (stage) => {
    it.each(calls)('the code of $name is refused and named', async ({ name, kind, mark, sql }) => {
      const data = await encode('functions', sql, stage);
      expect(Buffer.from(data, 'base64').toString('latin1')).toContain(mark);
      await expect(runBytes(both, data, stage)).rejects.toMatchObject({
        code: 'plan_extension_needed',
        message: expect.stringContaining(name),
      });
      await expect(decode(data, stage)).rejects.toMatchObject({
        code: 'plan_extension_needed',
        message: `The function ${name} is a Python ${kind} function that datafusion-python put into the plan.`,
      });
    });

    it.each(calls)(
      'what an extension codec wrote of $name is refused and named',
      async ({ name, mark, sql }) => {
        const data = await encode('codecs', sql, stage);
        expect(Buffer.from(data, 'base64').toString('latin1')).toMatch(
          new RegExp(`DFPYCHN\\x01.\\0\\0\\0interop\\.Codec${mark}`, 's'),
        );
        await expect(runBytes(both, data, stage)).rejects.toMatchObject({
          code: 'plan_extension_needed',
          message: expect.stringContaining(name),
        });
        await expect(decode(data, stage)).rejects.toMatchObject({
          code: 'plan_extension_needed',
          message: `The function ${name} was written by the extension codec "interop.Codec" of datafusion-python.`,
        });
      },
    );

    it.each(calls)('$name by its name alone is unknown here', async ({ name, sql }) => {
      const data = await encode('by name', sql, stage);
      expect(Buffer.from(data, 'base64').toString('latin1')).not.toMatch(/DF(PY|JS)/);
      await expect(runBytes(both, data, stage)).rejects.toMatchObject({
        code: 'plan_file_damaged',
        detail: expect.stringContaining(name),
      });
    });

    it('a plan that uses none of them runs', async () => {
      const data = await encode('codecs', 'select column1 + 1 as a from (values (1), (2))', stage);
      expect(await runBytes(both, data, stage)).toEqual({ columns: ['a: int64'], rows: ['(2,)', '(3,)'] });
    });
  });
});
