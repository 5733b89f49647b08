import { nodeBundle } from './node.mts';

export default nodeBundle('app/main/index.ts', 'dist/main');
