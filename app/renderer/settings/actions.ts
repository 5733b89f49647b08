import { toastError } from '../base';
import { call, toAppError } from '../bridge';
import { useSettings } from './store';

/** Shows the settings as they are now. */
export function openSettings(): void {
  useSettings.setState({ isOpen: true, approvals: null });
  void refresh();
}

export function closeSettings(): void {
  useSettings.setState({ isOpen: false });
}

/** Takes back that a plan may write: it asks again. */
export async function revokeApproval(sha256: string): Promise<void> {
  try {
    await call('approvals:revoke', { sha256 });
  } catch (thrown) {
    toastError(toAppError(thrown), 'The approval could not be taken back');
  }
  await refresh();
}

async function refresh(): Promise<void> {
  try {
    useSettings.setState({ approvals: await call('approvals:list', undefined) });
  } catch (thrown) {
    toastError(toAppError(thrown), 'The approvals could not be read');
  }
}
