import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../shared/errors';
import { channels, events } from '../../shared/ipc/contract';
import { createHandlers } from './handlers';

test('every channel of the contract has a handler, and every handler a channel', () => {
  const handlers = createHandlers({} as Parameters<typeof createHandlers>[0], new Set());
  expect(Object.keys(handlers).sort()).toEqual(Object.keys(channels).sort());
});

test('channels are domain:verb and events are past tense', () => {
  for (const name of Object.keys(channels)) expect(name).toMatch(/^[a-z]+:[a-z]+$/);
  for (const name of Object.keys(events)) expect(name).toMatch(/^[a-z]+:([a-zA-Z]+ed|chosen)$/);
});

test('the error codes are those of the engine, in the same order', () => {
  const file = join(import.meta.dirname, '../../../native/error/src/code.rs');
  const rows = readFileSync(file, 'utf8').matchAll(/^ {4}[A-Z][A-Za-z]+ => "([a-z_]+)",$/gm);
  expect([...rows].map((row) => row[1])).toEqual([...ERROR_CODES]);
});

test('every response with the id of something to close has `holds`', () => {
  const fields = (schema: object) => ('shape' in schema ? Object.keys(schema.shape as object) : []);
  for (const [name, { request, response, ...more }] of Object.entries(channels)) {
    const known = fields(request);
    const opens = fields(response).some((field) => /^(query|bytes)Id$/.test(field) && !known.includes(field));
    expect({ name, holds: 'holds' in more }).toEqual({ name, holds: opens });
  }
});
