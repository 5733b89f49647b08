export { focusEditor, goTo, insertText, openFind, type RunTarget, runTarget } from './active';
export { edit } from './edits';
export { SqlEditor } from './LazySqlEditor';
export { useEditor } from './store';
