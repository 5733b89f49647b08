import { z } from 'zod';

/** The user's lasting consent that one plan, identified by its bytes, may write. */
export const approval = z.object({
  /** SHA-256 of the plan's bytes, hex: other bytes are another plan. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** How the bytes are read: the same bytes may be two plans. An entry without it is from an older version and ignored. */
  layer: z.enum(['logical', 'physical']).optional(),
  /** Path of the plan when it was approved. */
  path: z.string().max(32_767),
  /** Its effects: operator and target. */
  writes: z.array(z.object({ operator: z.string(), target: z.string() })).max(1000),
  /** RFC 3339, UTC. */
  approved: z.string(),
});
export type Approval = z.infer<typeof approval>;
