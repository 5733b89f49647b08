export { call, subscribe } from './call';
export { isCancelled, toAppError } from './errors';
export { pathsOf, platform } from './platform';
