import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../bridge';

/** Bytes fetched at once, and how many such blocks are kept. */
const BLOCK = 4096;
const KEPT = 64;

/** The bytes around the visible ones: fetched block by block, evicted when many others were fetched. */
export function useBlocks(bytesId: string) {
  const blocks = useRef(new Map<number, Uint8Array | null>());
  const [, setVersion] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other bytes, other blocks
  useEffect(() => () => blocks.current.clear(), [bytesId]);

  /** Fetches the missing part of a range. */
  const want = useCallback(
    (start: number, end: number) => {
      const cache = blocks.current;
      for (let block = Math.floor(start / BLOCK); block * BLOCK < end; block += 1) {
        const known = cache.get(block);
        if (known !== undefined) {
          // Last used, last forgotten.
          cache.delete(block);
          cache.set(block, known);
          continue;
        }
        cache.set(block, null);
        call('bytes:slice', { bytesId, start: block * BLOCK, length: BLOCK }).then(
          (bytes) => {
            cache.set(block, bytes);
            for (const old of cache.keys()) {
              if (cache.size <= KEPT) break;
              cache.delete(old);
            }
            setVersion((version) => version + 1);
          },
          () => cache.delete(block),
        );
      }
    },
    [bytesId],
  );

  /** Undefined while it is not there. */
  const byteAt = (offset: number): number | undefined =>
    blocks.current.get(Math.floor(offset / BLOCK))?.[offset % BLOCK];

  return { want, byteAt };
}
