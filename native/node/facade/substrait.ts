import { addon } from './addon';
import { guarded } from './error';
import { finished } from './job';
import { LogicalPlan } from './logicalPlan';
import { nativeOf } from './nativeSession';
import type { Session } from './session';

/**
 * Reads a Substrait plan over the tables of `session`, which need the same names.
 * Rejects with `table_unknown`, with `substrait_unsupported` for what DataFusion
 * cannot read, and as {@link LogicalPlan.fromBytes} for the bytes.
 */
export async function fromSubstrait(
  session: Session,
  bytes: Uint8Array,
  signal?: AbortSignal,
): Promise<LogicalPlan> {
  return new LogicalPlan(session, await finished(() => nativeOf(session).decodeSubstrait(bytes), signal));
}

/** The JSON of a Substrait plan's bytes. */
export function substraitToJson(bytes: Uint8Array): string {
  return guarded(() => addon().substraitToJson(bytes));
}

/** The bytes of a Substrait plan's JSON. @throws `plan_file_damaged` for other text */
export function substraitFromJson(json: string): Uint8Array {
  return guarded(() => addon().substraitFromJson(json));
}
