import { afterEach, expect, test } from 'vitest';
import { clearWorkerSession, Expr, getWorkerSession, LogicalPlan, Session, setWorkerSession } from '../index';
import { setUp } from './support';

const { session, file } = setUp();
afterEach(clearWorkerSession);

const columns = [
  { name: 'a', type: 'Int64' },
  { name: 's', type: 'Utf8', nullable: false },
];

test('an expression keeps its meaning as bytes and as JSON', async () => {
  const expr = await session.parseSqlExpr("a + 1 > 3 AND upper(s) LIKE 'X%' AS b", columns);
  const there = new Session();
  try {
    const again = await Expr.fromBytes(there, await expr.toBytes());
    expect(again.equals(expr)).toBe(true);
    expect(again.canonicalName()).toBe(expr.canonicalName());
    expect((await Expr.fromJson(there, await expr.toJson())).equals(expr)).toBe(true);
  } finally {
    there.close();
  }
});

test('properties of an expression', async () => {
  const expr = await session.parseSqlExpr('a + 1 AS b', columns);
  expect(expr.variantName).toBe('Alias');
  expect(expr.display()).toBe('b');
  expect(expr.canonicalName()).toBe('a + Int64(1) AS b');
  expect(expr.schemaName()).toBe('b');
  const [sum] = expr.children();
  expect(sum?.display()).toBe('a + 1');
  expect(sum?.children().map(({ variantName }) => variantName)).toEqual(['Column', 'Literal']);
});

test('the columns may be those of a table or of a plan', async () => {
  await session.openFile(file('pairs.csv', 'x,y\n1,2\n'));
  expect((await session.parseSqlExpr('x * y', 'pairs')).canonicalName()).toBe('pairs.x * pairs.y');
  const plan = await session.logicalPlan('SELECT x AS only FROM pairs');
  expect((await session.parseSqlExpr('only', plan)).canonicalName()).toBe('only');
  await expect(session.parseSqlExpr('y', plan)).rejects.toMatchObject({ code: 'column_unknown' });
  await expect(session.parseSqlExpr('x', 'pair')).rejects.toMatchObject({
    code: 'table_unknown',
    hint: 'Did you mean pairs?',
  });
  await expect(session.parseSqlExpr('x +', 'pairs')).rejects.toMatchObject({ code: 'sql_syntax' });
  await expect(session.parseSqlExpr('a', [{ name: 'a', type: 'Number' }])).rejects.toMatchObject({
    code: 'invalid_request',
  });
});

test("without a session an expression uses the thread's, else a shared one", async () => {
  const expr = await session.parseSqlExpr('abs(a)', columns);
  const bytes = await expr.toBytes();
  expect(getWorkerSession()).toBeNull();
  const common = await Expr.fromBytes(bytes);
  expect(common.equals(expr)).toBe(true);
  expect((await Expr.fromBytes(bytes)).session).toBe(common.session);
  setWorkerSession(session);
  expect(getWorkerSession()).toBe(session);
  expect((await Expr.fromBytes(bytes)).session).toBe(session);
  clearWorkerSession();
  expect((await Expr.fromJson(await expr.toJson())).session).toBe(common.session);
});

test("without a session a plan uses the thread's, else it is an error", async () => {
  const bytes = await (await session.logicalPlan('SELECT 1 AS a')).toBytes();
  await expect(LogicalPlan.fromBytes(bytes)).rejects.toMatchObject({ code: 'invalid_request' });
  setWorkerSession(session);
  expect((await LogicalPlan.fromBytes(bytes)).session).toBe(session);
});

test('damaged bytes are an error that names an expression', async () => {
  const bytes = await (await session.parseSqlExpr('a + 1', columns)).toBytes();
  await expect(Expr.fromBytes(session, bytes.subarray(0, bytes.length - 1))).rejects.toMatchObject({
    code: 'plan_file_damaged',
    message: expect.stringContaining('expression'),
  });
});
