import { nodeBundle } from './node.mts';

export default nodeBundle('app/preload/index.ts', 'dist/preload');
