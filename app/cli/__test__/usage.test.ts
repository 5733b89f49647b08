import { describe, expect, it } from 'vitest';
import { version } from '../../../package.json';
import { commands } from '../program';
import { run } from './cli';

const usages: [string[], string][] = [
  [[], 'Usage: planarium [FILE...]'],
  [['plan'], 'Usage: planarium [FILE...]'],
  [['query'], 'Usage: planarium query [options] (-e SQL | FILE.sql | -)'],
  [['plan', 'export'], 'Usage: planarium plan export [options] (-e SQL | FILE.sql | -)'],
  [['plan', 'check'], 'Usage: planarium plan check [options] (-e SQL | FILE.sql | - | FILE.dfplan)'],
  [['plan', 'show'], 'Usage: planarium plan show [options] (FILE | -)'],
  [['plan', 'run'], 'Usage: planarium plan run [options] (FILE | -)'],
  [['doctor'], 'Usage: planarium doctor [options]'],
];

describe('every command', () => {
  it.each(usages)('%j prints its usage', async (words, usage) => {
    for (const flag of ['--help', '-h']) {
      const done = await run([...words, flag]);
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(done.stdout.toString().split('\n')[0]).toBe(usage);
    }
  });

  it.each(usages)('%j prints its version', async (words) => {
    const done = await run([...words, '--version']);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout.toString()).toBe(`planarium ${version}\n`);
  });
});

it.each([[[]], [['plan']]])('%j --help names every command', async (words) => {
  const text = (await run([...words, '--help'])).stdout.toString();
  expect(commands.length).toBeGreaterThan(5);
  for (const { words, brief } of commands) {
    expect(text.split('\n').map((line) => line.trim().split(/ {2,}/))).toContainEqual([
      `planarium ${words.join(' ')}`,
      brief,
    ]);
  }
});

describe('a command line that is wrong', () => {
  it.each([
    [['nonsense'], 'nonsense is neither a command nor a file.'],
    [['plan'], 'plan needs a command.'],
    [['plan', 'eat'], 'There is no command plan eat.'],
    [['query'], 'There is no SQL.'],
    [['query', '-e', 'SELECT 1', 'a.sql'], 'Both -e and a.sql are given.'],
    [['query', '-e'], '-e needs a value: -e SQL'],
    [['query', '--formt', 'csv', '-e', 'SELECT 1'], 'There is no option --formt.'],
    [['query', '--format', 'xml', '-e', 'SELECT 1'], '--format cannot be xml.'],
    [['query', '--stats=yes', '-e', 'SELECT 1'], '--stats takes no value.'],
    [['query', '-t', 'people.csv', '-e', 'SELECT 1'], '-t people.csv does not have the form NAME=PATH.'],
    [['query', '--opt', 'p.k=v', '-e', 'SELECT 1'], '--opt p.k=v belongs to no table.'],
    [['query', '-e', 'SELECT 1', '-o', 'out.xyz'], 'out.xyz has no known output format.'],
    [['plan', 'show'], 'There is no FILE.'],
    [['plan', 'run', 'a', 'b'], 'Only one FILE is allowed; remove b.'],
    [['plan', 'run', 'a', '--rebind', 't=-'], '--rebind t=-: a table cannot be read from standard input.'],
    [
      ['plan', 'show', 'https://h/a.dfplan'],
      'https://h/a.dfplan is not on this machine: remote files are not supported yet.',
    ],
    [['plan', 'check', 'a.csv'], 'a.csv is a data file, not SQL.'],
    [['doctor', 'x'], 'doctor takes no arguments; remove x.'],
    [
      ['plan', 'export', '-e', 'SELECT 1', '-o', 't.csv'],
      't.csv is the name of a data file, which a plan as dfplan is not.',
    ],
    [['plan', 'export', '--stage', 'last', '-e', 'SELECT 1'], '--stage cannot be last.'],
  ])('%j ends with 2', async (args, message) => {
    const done = await run(args);
    expect(done).toMatchObject({ code: 2, stdout: Buffer.alloc(0) });
    expect(done.stderr.split('\n')[0]).toBe(`planarium: ${message}`);
  });
});
