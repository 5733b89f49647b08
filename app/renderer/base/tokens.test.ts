// biome-ignore lint/style/noRestrictedImports: tests run outside the window
import { readFileSync } from 'node:fs';
// biome-ignore lint/style/noRestrictedImports: tests run outside the window
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Least contrast of text that has to be read (WCAG 2.2 AA), and of graphics that carry a meaning. */
const TEXT = 4.5;
const GRAPHIC = 3;

const SURFACES = ['background', 'panel', 'raised', 'active'];
const READ = ['text', 'secondary'];
/** Words in these colours stand on plain surfaces only. */
const COLOURED = ['accent', 'ok', 'warning', 'error'];
const SQL = ['sql-keyword', 'sql-string', 'sql-number', 'sql-function'];

/** Text on its surface, by token. */
const TEXT_PAIRS: [string, string][] = [
  ...SURFACES.flatMap((surface) => READ.map((text): [string, string] => [text, surface])),
  ...['background', 'panel', 'raised'].flatMap((surface) =>
    COLOURED.map((text): [string, string] => [text, surface]),
  ),
  ...SQL.map((text): [string, string] => [text, 'panel']),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['text', 'accent-fill'],
  ['text', 'error-fill'],
  ['secondary', 'error-fill'],
  ['error', 'error-fill'],
];

/** The mark of focus against what it may lie on. */
const GRAPHIC_PAIRS: [string, string][] = SURFACES.map((surface) => ['accent', surface]);

const css = readFileSync(join(__dirname, 'tokens.css'), 'utf8');
const [darkText = '', lightText = ''] = css.split('@media (prefers-color-scheme: light)');
const dark = tokensOf(darkText);
const themes = { dark, light: { ...dark, ...tokensOf(lightText) } };

for (const [theme, tokens] of Object.entries(themes)) {
  test.each(TEXT_PAIRS)(`${theme}: %s on %s can be read`, (text, surface) => {
    expect(contrast(tokens[text], tokens[surface])).toBeGreaterThanOrEqual(TEXT);
  });
  test.each(GRAPHIC_PAIRS)(`${theme}: %s on %s can be seen`, (mark, surface) => {
    expect(contrast(tokens[mark], tokens[surface])).toBeGreaterThanOrEqual(GRAPHIC);
  });
}

test('contrast is that of the definition', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

function tokensOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/--color-([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

function contrast(one: string | undefined, other: string | undefined): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance as WCAG defines it. */
function luminance(colour: string | undefined): number {
  if (!colour) throw new Error('No such token.');
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
