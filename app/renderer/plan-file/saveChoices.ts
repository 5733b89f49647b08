import { formatBytes } from '../../shared/figures';
import type { PlanKind } from '../../shared/planFile';
import type { Preflight } from '../../shared/preflight';
import type { SaveChoice } from './saveStore';

export interface SaveOffer extends SaveChoice {
  title: string;
}

/** True if the user must confirm before the plan is saved: something is blocked or weakened. */
export function needsConfirmation({ findings }: Preflight): boolean {
  return findings.some(({ severity }) => severity !== 'consent');
}

/** What can be saved despite the findings, the most complete last; empty if everything is blocked. */
export function saveOffers({ kinds, findings }: Preflight): SaveOffer[] {
  const redact = findings.some(isSecret);
  const embed = findings.some(isInMemory);
  const how = { ...(redact && { redact }), ...(embed && { embedMemoryTables: embed }) };
  const words = [embed && ' with the rows', redact && ' without credentials'].filter(Boolean).join(',');
  const blocked = (kind: PlanKind) =>
    findings.some(
      (finding) =>
        finding.severity === 'blocked' &&
        !isSecret(finding) &&
        !isInMemory(finding) &&
        finding.kinds.includes(kind),
    );
  const fit = kinds.map(({ kind }) => kind).filter((kind) => !blocked(kind));
  if (fit.length === 0) return [];
  if (fit.length === kinds.length) return [{ title: `Save${words}`, ...how }];
  const offers: SaveOffer[] = [{ title: `Save the ${plansOf(fit)}${words}`, ...how }];
  // A file holds every stage up to the requested one.
  if (fit.includes('physical') && fit.includes('optimized'))
    offers.unshift({ title: `Save only up to optimized${words}`, stage: 'optimized', ...how });
  return offers;
}

type Finding = Preflight['findings'][number];

const isSecret = ({ subject }: Finding) => subject === 'secret';

/** Its rows can be saved in the file. */
const isInMemory = ({ remedies }: Finding) => remedies.some(({ action }) => action === 'embedMemoryTables');

/** How to resolve a finding, worded for the window, without what its reason says already. */
export function remediesOf({ reason, remedies }: Finding): string[] {
  return remedies
    .map(({ action, text }) => (action === 'embedMemoryTables' ? withRows(text) : text))
    .filter((text) => !reason.toLowerCase().endsWith(text.toLowerCase()));
}

/** The engine's text names the option of the command line and the size in bytes; only the size is shown. */
function withRows(text: string): string {
  const bytes = /(\d+) bytes/.exec(text)?.[1];
  return bytes ? `Save it with its rows: ${formatBytes(Number(bytes))}.` : 'Save it with its rows.';
}

/** `logical and optimized plans`. */
export function plansOf(kinds: readonly PlanKind[]): string {
  const plans = kinds.length === 1 ? 'plan' : 'plans';
  return `${kinds.join(' and ')} ${plans}`;
}
