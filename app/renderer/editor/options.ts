import type { editor } from 'monaco-editor/editor/editor.api.js';
import { THEME } from './theme';

/** How the SQL editor looks and behaves. */
export const EDITOR_OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  model: null,
  theme: THEME,
  automaticLayout: true,
  ariaLabel: 'SQL editor',
  // Suggestions and hovers may reach over the panes around the editor.
  fixedOverflowWidgets: true,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSize: 13,
  lineHeight: 21,
  fontLigatures: false,
  padding: { top: 8, bottom: 8 },
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 8,
  glyphMargin: false,
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  scrollBeyondLastLine: false,
  renderLineHighlight: 'none',
  // Linux would dim the number of an empty last line, and so the only one of an empty text.
  renderFinalNewline: 'on',
  tabSize: 2,
  insertSpaces: true,
  detectIndentation: false,
  guides: { indentation: false },
  quickSuggestions: { other: true, comments: false, strings: false },
  suggest: { showWords: true, preview: false },
  wordBasedSuggestions: 'currentDocument',
  acceptSuggestionOnEnter: 'smart',
  find: { addExtraSpaceOnTop: false, seedSearchStringFromSelection: 'selection' },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  stickyScroll: { enabled: false },
  accessibilitySupport: 'auto',
};
