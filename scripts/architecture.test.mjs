import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Paths in code spans that start with a folder of the repository, and targets of relative links. */
function pathsOf(document) {
  const text = readFileSync(join(root, document), 'utf8').replace(/```[\s\S]*?```/g, '');
  const spans = [
    ...text.matchAll(/`((?:app|native|scripts|e2e|bench|config|docs)\/[^`\s*]*|[\w.-]+\.(?:json|yml))`/g),
  ];
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)];
  return [...spans, ...links].map(([, path]) => path);
}

describe.each(['ARCHITECTURE.md', 'README.md', 'CONTRIBUTING.md'])('%s', (document) => {
  it('names only paths that exist', () => {
    const named = pathsOf(document);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
