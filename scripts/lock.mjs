/**
 * Completes package-lock.json with the optional packages of other platforms.
 *
 * A registry mirror that holds one platform's binaries makes npm leave the
 * others out of the lock file, and `npm ci` then refuses it everywhere. Run this
 * after adding a dependency on such a machine. Versions come from the exact
 * `optionalDependencies` of the package that wants them, platforms from the
 * names; without a registry that has them there is no checksum to write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { main, say } from './lib/say.mjs';

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openharmony',
  'win32',
  'sunos',
  'aix',
  'netbsd',
  'openbsd',
];
const processors = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
];

main(() => {
  const path = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const added = missingOptional(lock.packages);
  if (added.length === 0) return say('package-lock.json is complete');
  for (const { at, entry } of added) lock.packages[at] = entry;
  const [own, ...others] = Object.keys(lock.packages);
  const sorted = [own, ...others.sort((a, b) => a.localeCompare(b, 'en'))];
  lock.packages = Object.fromEntries(sorted.map((key) => [key, lock.packages[key]]));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  say(`added ${added.length} optional packages of other platforms`);
});

function missingOptional(packages) {
  const added = [];
  for (const [parent, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (resolves(packages, parent, name)) continue;
      const platform = platformOf(name);
      // What is no platform's binary, or no exact version, npm resolves itself.
      if (!platform.cpu || !/^\d/.test(version)) continue;
      added.push({
        at: `node_modules/${name}`,
        entry: { version, ...platform, ...(dev && { dev }), optional: true },
      });
    }
  }
  return added;
}

/** The fields `cpu`, `os` and `libc` of a package called `tool-linux-x64-musl` or the like; absent where the name says nothing. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const platform = {
    cpu: processors.filter((word) => words.includes(word)),
    os: systems.filter((word) => words.includes(word)),
    libc: [...(/musl/.test(name) ? ['musl'] : []), ...(/gnu/.test(name) ? ['glibc'] : [])],
  };
  return Object.fromEntries(Object.entries(platform).filter(([, words]) => words.length > 0));
}

/** Whether a package finds another from where it is installed: in its own node_modules or in one further up. */
function resolves(packages, from, name) {
  const places = from.split('/node_modules/');
  return (
    places.some((_, index) => {
      const place = places.slice(0, places.length - index).join('/node_modules/');
      return Boolean(packages[`${place}/node_modules/${name}`]);
    }) || Boolean(packages[`node_modules/${name}`])
  );
}
