export { focusEditor, insertText, openFind, type RunTarget, runTarget } from './active';
export { SqlEditor } from './SqlEditor';
export { useEditor } from './store';
