import type { ValueTree } from '../format';

/** Levels that are read; deeper ones would be no use to anyone. */
const DEPTH = 200;

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null)|([[\]{},:]))/y;

/** A text that holds a JSON object or array, with the digits of numbers as they are; null for other text. */
export function parseJson(text: string): ValueTree {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    // Whether it is JSON; the values are read below, as numbers lose digits here.
    JSON.parse(text);
    return new Reader(text).value(0);
  } catch {
    return null;
  }
}

/** Reads JSON that is known to be valid. */
class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): ValueTree {
    if (depth > DEPTH) throw new RangeError('JSON is nested too deeply');
    const token = this.#next();
    switch (token[0]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return { kind: 'text', text: JSON.parse(token) as string };
      case 't':
      case 'f':
        return { kind: 'boolean', text: token };
      case 'n':
        return null;
      default:
        return { kind: 'number', text: token };
    }
  }

  #object(depth: number): ValueTree {
    const entries: [string, ValueTree][] = [];
    if (this.#isNext('}')) return { kind: 'entries', entries, more: 0 };
    do {
      const name = JSON.parse(this.#next()) as string;
      this.#next();
      entries.push([name, this.value(depth + 1)]);
    } while (this.#next() === ',');
    return { kind: 'entries', entries, more: 0 };
  }

  #array(depth: number): ValueTree {
    const items: ValueTree[] = [];
    if (this.#isNext(']')) return { kind: 'list', items, more: 0 };
    do items.push(this.value(depth + 1));
    while (this.#next() === ',');
    return { kind: 'list', items, more: 0 };
  }

  /** Takes the next token if it is this one. */
  #isNext(token: string): boolean {
    const before = this.#at;
    if (this.#next() === token) return true;
    this.#at = before;
    return false;
  }

  #next(): string {
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.text);
    if (!found) throw new SyntaxError('not JSON');
    this.#at = TOKEN.lastIndex;
    return found[1] ?? found[2] ?? found[3] ?? found[4] ?? '';
  }
}
