/**
 * The layers of the application, from the bottom to the top: the one table of what may import what.
 *
 * A layer is a folder; a folder within it that has its own row is another layer. A layer imports
 * npm packages, and of ours only the layers in `imports`, each of which has to stand above it in this
 * table, so that there are no rings. Tests may also import the folders in {@link testing}.
 *
 * `node scripts/borders.mjs --write` makes Biome's restricted imports from it; `npm run check`
 * compares them, and resolves every import of the sources.
 *
 * @typedef {object} Layer
 * @property {string} folder
 * @property {readonly string[]} imports folders of other layers
 * @property {readonly ('node' | 'electron')[]} platform which built-in modules it may use
 * @property {string} reason why, as the lint says it
 * @property {boolean} [door] only its index.ts may be imported from outside
 */

const contract = 'app/shared';
const base = 'app/renderer/base';
const bridge = 'app/renderer/bridge';

/** @type {(name: string, features: readonly string[]) => Layer} */
const feature = (name, features) => ({
  folder: `app/renderer/${name}`,
  imports: [contract, base, bridge, ...features.map((other) => `app/renderer/${other}`)],
  platform: [],
  door: true,
  reason:
    'A feature reaches the rest through bridge/ and app/shared, components through base/, and other features through their index.ts.',
});

/** @type {readonly Layer[]} */
export const layers = [
  {
    folder: contract,
    imports: [],
    platform: [],
    reason: 'The contract is plain TypeScript: it imports nothing of the processes.',
  },
  {
    folder: 'native/node',
    imports: [contract],
    platform: ['node'],
    reason: 'The facade can be used from plain Node: types of the contract only.',
  },
  {
    folder: 'app/main/storage',
    imports: [contract],
    platform: ['node'],
    reason: 'Storage knows files, not what is in them.',
  },
  {
    folder: 'app/main/engine',
    imports: [contract, 'native/node'],
    platform: ['node'],
    reason: 'The engine knows the addon and the contract, nothing above it.',
  },
  {
    folder: 'app/main/services',
    imports: [contract, 'app/main/engine', 'app/main/storage'],
    platform: ['node'],
    reason: 'Services run without a window: no electron, no IPC; they reach the addon through engine/.',
  },
  {
    folder: 'app/main/samples',
    imports: ['app/main/engine', 'app/main/services'],
    platform: ['node'],
    reason: 'The sample workspace is data for the services.',
  },
  {
    folder: 'app/main/ipc',
    imports: [contract, 'app/main/engine', 'app/main/services'],
    platform: ['node', 'electron'],
    reason: 'The router calls services; it knows nothing of windows, menus and files.',
  },
  {
    folder: 'app/main',
    imports: [
      contract,
      'app/main/engine',
      'app/main/ipc',
      'app/main/samples',
      'app/main/services',
      'app/main/storage',
    ],
    platform: ['node', 'electron'],
    reason: 'The addon is reached through app/main/engine, the other processes through the contract.',
  },
  {
    folder: 'app/preload',
    imports: [contract],
    platform: ['electron'],
    reason: 'The preload script is sandboxed: electron and app/shared only.',
  },
  {
    folder: 'app/cli',
    imports: [contract, 'app/main/engine', 'app/main/services', 'app/main/storage'],
    platform: ['node'],
    reason: 'The command line runs the services without a window: no electron, no IPC.',
  },
  {
    folder: base,
    imports: [contract],
    platform: [],
    door: true,
    reason: 'Base components know nothing of the features: app/shared and libraries only.',
  },
  {
    folder: bridge,
    imports: [contract],
    platform: [],
    door: true,
    reason: 'The bridge knows the contract only.',
  },
  feature('commands', []),
  feature('workspace', ['commands']),
  feature('query', ['workspace']),
  feature('catalog', ['commands', 'workspace']),
  feature('editor', ['catalog', 'commands', 'workspace']),
  feature('messages', ['editor', 'query']),
  feature('plan', ['commands', 'editor', 'query']),
  feature('bytes', ['workspace']),
  feature('results', ['catalog', 'commands', 'editor', 'query', 'workspace']),
  feature('plan-file', ['bytes', 'plan', 'query', 'workspace']),
  feature('settings', ['commands', 'query', 'workspace']),
  feature('exports', []),
  feature('shell', [
    'catalog',
    'commands',
    'editor',
    'exports',
    'messages',
    'plan',
    'plan-file',
    'query',
    'results',
    'settings',
    'workspace',
  ]),
  {
    folder: 'app/renderer',
    imports: [contract, base, bridge, 'app/renderer/catalog', 'app/renderer/shell', 'app/renderer/workspace'],
    platform: [],
    reason: 'The root of the window puts its parts together.',
  },
];

/** Folders for tests: importable from tests of the same process and above, from no other file. */
export const testing = ['app/main/testing', 'app/renderer/testing'];

/** npm packages that one layer alone imports, so that there is one place to change how they are used. */
export const packageOwners = {
  '@xyflow/react': 'app/renderer/plan',
  'monaco-editor': 'app/renderer/editor',
  'react-aria-components': base,
};
