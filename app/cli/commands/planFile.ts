import { planKind } from '../../shared/planFile';
import type { Option } from '../args/option';
import type { Arguments } from '../args/parse';
import { absolute } from '../args/sources';
import { UsageError } from '../args/usageError';

export const kindOption: Option = {
  name: 'kind',
  value: 'KIND',
  choices: planKind.options,
  help: `Which plan of the file: ${planKind.options.join(', ')};\ndefault: optimized where there is one`,
};

/** The FILE argument as an absolute path. @throws UsageError */
export function onePlan(args: Arguments): string {
  const [file, ...more] = args.positionals;
  if (!file) throw new UsageError('There is no FILE.', 'Name a .dfplan file or a file of plan bytes.');
  if (more.length > 0) throw new UsageError(`There is one FILE; ${more[0]} is one too many.`);
  return absolute(file);
}
