import { nodeBundle } from './node.mts';

export default nodeBundle('app/cli/index.ts', 'dist/cli');
