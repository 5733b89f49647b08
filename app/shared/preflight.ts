import { z } from 'zod';
import { planKind } from './planFile';

/** A remedy for a finding; `action` identifies it for programs. */
const remedy = z.object({
  action: z.enum([
    'useLogical',
    'useOptimized',
    'usePhysical',
    'materializeTable',
    'embedMemoryTables',
    'installExtension',
    'redact',
    'replan',
    'allowWrite',
    'giveSecret',
  ]),
  text: z.string(),
});

/** Findings that prevent or weaken saving a plan as bytes. */
export const preflight = z.object({
  kinds: z.array(
    z.object({
      kind: planKind,
      status: z.enum(['fine', 'weakened', 'blocked']),
      /** Size of the serialised plan; null when there is none. */
      bytes: z.number().nullable(),
    }),
  ),
  /** The most severe first. */
  findings: z.array(
    z.object({
      severity: z.enum(['blocked', 'weakened', 'consent']),
      subject: z.enum(['node', 'table', 'function', 'secret', 'version', 'setting']),
      name: z.string(),
      kinds: z.array(planKind),
      reason: z.string(),
      remedies: z.array(remedy),
    }),
  ),
});
export type Preflight = z.infer<typeof preflight>;
