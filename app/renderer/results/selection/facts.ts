import type { ValueTree } from '../format';
import { Decimal, type ExactNumber } from './exactNumber';

/** What is known of the values of a selection. Numbers as text with all their digits. */
export interface SelectionFacts {
  /** Values without NULLs, and NULLs. */
  values: number;
  nulls: number;
  /** Different values without NULL; null above {@link DISTINCT_LIMIT}. */
  distinct: number | null;
  /** Null where the selection holds no numbers. `mean` is rounded to 6 digits after the point, or that of the sum. */
  numbers: { count: number; sum: string; mean: string; min: string; max: string } | null;
}

/** As many different values as are told apart. */
export const DISTINCT_LIMIT = 100_000;

/** Collects {@link SelectionFacts} value by value. Integers and decimals are added exactly, floats as 64-bit floats. */
export class FactCollector {
  #values = 0;
  #nulls = 0;
  #distinct: Set<string> | null = new Set();
  #count = 0;
  #exact: ExactNumber = Decimal.ZERO;
  /** Sum of the floats; null while there is none. */
  #float: number | null = null;
  #min: { text: string; number: ExactNumber | number } | null = null;
  #max: { text: string; number: ExactNumber | number } | null = null;

  /** @param text the value on one line, null for NULL; `isFloat` for values that are 64-bit floats or shorter */
  add(tree: ValueTree, text: string | null, isFloat: boolean): void {
    if (tree === null || text === null) {
      this.#nulls += 1;
      return;
    }
    this.#values += 1;
    this.#note(text);
    if (tree.kind === 'number') this.#number(tree.text, isFloat);
  }

  #note(text: string): void {
    this.#distinct?.add(text);
    if (this.#distinct && this.#distinct.size > DISTINCT_LIMIT) this.#distinct = null;
  }

  #number(text: string, isFloat: boolean): void {
    this.#count += 1;
    const number = isFloat ? Number(text) : Decimal.parse(text);
    if (typeof number === 'number') this.#float = (this.#float ?? 0) + number;
    else this.#exact = Decimal.add(this.#exact, number);
    // A comparison with NaN is false both ways: it is neither the least nor the greatest.
    if (typeof number === 'number' && Number.isNaN(number)) return;
    if (!this.#min || compare(number, this.#min.number) < 0) this.#min = { text, number };
    if (!this.#max || compare(number, this.#max.number) > 0) this.#max = { text, number };
  }

  result(): SelectionFacts {
    return {
      values: this.#values,
      nulls: this.#nulls,
      distinct: this.#distinct?.size ?? null,
      numbers: this.#numbers(),
    };
  }

  #numbers(): SelectionFacts['numbers'] {
    if (this.#count === 0) return null;
    const ends = { min: this.#min?.text ?? 'NaN', max: this.#max?.text ?? 'NaN' };
    if (this.#float !== null) {
      const sum = this.#float + Decimal.toNumber(this.#exact);
      return { count: this.#count, sum: String(sum), mean: String(sum / this.#count), ...ends };
    }
    const mean = Decimal.divide(this.#exact, this.#count);
    return { count: this.#count, sum: Decimal.format(this.#exact), mean: Decimal.format(mean), ...ends };
  }
}

function compare(a: ExactNumber | number, b: ExactNumber | number): number {
  if (typeof a === 'number' || typeof b === 'number') {
    const [x, y] = [a, b].map((value) => (typeof value === 'number' ? value : Decimal.toNumber(value)));
    return (x ?? 0) - (y ?? 0);
  }
  return Decimal.compare(a, b);
}
