import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import * as engine from '../index';
import { ended, setUp } from './support';

const { session, file } = setUp();
const other = new engine.Session();
afterAll(() => {
  engine.getWorkerSession()?.close();
  engine.clearWorkerSession();
  other.close();
});

/** The TypeScript of `docs/api.md`, example by example; it uses no types. */
function examples(): string[] {
  const guide = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
  return [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
}

test('the examples of the guide run, with the documented results', async () => {
  await session.openFile(file('cities.csv', 'name,people,land\nBasel,178,CH\nBern,134,CH\nOslo,709,NO\n'));
  const code = examples();
  expect(code).toHaveLength(5);
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
  const told = '\nreturn { query, physical, expr, sent, received, read, json };';
  // Later examples use results of earlier ones.
  const run = new AsyncFunction(
    'engine',
    'session',
    'other',
    'ended',
    `const { ${Object.keys(engine).join(', ')} } = engine;\n${code.join('\n')}${told}`,
  );
  const made = await run(engine, session, other, ended);
  expect((await ended(made.query)).rows).toBe(2);
  made.query.close();
  expect(made.physical.metrics().rows).toBe(2);
  expect(made.expr.canonicalName()).toBe('cities.people * Int64(2) AS twice');
  expect(made.expr.children().map((child: engine.Expr) => child.variantName)).toEqual(['BinaryExpr']);
  expect(made.sent.equals(made.expr)).toBe(true);
  expect(made.received.session).toBe(engine.getWorkerSession());
  expect(made.read.schema().map(({ name }: engine.Field) => name)).toEqual(['land', 'n']);
  expect(JSON.parse(made.json).relations).toHaveLength(1);
});
