import { useEffect, useState } from 'react';
import type { EventPayload } from '../../shared/ipc/contract';
import { subscribe } from '../bridge';
import { useAppInfo } from './useAppInfo';

/** What queries hold at this moment; before the first report nothing of the limit. Null until the limit is known. */
export function useMemoryUsage(): EventPayload<'engine:memoryChanged'> | null {
  const info = useAppInfo();
  const [usage, setUsage] = useState<EventPayload<'engine:memoryChanged'> | null>(null);
  useEffect(() => subscribe('engine:memoryChanged', setUsage), []);
  if (usage || !info) return usage;
  return { memoryBytes: 0, memoryLimitBytes: info.memoryLimitBytes, spilledBytes: 0 };
}
