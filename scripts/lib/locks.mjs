/** Checks that the lock files have a checksum for each downloaded package, which npm and cargo verify. */

/**
 * Paths of the packages in a parsed package-lock.json (version 3) that npm would install without
 * verifying a SHA-512. Packages in the clone or inside another package's archive need none.
 */
export function uncheckedByNpm(lock) {
  return Object.entries(lock.packages)
    .filter(([path, { link, inBundle }]) => /(^|\/)node_modules\//.test(path) && !link && !inBundle)
    .filter(([, { integrity }]) => !/(^|\s)sha512-/.test(integrity ?? ''))
    .map(([path]) => path);
}

/** Names and versions of the packages in the text of a Cargo.lock that come from a registry without a checksum. */
export function uncheckedByCargo(lock) {
  return lock
    .split('[[package]]')
    .slice(1)
    .map((entry) =>
      Object.fromEntries([...entry.matchAll(/^(\w+) = "(.*)"$/gm)].map(([, key, value]) => [key, value])),
    )
    .filter(({ source, checksum }) => /^(registry|sparse)\+/.test(source ?? '') && !checksum)
    .map(({ name, version }) => `${name} ${version}`);
}
