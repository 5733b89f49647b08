#!/usr/bin/env node

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const program = join(__dirname, '..', 'dist', 'cli', 'index.cjs');
if (existsSync(program)) {
  require(program);
} else {
  process.stderr.write('planarium: not built yet; run `npm run build` in the repository first\n');
  process.exitCode = 1;
}
