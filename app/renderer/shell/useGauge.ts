import { useEffect, useState } from 'react';
import type { EventPayload } from '../../shared/ipc/contract';
import { subscribe } from '../bridge';
import { useAppInfo } from './useAppInfo';

/** What queries hold at this moment; before the first report nothing of the limit. Null until the limit is known. */
export function useGauge(): EventPayload<'engine:gauged'> | null {
  const info = useAppInfo();
  const [gauge, setGauge] = useState<EventPayload<'engine:gauged'> | null>(null);
  useEffect(() => subscribe('engine:gauged', setGauge), []);
  if (gauge || !info) return gauge;
  return { memoryBytes: 0, memoryLimitBytes: info.memoryLimitBytes, spilledBytes: 0 };
}
