export { focusEditor, insertText, openFind, type RunTarget, runTarget } from './active';
export type { Failure } from './errors';
export type { Origin } from './markers';
export { SqlEditor } from './SqlEditor';
export { useEditor } from './store';
