import * as monaco from 'monaco-editor/editor/editor.api.js';

/** Monaco's name of the one theme; it is defined again when the system's scheme changes. */
export const THEME = 'planarium';

const LIGHT = '(prefers-color-scheme: light)';

/** Defines the theme from the design tokens, now and whenever the system switches between light and dark. */
export function followTheme(): void {
  const scheme = window.matchMedia(LIGHT);
  define(scheme.matches);
  scheme.addEventListener('change', () => define(scheme.matches));
}

function define(light: boolean): void {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => sixDigits(style.getPropertyValue(`--color-${name}`));
  monaco.editor.defineTheme(THEME, {
    base: light ? 'vs' : 'vs-dark',
    inherit: false,
    rules: [
      { token: '', foreground: token('text') },
      { token: 'keyword', foreground: token('sql-keyword') },
      { token: 'type', foreground: token('sql-keyword') },
      { token: 'string', foreground: token('sql-string') },
      { token: 'number', foreground: token('sql-number') },
      { token: 'predefined', foreground: token('sql-function') },
      { token: 'comment', foreground: token('secondary'), fontStyle: 'italic' },
      { token: 'operator', foreground: token('secondary') },
      { token: 'delimiter', foreground: token('secondary') },
    ],
    colors: editorColors(token),
  });
  monaco.editor.setTheme(THEME);
}

function editorColors(token: (name: string) => string): Record<string, string> {
  // Monaco colours pairs of brackets by depth unless every depth has the same colour.
  const brackets = [1, 2, 3, 4, 5, 6].map((depth) => [
    `editorBracketHighlight.foreground${depth}`,
    token('secondary'),
  ]);
  return {
    ...Object.fromEntries(brackets),
    'editorBracketHighlight.unexpectedBracket.foreground': token('error'),
    'editor.background': token('panel'),
    'editor.foreground': token('text'),
    'editorLineNumber.foreground': token('secondary'),
    'editorLineNumber.activeForeground': token('text'),
    'editorCursor.foreground': token('accent'),
    'editor.selectionBackground': token('accent-fill'),
    'editor.inactiveSelectionBackground': token('active'),
    'editor.selectionHighlightBackground': token('active'),
    'editor.findMatchBackground': `${token('warning')}66`,
    'editor.findMatchHighlightBackground': `${token('warning')}33`,
    'editorBracketMatch.background': token('active'),
    'editorBracketMatch.border': token('line-strong'),
    'editorIndentGuide.background1': token('line'),
    'editorIndentGuide.activeBackground1': token('line-strong'),
    'editorError.foreground': token('error'),
    'editorWarning.foreground': token('warning'),
    'editorWidget.background': token('raised'),
    'editorWidget.border': token('line-strong'),
    'editorWidget.foreground': token('text'),
    'editorHoverWidget.background': token('raised'),
    'editorHoverWidget.border': token('line-strong'),
    'editorSuggestWidget.background': token('raised'),
    'editorSuggestWidget.border': token('line-strong'),
    'editorSuggestWidget.foreground': token('text'),
    'editorSuggestWidget.selectedBackground': token('accent-fill'),
    'editorSuggestWidget.selectedForeground': token('text'),
    'editorSuggestWidget.highlightForeground': token('accent'),
    'editorSuggestWidget.focusHighlightForeground': token('accent'),
    'list.hoverBackground': token('active'),
    'menu.background': token('raised'),
    'menu.foreground': token('text'),
    'menu.selectionBackground': token('accent-fill'),
    'menu.selectionForeground': token('text'),
    'menu.separatorBackground': token('line'),
    'menu.border': token('line-strong'),
    'input.background': token('background'),
    'input.foreground': token('text'),
    'input.border': token('line-strong'),
    'input.placeholderForeground': token('secondary'),
    'inputOption.activeBackground': token('accent-fill'),
    'inputOption.activeBorder': token('accent'),
    'inputOption.activeForeground': token('text'),
    'button.background': token('raised'),
    'button.foreground': token('text'),
    'button.hoverBackground': token('active'),
    'icon.foreground': token('secondary'),
    'widget.border': token('line-strong'),
    focusBorder: token('accent'),
    'scrollbarSlider.background': `${token('line-strong')}b0`,
    'scrollbarSlider.hoverBackground': token('faint'),
    'scrollbarSlider.activeBackground': token('faint'),
  };
}

/** A colour as `#rrggbb`, the only form Monaco takes: the build shortens what the tokens say. */
function sixDigits(color: string): string {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return color.trim();
  context.fillStyle = color.trim();
  return context.fillStyle;
}
