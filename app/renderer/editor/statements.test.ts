import { describe, expect, it } from 'vitest';
import { statementAt } from './statements';

/** A text in which `|` is the cursor, and its statements as the engine would split them. */
function place(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const spans = [...text.matchAll(/[^;\s][^;]*/g)].map((match) => {
    const body = match[0].trimEnd();
    return { start: match.index, end: match.index + body.length };
  });
  return statementAt(text, spans, offset);
}

describe('statementAt', () => {
  it('finds the statement that the cursor stands in', () => {
    expect(place('SELECT 1; SEL|ECT 2; SELECT 3')).toBe(1);
  });

  it('takes the one that ends at the cursor', () => {
    expect(place('SELECT 1|; SELECT 2')).toBe(0);
  });

  it('takes the one before, after its semicolon', () => {
    expect(place('SELECT 1;|\nSELECT 2')).toBe(0);
    expect(place('SELECT 1;\n\n|\n\nSELECT 2')).toBe(0);
  });

  it('takes the next one in its indentation', () => {
    expect(place('SELECT 1;\n |  SELECT 2')).toBe(1);
  });

  it('takes the first before all and the last after all', () => {
    expect(place('\n|\nSELECT 1; SELECT 2')).toBe(0);
    expect(place('SELECT 1; SELECT 2;\n\n|')).toBe(1);
  });

  it('finds none in a blank text', () => {
    expect(place(' |\n')).toBe(-1);
  });
});
