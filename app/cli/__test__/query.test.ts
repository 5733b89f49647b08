import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../main/testing/temporary';
import { lines, run } from './cli';

function people(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'people.csv'), 'id,name\n1,Ann\n2,"Bo, Jr"\n3,\n');
  return folder;
}

describe('query', () => {
  it('writes csv into a pipe', async () => {
    const cwd = people();
    const done = await run(['query', '-t', 'p=people.csv', '-e', 'SELECT * FROM p ORDER BY id'], { cwd });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout.toString()).toBe('id,name\n1,Ann\n2,"Bo, Jr"\n3,\n');
  });

  it('reads a file named in the SQL, SQL from a file, and SQL from standard input', async () => {
    const cwd = people();
    const sql = "SELECT max(id) AS top FROM 'people.csv'";
    writeFileSync(join(cwd, 'top.sql'), `\ufeff${sql};\n`);
    expect((await run(['query', 'top.sql'], { cwd })).stdout.toString()).toBe('top\n3\n');
    expect((await run(['query', '-'], { cwd, input: sql })).stdout.toString()).toBe('top\n3\n');
  });

  it('prints the rows of the last statement only', async () => {
    const done = await run(['query', '-e', 'CREATE VIEW v AS SELECT 7 AS n; SELECT 1; SELECT n FROM v']);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout.toString()).toBe('n\n7\n');
  });

  it('takes SQL that begins with a comment, and paths with =', async () => {
    const cwd = people();
    writeFileSync(join(cwd, 'a=b.csv'), 'x\n5\n');
    const done = await run(['query', '-t', 't=a=b.csv', '-e', '-- five\nSELECT x FROM t'], { cwd });
    expect(done.stdout.toString()).toBe('x\n5\n');
  });

  it('passes on reader options and settings', async () => {
    const cwd = people();
    writeFileSync(join(cwd, 'semi.txt'), 'a;b\n1;2\n');
    const done = await run(
      [
        'query',
        '-t',
        's.v=semi.txt',
        '--opt',
        's.v.format=csv',
        '--opt',
        's.v.delimiter=;',
        '-e',
        'SELECT * FROM "s.v"',
      ],
      { cwd },
    );
    expect(done.stderr).toBe('');
    expect(done.stdout.toString()).toBe('a,b\n1,2\n');
    const settings = [
      'query',
      '-c',
      'datafusion.execution.batch_size=77',
      '-e',
      'SHOW datafusion.execution.batch_size',
    ];
    expect((await run(settings)).stdout.toString()).toBe('name,value\ndatafusion.execution.batch_size,77\n');
    expect(await run(['query', '-c', 'datafusion.nonsense=1', '-e', 'SELECT 1'])).toMatchObject({ code: 1 });
  });

  it('writes every format', async () => {
    const text = async (format: string) =>
      (await run(['query', '-e', "SELECT 1 AS a, 'x|y' AS b", '--format', format])).stdout;
    expect((await text('json')).toString()).toBe('[{"a":1,"b":"x|y"}]\n');
    expect((await text('ndjson')).toString()).toBe('{"a":1,"b":"x|y"}\n');
    expect((await text('markdown')).toString()).toBe('| a | b |\n| ---: | --- |\n| 1 | x\\|y |\n');
    expect((await text('table')).toString()).toBe(
      [
        '┌─────┬─────┐',
        '│   a │ b   │',
        '│ i64 │ str │',
        '├─────┼─────┤',
        '│   1 │ x|y │',
        '└─────┴─────┘',
        '1 row',
        '',
      ].join('\n'),
    );
    expect((await text('parquet')).subarray(0, 4).toString()).toBe('PAR1');
    expect(
      tableFromIPC(await text('arrow'))
        .toArray()
        .map((row) => row?.toJSON()),
    ).toEqual([{ a: 1n, b: 'x|y' }]);
  });

  it('takes the format from the extension of OUT', async () => {
    const cwd = temporaryFolder();
    for (const name of ['out.parquet', 'out.arrow', 'out.ndjson', 'out.md']) {
      expect(await run(['query', '-e', 'SELECT 42 AS n', '-o', name], { cwd })).toMatchObject({
        code: 0,
        stderr: '',
      });
    }
    expect(readFileSync(join(cwd, 'out.ndjson'), 'utf8')).toBe('{"n":42}\n');
    expect(readFileSync(join(cwd, 'out.md'), 'utf8')).toBe('| n |\n| ---: |\n| 42 |\n');
    expect(readFileSync(join(cwd, 'out.arrow')).subarray(0, 6).toString()).toBe('ARROW1');
    const back = await run(['query', '-e', "SELECT n + 1 AS m FROM 'out.parquet'"], { cwd });
    expect(lines(back)).toEqual(['m', '43']);
  });

  it('prints rows, time and bytes on standard error', async () => {
    const done = await run(['query', '-e', 'SELECT * FROM generate_series(1, 1234)', '--stats']);
    expect(done.stderr).toMatch(
      /^1,234 rows, .+ m?s, 5\.\d KiB\nparse .+, plan .+, optimize .+, physical plan .+, execute .+\n$/,
    );
  });
});

describe('a query that fails', () => {
  it('reports code, position and hint', async () => {
    const done = await run(['query', '-e', 'SELECT 1 AS a,\n  nme\nFROM (SELECT 2 AS name)']);
    expect(done).toMatchObject({ code: 1, stdout: Buffer.alloc(0) });
    expect(done.stderr.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^planarium: column_unknown at 2:3: /),
      '      nme',
      '      ^^^',
    ]);
  });

  it('names the file its SQL is in', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'bad.sql'), 'SELECT 1;\nSELEC 2');
    expect((await run(['query', 'bad.sql'], { cwd })).stderr).toMatch(
      /^planarium: sql_syntax at bad\.sql:2:1: /,
    );
  });

  it('distinguishes kinds of missing files', async () => {
    expect(await run(['query', 'none.sql'])).toMatchObject({
      code: 1,
      stderr: [
        'planarium: file_missing: There is no file none.sql.',
        '  Check the path, or give the SQL itself with -e SQL.',
        '',
      ].join('\n'),
    });
    const cwd = temporaryFolder();
    expect(await run(['query', '.'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^planarium: file_unreadable: \. is a folder\.\n {2}Name a file of SQL\./,
      ),
    });
    const table = await run(['query', '-t', 't=none.csv', '-e', 'SELECT 1']);
    expect(table.code).toBe(1);
    expect(table.stderr).toMatch(/^planarium: file_missing: .*none\.csv/);
  });

  it('names the line at which a file is damaged', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'ragged.csv'), 'a,b\n1,2\n3\n');
    const { code, stderr } = await run(['query', '-t', 't=ragged.csv', '-e', 'SELECT * FROM t'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^planarium: file_mismatch: .*ragged\.csv.*unequal lengths.* at line 3\.\n/);
  });

  it('refuses a folder of different tables and lists how to open each', async () => {
    const cwd = people();
    writeFileSync(join(cwd, 'one.json'), '[{"sku": 1}]');
    const { code, stderr } = await run(['query', '-t', 'all=.', '-e', 'SELECT * FROM "all"'], { cwd });
    expect(code).toBe(1);
    const [error, remedy = ''] = stderr.split('\n');
    expect(error).toMatch(
      /^planarium: file_mismatch: .* contains 2 different tables: one \(JSON\), people \(CSV\)\.$/,
    );
    const tables = remedy.split(' -t ').slice(1);
    expect(tables).toEqual([`one=${join(cwd, 'one.json')}`, `people=${join(cwd, 'people.csv')}`]);
    const opened = tables.flatMap((table) => ['-t', table]);
    const sql = 'SELECT count(*) AS n FROM one, people';
    expect((await run(['query', ...opened, '-e', sql])).stdout.toString()).toBe('n\n3\n');
  });

  it('reads the columns as text that an option names', async () => {
    const cwd = people();
    const sql = "SELECT id || 'x' AS id FROM p ORDER BY 1 LIMIT 1";
    const options = ['--opt', 'p.text_columns=id'];
    const done = await run(['query', '-t', 'p=people.csv', ...options, '-e', sql, '--format', 'csv'], {
      cwd,
    });
    expect(done.stdout.toString()).toBe('id\n1x\n');
    const typed = await run(['query', '-t', 'p=people.csv', ...options, '-e', 'DESCRIBE p'], { cwd });
    expect(typed.stdout.toString()).toContain('id,Utf8');
  });

  it('writes two columns of the same name to JSON under different names', async () => {
    const done = await run([
      'query',
      '-e',
      'SELECT a.n, b.n FROM (SELECT 1 AS n) a, (SELECT 2 AS n) b',
      '--format',
      'json',
    ]);
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout.toString())).toEqual([{ n: 1, n_1: 2 }]);
  });

  it('sends no control character of the data or a name to the terminal', async () => {
    const done = await run(['query', '-e', "SELECT 'a' || chr(27) || '[2J' AS t", '--format', 'table']);
    expect(done.stdout.toString()).toContain('│ a\\u001b[2J │');
    const error = await run(['query', '-e', 'SELECT "x\u001b[2J"']);
    expect(error.code).toBe(1);
    expect(error.stderr).not.toContain('\u001b');
    expect(error.stderr).toContain('x\\u001b[2J');
  });
});
