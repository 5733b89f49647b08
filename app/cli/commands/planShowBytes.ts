import { ServiceError } from '../../main/services/serviceError';
import type { PlanKind } from '../../shared/planFile';
import { printableBlock } from '../../shared/printable';
import { exitCode } from '../exitCode';
import type { Host } from '../host';
import { deliver } from '../output/deliver';
import { withPlan } from '../planInput';
import { withSession } from '../session';
import { bytesReport, faultLine } from '../text/bytesReport';

/**
 * Writes which codec wrote which bytes of a plan, even if it cannot be decoded.
 *
 * @throws the reason why it cannot be decoded, after the rest was written
 */
export async function showBytes(
  file: string,
  options: { kind?: PlanKind },
  json: boolean,
  host: Host,
): Promise<number> {
  const summary = await withPlan(file, host, (plan) =>
    withSession({}, async (engine) => {
      const opened = await engine.openBytes(plan.path, options, host.signal);
      try {
        return { ...(await opened.summary()), path: plan.name };
      } finally {
        opened.close();
      }
    }),
  );
  const text = json ? `${JSON.stringify(summary, null, 2)}\n` : bytesReport(summary);
  const bytes = new TextEncoder().encode(printableBlock(text));
  await deliver(undefined, host.stdout, (target) => target.write(bytes));
  const { error, fault } = summary;
  if (!error) return exitCode.ok;
  const hint = [fault ? faultLine(fault) : '', error.hint ?? ''].filter(Boolean).join('\n');
  throw ServiceError.of({ ...error, hint });
}
