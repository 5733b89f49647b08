/** Checks the licences of crates against the allowed ones. */

/**
 * The licences that the text of a deny.toml allows: the strings of its list `allow`.
 *
 * @param {string} text
 */
export function allowedLicences(text) {
  const list = /^allow = \[([^\]]*)\]/m.exec(text)?.[1] ?? '';
  return new Set([...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name));
}

/**
 * Name, version and licence of the packages, as listed by `cargo metadata`, whose licence expression
 * cannot be satisfied; packages of the workspace, which have no `source`, are skipped.
 *
 * @param {{ name: string, version: string, license: string | null, source: string | null }[]} packages
 * @param {Set<string>} allowed
 */
export function refusedLicences(packages, allowed) {
  return packages
    .filter(({ source, license }) => source && !isAllowed(license ?? '', allowed))
    .map(({ name, version, license }) => `${name} ${version} (${license ?? 'no licence'})`);
}

/**
 * Whether an SPDX expression can be satisfied with allowed licences alone
 * (SPDX 2.3, annex D; older crates write `/` for OR). AND binds closer than OR.
 *
 * @param {string} expression
 * @param {Set<string>} allowed
 */
export function isAllowed(expression, allowed) {
  const words = expression.replaceAll('/', ' OR ').match(/[()]|[^\s()]+/g) ?? [];
  let next = 0;
  const either = () => {
    let holds = both();
    while (words[next] === 'OR') {
      next += 1;
      holds = both() || holds;
    }
    return holds;
  };
  const both = () => {
    let holds = one();
    while (words[next] === 'AND') {
      next += 1;
      holds = one() && holds;
    }
    return holds;
  };
  const one = () => {
    let name = words[next++];
    if (name === '(') {
      const holds = either();
      return words[next++] === ')' && holds;
    }
    if (words[next] === 'WITH') {
      name = `${name} WITH ${words[next + 1]}`;
      next += 2;
    }
    return allowed.has(name ?? '');
  };
  return either() && next === words.length;
}
