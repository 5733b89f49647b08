import { describe, expect, it } from 'vitest';
import type { Option } from './option';
import { parseCommand } from './parse';

const options: Option[] = [
  { name: 'table', short: 't', value: 'NAME=PATH', multiple: true, help: '' },
  { name: 'execute', short: 'e', value: 'SQL', help: '' },
  { name: 'form', value: 'FORM', choices: ['a', 'b'], help: '' },
  { name: 'stats', help: '' },
];

const parse = (...args: string[]) => parseCommand(args, options);

describe('parseCommand', () => {
  it('takes long, short and joined forms', () => {
    const args = parse('-t', 'a=1', '-tb=2', '--table=c=3', '--stats', 'x.sql', '-');
    expect(args.all('table')).toEqual(['a=1', 'b=2', 'c=3']);
    expect(args.has('stats')).toBe(true);
    expect(args.positionals).toEqual(['x.sql', '-']);
  });

  it('takes a value that begins with a dash', () => {
    expect(parse('-e', '-- one\nSELECT 1').one('execute')).toBe('-- one\nSELECT 1');
  });

  it('takes everything after -- literally', () => {
    expect(parse('--', '--stats').positionals).toEqual(['--stats']);
  });

  it.each([
    [['--sats'], 'There is no option --sats.'],
    [['-x'], 'There is no option -x.'],
    [['-e', 'a', '-e', 'b'], '-e is given twice.'],
    [['--form', 'c'], '--form cannot be c.'],
    [['--form'], '--form needs a value: --form FORM'],
    [['--stats=1'], '--stats takes no value.'],
  ])('refuses %j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it.each([
    ['--sats', 'Did you mean --stats? --help lists the options.'],
    ['--tabel=x', 'Did you mean --table? --help lists the options.'],
    ['--x', '--help lists the options.'],
  ])('says what to do about %s', (option, remedy) => {
    expect(() => parse(option)).toThrow(expect.objectContaining({ remedy }));
  });
});
