import * as monaco from 'monaco-editor/editor/editor.api.js';
import { quoteIdentifier, useCatalog } from '../catalog';
import { SQL_FUNCTIONS, SQL_KEYWORDS } from './sqlWords';
import { type Suggestion, suggest } from './suggestions';

const KINDS: Record<Suggestion['kind'], monaco.languages.CompletionItemKind> = {
  table: monaco.languages.CompletionItemKind.Struct,
  column: monaco.languages.CompletionItemKind.Field,
  keyword: monaco.languages.CompletionItemKind.Keyword,
  function: monaco.languages.CompletionItemKind.Function,
};

/** Offers the workspace's tables and columns, keywords and functions. */
export const sqlCompletions: monaco.languages.CompletionItemProvider = {
  triggerCharacters: ['.'],
  provideCompletionItems(model, position) {
    const word = model.getWordUntilPosition(position);
    const before = model.getValueInRange({
      startLineNumber: 1,
      startColumn: 1,
      endLineNumber: position.lineNumber,
      endColumn: word.startColumn,
    });
    const suggestions = suggest({
      before,
      text: model.getValue(),
      tables: useCatalog.getState().tables ?? [],
      keywords: SQL_KEYWORDS,
      functions: SQL_FUNCTIONS,
    });
    const range = {
      startLineNumber: position.lineNumber,
      endLineNumber: position.lineNumber,
      startColumn: word.startColumn,
      endColumn: word.endColumn,
    };
    return {
      suggestions: suggestions.map(({ kind, name, detail, rank }) => ({
        label: { label: name, description: detail },
        kind: KINDS[kind],
        insertText: kind === 'table' || kind === 'column' ? quoteIdentifier(name) : name,
        filterText: name,
        sortText: `${rank}${name}`,
        range,
      })),
    };
  },
};
