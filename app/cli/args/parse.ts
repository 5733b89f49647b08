import { parseArgs } from 'node:util';
import { nearest } from '../text/nearest';
import { helpOption, type Option, versionOption } from './option';
import { UsageError } from './usageError';

/** A command's arguments, checked against its options. */
export class Arguments {
  constructor(
    private readonly values: ReadonlyMap<string, readonly string[]>,
    readonly positionals: readonly string[],
  ) {}

  /** Whether a switch was given. */
  has(name: string): boolean {
    return this.values.has(name);
  }

  /** The value of an option that is given once. */
  one(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  /** The values of an option that may be given more than once, in their order. */
  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }
}

/**
 * Reads a command's arguments. A value may begin with a dash, since SQL can begin
 * with a `--` comment: so Node's strict mode is off and the checks are here.
 *
 * @throws UsageError
 */
export function parseCommand(args: readonly string[], own: readonly Option[]): Arguments {
  const options = [...own, helpOption, versionOption];
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(options.map((option) => [option.name, specOf(option)])),
  });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = options.find(({ name }) => name === token.name);
    if (!option)
      throw new UsageError(`There is no option ${token.rawName}.`, didYouMean(token.name, options));
    const given = values.get(option.name) ?? [];
    if (given.length > 0 && option.value && !option.multiple) {
      throw new UsageError(`${token.rawName} is given twice.`);
    }
    values.set(option.name, [...given, checkedValue(option, token.rawName, token.value)]);
  }
  return new Arguments(values, positionals);
}

function specOf({ value, short }: Option) {
  const spec = { type: value ? ('string' as const) : ('boolean' as const), multiple: true };
  return short ? { ...spec, short } : spec;
}

function checkedValue(option: Option, rawName: string, value: string | undefined): string {
  if (!option.value) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value.`);
    return '';
  }
  if (value === undefined) throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}`);
  if (option.choices && !option.choices.includes(value)) {
    throw new UsageError(`${rawName} cannot be ${value}.`, `It is one of ${option.choices.join(', ')}.`);
  }
  return value;
}

function didYouMean(name: string, options: readonly Option[]): string {
  const meant = nearest(
    name,
    options.map((option) => option.name),
  );
  return `${meant ? `Did you mean --${meant}? ` : ''}--help lists the options.`;
}
