import { mapError } from '../../main/services/serviceError';

const remedies = {
  plan_source_changed: '--allow-changed runs it on the files as they are; --rebind NAME=PATH reads others.',
  plan_source_missing: '--rebind NAME=PATH reads another file.',
  plan_writes: '--allow-write allows it; `planarium plan show` lists what it may do and where.',
  plan_extension_needed: 'This version runs no plan that needs an extension; there is no flag for it.',
  plan_version_differs: '--replan plans its SQL again, shows the difference and runs the new plan.',
} as const;

/** The same error, with the flag of this command that helps in its hint, if there is one. */
export function withConsentFlag(thrown: unknown): unknown {
  return mapError(thrown, ({ code, hint: original }) => {
    const hint = remedies[code as keyof typeof remedies];
    // Raw bytes have no SQL to re-plan.
    if (code === 'plan_version_differs' && !original?.includes('--replan')) return undefined;
    return hint && { hint };
  });
}
