import { formatQuantity } from '../../shared/figures';
import { type Setting, setStatement } from '../../shared/setting';
import { toast, toastError, writeClipboard } from '../base';
import { call, toAppError } from '../bridge';
import { type SettingsPart, useSettings } from './store';

const { getState, setState } = useSettings;

/** Shows the settings as they are now. */
export function openSettings(): void {
  setState({ isOpen: true, approvals: null, settings: null, problems: {} });
  void refreshApprovals();
  void refreshSettings();
}

export function closeSettings(): void {
  setState({ isOpen: false });
}

export function showPart(part: SettingsPart): void {
  setState({ part });
}

/** Gives a setting a value, or with null its default; one that is not taken is named beside it. */
export async function changeSetting(name: string, value: string | null): Promise<void> {
  const { [name]: _, ...problems } = getState().problems;
  setState({ problems });
  try {
    const setting = await call('settings:set', { name, value });
    setState(({ settings }) => ({
      settings: settings?.map((one) => (one.name === name ? setting : one)) ?? null,
    }));
  } catch (thrown) {
    const error = toAppError(thrown);
    setState((state) => ({ problems: { ...state.problems, [name]: error } }));
  }
}

/** Copies the statements that bring a new session to the same settings. */
export function copyChangedSettings(settings: readonly Setting[]): void {
  const statements = settings
    .filter(({ value }) => value !== null)
    .map(({ name, value }) => `${setStatement(name, value)};`);
  if (writeClipboard(`${statements.join('\n')}\n`))
    toast({ kind: 'ok', title: `${formatQuantity(statements.length, 'statement')} copied` });
}

/** Takes back that a plan may write: it asks again. */
export async function revokeApproval(sha256: string): Promise<void> {
  try {
    await call('approvals:revoke', { sha256 });
  } catch (thrown) {
    toastError(toAppError(thrown), 'The approval could not be taken back');
  }
  await refreshApprovals();
}

async function refreshApprovals(): Promise<void> {
  try {
    setState({ approvals: await call('approvals:list', undefined) });
  } catch (thrown) {
    toastError(toAppError(thrown), 'The approvals could not be read');
  }
}

async function refreshSettings(): Promise<void> {
  try {
    setState({ settings: await call('settings:list', undefined) });
  } catch (thrown) {
    toastError(toAppError(thrown), 'The settings could not be read');
  }
}
