import { mapError } from '../../main/services/serviceError';
import { planKind } from '../../shared/planFile';
import type { Option } from '../args/option';
import type { Arguments } from '../args/parse';
import { STANDARD_INPUT } from '../args/path';
import { UsageError } from '../args/usageError';

export const kindOption: Option = {
  name: 'kind',
  value: 'KIND',
  choices: planKind.options,
  help: `Which plan of the file: ${planKind.options.join(', ')};\ndefault: optimized where there is one`,
};

/** The FILE argument as it was typed. @throws UsageError */
export function onePlan(args: Arguments): string {
  const [file, ...more] = args.positionals;
  if (!file)
    throw new UsageError(
      'There is no FILE.',
      'Name a .dfplan file or a file of plan bytes, or - for standard input.',
    );
  if (more.length > 0) throw new UsageError(`Only one FILE is allowed; remove ${more[0]}.`);
  return file;
}

/** The same error; if the plan `file` is damaged, with a hint how to see where. */
export function withWayToBytes(thrown: unknown, file: string): unknown {
  return mapError(thrown, ({ code, hint }) => {
    // Standard input cannot be read again.
    if (code !== 'plan_file_damaged' || file === STANDARD_INPUT) return undefined;
    const way = `planarium plan show --bytes ${quoted(file)} points at the place.`;
    return { hint: hint ? `${hint}\n${way}` : way };
  });
}

/** Quoted as one word for a shell. */
function quoted(file: string): string {
  return /^[\w./:@%+=,-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}
