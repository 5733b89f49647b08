import { formatBytes } from '../../shared/figures';
import type { Preflight } from '../../shared/preflight';
import { printable } from '../../shared/printable';

const words = { blocked: 'Blocks', weakened: 'Weakens', consent: 'Asks for consent in' } as const;

/** The findings about a plan as text. */
export function preflightReport({ kinds, findings }: Preflight): string {
  const verdicts = kinds.map(
    ({ kind, status, bytes }) =>
      `${kind.padEnd(10)} ${status}${bytes === null ? '' : `, ${formatBytes(bytes)}`}`,
  );
  const paragraphs = findings.map(({ severity, subject, name, kinds: concerned, reason, remedies }) =>
    [
      `${words[severity]} ${concerned.join(', ')}: ${subject} ${printable(name)}`,
      `  ${printable(reason)}`,
      ...remedies.map(({ text }) => `  -> ${printable(text)}`),
    ].join('\n'),
  );
  return `${[verdicts.join('\n'), ...paragraphs].join('\n\n')}\n`;
}
