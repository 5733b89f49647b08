import { describe, expect, it } from 'vitest';
import { arrowsOf, importsOf, readCrates, ringsOf } from './lib/crates.mjs';

/** Our crates from the bottom up: each may use those before it, as ARCHITECTURE.md draws them. */
const layers = [
  'planarium-protoc',
  'planarium-error',
  'planarium-files',
  'planarium-df-patches',
  'planarium-readers',
  'planarium-sql',
  'planarium-catalog',
  'planarium-plan-wire',
  'planarium-plan-codec',
  'planarium-plan-model',
  'planarium-plan-file',
  'planarium-engine',
  'planarium-extension-api',
  'counting-codec',
  'planarium-node',
];

const crates = readCrates();

describe('the crates', () => {
  it('are all in the list of layers', () => {
    expect(crates.map(({ name }) => name).sort()).toEqual([...layers].sort());
  });

  it.each(crates)('$name uses only crates below it', ({ name, uses }) => {
    const upward = uses.filter((used) => layers.indexOf(used) >= layers.indexOf(name));
    expect(upward).toEqual([]);
  });

  it.each(crates)('$name has no ring of modules', ({ arrows }) => {
    expect(ringsOf(arrows)).toEqual([]);
  });
});

describe('reading of imports', () => {
  it('finds paths, groups and modules above, and leaves out tests and comments', () => {
    const text = `
      // crate::comment
      use crate::{a::X, b::{Y, Z}, c};
      fn f() { crate::d::g(); super::super::e::h(); super::near(); }
      #[cfg(test)]
      mod tests { use crate::test_only; }
    `;
    expect([...importsOf(text, ['x', 'y'])].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('finds a ring over three modules', () => {
    const arrows = arrowsOf([
      { path: 'a.rs', text: 'use crate::b::X;' },
      { path: 'b/mod.rs', text: 'mod inner;' },
      { path: 'b/inner.rs', text: 'use super::super::c;' },
      { path: 'c.rs', text: 'use crate::{a, d};' },
      { path: 'd.rs', text: '' },
    ]);
    expect(ringsOf(arrows)).toEqual([['a', 'b', 'c']]);
  });
});
