import { expect, test } from 'vitest';
import { Outbox } from './outbox';

test('messages wait until the window listens, and again after a reload', () => {
  const delivered: string[] = [];
  const outbox = new Outbox<string>(['workspace', 'catalog'], (message) => delivered.push(message));
  outbox.send('early');
  outbox.listening('workspace');
  expect(delivered).toEqual([]);
  outbox.listening('catalog');
  expect(delivered).toEqual(['early']);
  outbox.send('live');
  outbox.hold();
  outbox.send('during reload');
  expect(delivered).toEqual(['early', 'live']);
  outbox.listening('catalog');
  outbox.listening('workspace');
  expect(delivered).toEqual(['early', 'live', 'during reload']);
});
