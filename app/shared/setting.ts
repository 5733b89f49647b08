import { z } from 'zod';

/** The full name of a setting. */
export const settingName = z
  .string()
  .max(200)
  .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/);

/** A setting of DataFusion. */
export const setting = z.object({
  name: settingName,
  /** As `SET` takes it; null where none is set. */
  value: z.string().nullable(),
  /** What `RESET` sets; null where that is nothing. */
  default: z.string().nullable(),
  description: z.string(),
  /** True where it can only be chosen when a session starts. */
  atStart: z.boolean(),
});
export type Setting = z.infer<typeof setting>;

/** Whether a setting has another value than `RESET` gives it. */
export function isChanged({ value, default: initial, atStart }: Setting): boolean {
  return !atStart && value !== initial;
}

/** The statement that gives a setting this value, or its default for null. */
export function setStatement(name: string, value: string | null): string {
  return value === null ? `RESET ${name}` : `SET ${name} = '${value.replaceAll("'", "''")}'`;
}
