import { useEffect, useState } from 'react';
import type { Response } from '../../shared/ipc/contract';
import { toastError } from '../base';
import { call, toAppError } from '../bridge';

export type AppInfo = Response<'app:info'>;

let request: Promise<AppInfo> | null = null;

/** Versions and limits of this process; null until they are known. Asked for once per window. */
export function useAppInfo(): AppInfo | null {
  const [info, setInfo] = useState<AppInfo | null>(null);
  useEffect(() => {
    let gone = false;
    if (!request) {
      request = call('app:info', undefined);
      request.catch((thrown) => toastError(toAppError(thrown)));
    }
    request.then(
      (answer) => !gone && setInfo(answer),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  return info;
}
