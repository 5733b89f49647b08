/** The sample workspace's data: public data sets from npm, copied next to the application. */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './hash.mjs';
import { dist, root } from './paths.mjs';
import { say } from './say.mjs';
import { buildIfStale } from './stamp.mjs';

const list = join(root, 'app/main/samples/files.json');

export async function copySamples() {
  const names = JSON.parse(readFileSync(list, 'utf8'));
  const folder = join(dist, 'samples');
  const key = hashOf([list, join(root, 'node_modules/vega-datasets/package.json')]);
  await buildIfStale(
    'samples',
    key,
    names.map((name) => join(folder, name)),
    () => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const name of names)
        copyFileSync(join(root, 'node_modules/vega-datasets/data', name), join(folder, name));
      say(`    samples: ${names.length} data files`);
    },
  );
}
