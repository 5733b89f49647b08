/** The result of one check. */
export interface Finding {
  /** `absent`: missing, and only some uses need it; `broken`: planarium cannot work like this. */
  state: 'ok' | 'absent' | 'broken';
  name: string;
  value: string;
  /** How to get what is missing. */
  remedy?: string;
}
