// The feature named `suggest` registers inline suggestions only: the list itself is this one.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/features/bracketMatching/register.js';
import 'monaco-editor/features/caretOperations/register.js';
import 'monaco-editor/features/clipboard/register.js';
import 'monaco-editor/features/codicon/register.js';
import 'monaco-editor/features/comment/register.js';
import 'monaco-editor/features/contextmenu/register.js';
import 'monaco-editor/features/cursorUndo/register.js';
import 'monaco-editor/features/find/register.js';
import 'monaco-editor/features/folding/register.js';
import 'monaco-editor/features/gotoError/register.js';
import 'monaco-editor/features/hover/register.js';
import 'monaco-editor/features/indentation/register.js';
import 'monaco-editor/features/lineSelection/register.js';
import 'monaco-editor/features/linesOperations/register.js';
import 'monaco-editor/features/multicursor/register.js';
import 'monaco-editor/features/smartSelect/register.js';
import 'monaco-editor/features/toggleTabFocusMode/register.js';
import 'monaco-editor/features/wordOperations/register.js';
import * as monaco from 'monaco-editor/editor/editor.api.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import { sqlCompletions } from './completions';
import { sqlConfiguration, sqlTokens } from './sqlLanguage';
import { followTheme } from './theme';

/** Monaco's id of the language. */
export const SQL = 'sql';

declare global {
  interface Window {
    MonacoEnvironment?: monaco.Environment;
  }
}

let done = false;

/** Registers the worker, the language and the theme; once for the life of the window. */
export function setUpMonaco(): void {
  if (done) return;
  done = true;
  window.MonacoEnvironment = { getWorker: () => new EditorWorker() };
  monaco.languages.register({ id: SQL, extensions: ['.sql'], aliases: ['SQL'] });
  monaco.languages.setMonarchTokensProvider(SQL, sqlTokens);
  monaco.languages.setLanguageConfiguration(SQL, sqlConfiguration);
  monaco.languages.registerCompletionItemProvider(SQL, sqlCompletions);
  followTheme();
}
