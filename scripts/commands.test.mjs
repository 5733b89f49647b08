import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Patterns of key definitions outside the command registry, and the one file that may have each: it reads the registry. */
const DEFINITIONS = [
  { what: 'an accelerator', pattern: /\baccelerator:/, allowed: 'app/main/menu.ts' },
  { what: "a key of Monaco's", pattern: /\bKeyMod\./, allowed: 'app/renderer/editor/commandActions.ts' },
  { what: 'a key combination', pattern: /['"`](?:\w+\+)*(?:CmdOrCtrl|Cmd|Ctrl|Control|Mod|⌘)\+\w/ },
  { what: 'a name of a modifier', pattern: /\bmodKey\b/ },
  { what: 'a key that acts', pattern: /\.key(?:\.toLowerCase\(\))? === '(?:Delete|F[1-9]|[b-z])'/ },
  { what: 'the keys of a tooltip', pattern: /\bkeys="/ },
];

it('keys of commands are defined in the registry alone', () => {
  const sources = readdirSync(join(root, 'app'), { recursive: true })
    .map((name) => `app/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|^app\/shared\/commands\//.test(name));
  expect(sources.length).toBeGreaterThan(200);
  const found = sources.flatMap((name) => {
    const code = withoutComments(readFileSync(join(root, name), 'utf8'));
    return DEFINITIONS.filter(({ pattern, allowed }) => name !== allowed && pattern.test(code)).map(
      ({ what }) => `${name} defines ${what}`,
    );
  });
  expect(found).toEqual([]);
});

function withoutComments(code) {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
