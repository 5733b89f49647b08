import type { Measure } from './columns';

/** Longest text whose width is measured; longer ones meet the widest column anyway. */
const LONGEST = 120;

/** Measures texts in the fonts of the grid as they are on the element. */
export function measureIn(element: HTMLElement): Measure {
  const style = getComputedStyle(element);
  const context = document.createElement('canvas').getContext('2d');
  const token = (name: string) => style.getPropertyValue(name).trim();
  const fonts = {
    ui: `${token('--text')} ${token('--font-ui')}`,
    strong: `600 ${token('--text')} ${token('--font-ui')}`,
    mono: `${token('--text-mono')} ${token('--font-mono')}`,
  };
  const width = (font: string, text: string) => {
    if (!context) return text.length * 8;
    context.font = font;
    return context.measureText(text.slice(0, LONGEST)).width;
  };
  return {
    ui: (text, strong = false) => width(strong ? fonts.strong : fonts.ui, text),
    mono: (text) => width(fonts.mono, text),
  };
}
