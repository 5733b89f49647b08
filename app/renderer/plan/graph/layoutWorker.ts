import type { Branching, Place } from './layout';
import type { LayoutAnswer, LayoutRequest } from './layout.worker';
import LayoutWorker from './layout.worker.ts?worker';

interface Waiting {
  resolve(places: Place[]): void;
  reject(error: Error): void;
}

let worker: Worker | null = null;
let requests = 0;
const waiting = new Map<number, Waiting>();

/**
 * {@link layoutOf} off the window's thread, by one worker that lives as long as the window.
 * Rejects when the worker fails; the next call starts another.
 */
export function layOut(tree: readonly Branching[]): Promise<Place[]> {
  return new Promise((resolve, reject) => {
    const message: LayoutRequest = { request: ++requests, tree };
    waiting.set(message.request, { resolve, reject });
    worker ??= start();
    worker.postMessage(message);
  });
}

function start(): Worker {
  const started = new LayoutWorker();
  started.onmessage = ({ data: { request, places } }: MessageEvent<LayoutAnswer>) => {
    waiting.get(request)?.resolve(places);
    waiting.delete(request);
  };
  started.onerror = ({ message }) => {
    started.terminate();
    if (worker === started) worker = null;
    for (const { reject } of waiting.values())
      reject(new Error(`The plan could not be laid out: ${message}`));
    waiting.clear();
  };
  return started;
}
