import { create } from 'zustand';
import type { Approval } from '../../shared/approval';
import type { AppError } from '../../shared/errors';
import type { Setting } from '../../shared/setting';

export type SettingsPart = 'session' | 'results' | 'approvals';

interface SettingsState {
  isOpen: boolean;
  /** The part on show. */
  part: SettingsPart;
  /** Null until the main process answered. */
  approvals: readonly Approval[] | null;
  /** Null until the main process answered. */
  settings: readonly Setting[] | null;
  /** Why the last value that was given to a setting was not taken, by its name. */
  problems: Readonly<Record<string, AppError>>;
}

/** Data only; see `actions.ts`. */
export const useSettings = create<SettingsState>()(() => ({
  isOpen: false,
  part: 'session',
  approvals: null,
  settings: null,
  problems: {},
}));
