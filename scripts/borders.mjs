/**
 * Checks the borders between the layers of `config/layers.mjs`.
 *
 *     node scripts/borders.mjs [--write]
 *
 * `--write` regenerates `config/biome.borders.json` from the table.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { borderFaults, bordersFile, bordersText, upwardRows } from './lib/borders.mjs';
import { root } from './lib/paths.mjs';
import { main, say } from './lib/say.mjs';

/** Prints the faults of the borders; resolves with their number. */
export function checkBorders() {
  const faults = [...upwardRows(), ...borderFaults()];
  if (!existsSync(bordersFile) || readFileSync(bordersFile, 'utf8') !== bordersText())
    faults.push(`${relative(root, bordersFile)} is out of date: run \`node scripts/borders.mjs --write\``);
  for (const fault of faults) say(fault);
  return faults.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    if (process.argv.includes('--write')) writeFileSync(bordersFile, bordersText());
    return checkBorders() > 0 ? 1 : 0;
  });
}
