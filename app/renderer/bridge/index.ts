export { call, subscribe } from './call';
export { isCancelled, toAppError } from './errors';
export { modKey, pathsOf, platform } from './platform';
