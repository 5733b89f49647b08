import { expect, test } from 'vitest';
import { EventQueue } from './eventQueue';

test('messages wait until the window listens, and again after a reload', () => {
  const delivered: string[] = [];
  const eventQueue = new EventQueue<string>(['workspace', 'catalog'], (message) => delivered.push(message));
  eventQueue.send('early');
  eventQueue.listening('workspace');
  expect(delivered).toEqual([]);
  eventQueue.listening('catalog');
  expect(delivered).toEqual(['early']);
  eventQueue.send('live');
  eventQueue.hold();
  eventQueue.send('during reload');
  expect(delivered).toEqual(['early', 'live']);
  eventQueue.listening('catalog');
  eventQueue.listening('workspace');
  expect(delivered).toEqual(['early', 'live', 'during reload']);
});
