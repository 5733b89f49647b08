import { create } from 'zustand';
import type { Approval } from '../../shared/approval';

interface SettingsState {
  isOpen: boolean;
  /** Null until the main process answered. */
  approvals: readonly Approval[] | null;
}

/** Data only; see `actions.ts`. */
export const useSettings = create<SettingsState>()(() => ({ isOpen: false, approvals: null }));
