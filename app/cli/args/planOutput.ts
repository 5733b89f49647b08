import { fileKind } from '../../shared/fileKind';
import { UsageError } from './usageError';

export const forms = ['dfplan', 'bytes', 'json', 'protojson', 'substrait', 'indent', 'tree'] as const;
export type Form = (typeof forms)[number];

/** The forms that fit the extensions of plans and data files; data files other than JSON contain no plan. */
const expected: Readonly<Record<string, readonly Form[]>> = {
  dfplan: ['dfplan'],
  pb: ['bytes', 'substrait'],
  json: ['json', 'protojson'],
};

/** Refuses to write a plan to a file whose extension does not match the form. @throws UsageError */
export function requireFitting(path: string, form: Form): void {
  const kind = fileKind(path);
  if (kind === undefined) return;
  const fitting = expected[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? [];
  if (fitting.includes(form)) return;
  const article = kind === 'data' ? 'a data file' : 'another form of plan';
  const others = fitting.map((other) => `--as ${other}`).join(' or ');
  throw new UsageError(
    `${path} is the name of ${article}, which a plan as ${form} is not.`,
    others ? `Name another OUT, or take ${others}.` : 'Name another OUT, such as plan.dfplan.',
  );
}
