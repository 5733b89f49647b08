import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Build output; safe to delete. */
export const dist = join(root, 'dist');

/** Cache shared by clones: Rust's target folder, finished addons, Electron binaries. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'planarium');

/** Cargo's target folder, shared by all clones of one user unless `CARGO_TARGET_DIR` is set. */
export const cargoTarget = process.env.CARGO_TARGET_DIR || join(cache, 'target');
