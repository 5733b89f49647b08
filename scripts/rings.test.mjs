import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './lib/paths.mjs';

const native = join(root, 'native');
const crates = readdirSync(native).filter((name) => isCrate(join(native, name)));

/** Modules that still import each other; the list may only shrink. */
const known = { engine: ['codec', 'wire'] };

describe.each(crates)('crate %s', (crate) => {
  it('has no cycle of top-level modules', () => {
    const ring = inRings(importsOf(join(native, crate, 'src')));
    expect(ring.filter((module) => !known[crate]?.includes(module))).toEqual([]);
  });
});

it('finds a cycle', () => {
  const imports = { a: new Set(['b']), b: new Set(['c']), c: new Set(['b']), d: new Set(['a']) };
  expect(inRings(imports)).toEqual(['b', 'c']);
});

function isCrate(folder) {
  return statSync(folder).isDirectory() && readdirSync(folder).includes('Cargo.toml');
}

/** The top-level modules that each top-level module of a crate names by `crate::`. */
function importsOf(source) {
  const imports = {};
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    const module = relative('', path).split(sep)[0]?.replace(/\.rs$/, '') ?? '';
    if (!path.endsWith('.rs') || ['lib', 'main', 'bindings'].includes(module)) continue;
    const text = readFileSync(join(source, path), 'utf8').replace(/\/\/.*/g, '');
    imports[module] ??= new Set();
    for (const [, list, name] of text.matchAll(/\bcrate::(?:\{([^;]*?)\}\s*;|(\w+))/g)) {
      const outer = (list ?? name ?? '').replace(/::\{[^{}]*\}/g, '');
      for (const item of outer.split(',')) imports[module].add(item.trim().split('::')[0]);
    }
    imports[module].delete(module);
  }
  return imports;
}

/** The modules that can be reached from themselves. */
function inRings(imports) {
  const reached = (from) => {
    const seen = new Set();
    const pending = [...(imports[from] ?? [])];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      pending.push(...(imports[next] ?? []));
    }
    return seen;
  };
  return Object.keys(imports).filter((module) => reached(module).has(module));
}
