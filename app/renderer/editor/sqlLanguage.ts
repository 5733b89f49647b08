import type { languages } from 'monaco-editor/editor/editor.api.js';
import { SQL_KEYWORDS, SQL_TYPES } from './sqlWords';

/** Brackets, comments and folding for SQL. */
export const sqlConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] },
  brackets: [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
  ],
  autoClosingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: '{', close: '}' },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: "'", close: "'" },
    { open: '"', close: '"' },
  ],
};

/**
 * The tokenizer: DataFusion's default dialect. A word before an opening
 * parenthesis is a function unless it is a keyword; names in double quotes
 * are names, not strings; block comments nest.
 */
export const sqlTokens: languages.IMonarchLanguage = {
  ignoreCase: true,
  defaultToken: '',
  keywords: SQL_KEYWORDS,
  types: SQL_TYPES,
  constants: ['true', 'false', 'null'],
  tokenizer: {
    root: [
      [/\s+/, 'white'],
      [/--.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/\$(\w*)\$/, { token: 'string', next: '@dollar.$1' }],
      [/[eux]?'/, 'string', '@string'],
      [/"/, 'identifier.quoted', '@quoted'],
      [/\b\d[\d_]*(\.\d+)?(e[+-]?\d+)?\b|\.\d+(e[+-]?\d+)?\b/, 'number'],
      [
        /[a-z_][\w$]*(?=\s*\()/,
        { cases: { '@keywords': 'keyword', '@types': 'type', '@default': 'predefined' } },
      ],
      [
        /[a-z_][\w$]*/,
        {
          cases: {
            '@keywords': 'keyword',
            '@constants': 'number',
            '@types': 'type',
            '@default': 'identifier',
          },
        },
      ],
      [/[()[\]{}]/, '@brackets'],
      [/[<>=!%&+\-*/|~^:@#]+/, 'operator'],
      [/[;,.]/, 'delimiter'],
    ],
    comment: [
      [/[^/*]+/, 'comment'],
      [/\/\*/, 'comment', '@push'],
      [/\*\//, 'comment', '@pop'],
      [/[/*]/, 'comment'],
    ],
    string: [
      [/[^']+/, 'string'],
      [/''/, 'string'],
      [/'/, 'string', '@pop'],
    ],
    quoted: [
      [/[^"]+/, 'identifier.quoted'],
      [/""/, 'identifier.quoted'],
      [/"/, 'identifier.quoted', '@pop'],
    ],
    dollar: [
      [/\$(\w*)\$/, { cases: { '$1==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
      [/[^$]+|\$/, 'string'],
    ],
  },
};
