import { create } from 'zustand';
import type { WindowCommand } from '../../shared/commands/registry';

interface PaletteState {
  open: 'palette' | 'shortcuts' | null;
  /** Commands that were run in this window, the last one first. */
  recent: readonly WindowCommand[];
}

/** Data only. */
export const usePalette = create<PaletteState>()(() => ({ open: null, recent: [] }));

/** Opens the palette, or closes it: its keys do both. */
export function togglePalette(): void {
  usePalette.setState(({ open }) => ({ open: open === 'palette' ? null : 'palette' }));
}

export function openShortcuts(): void {
  usePalette.setState({ open: 'shortcuts' });
}

export function closePalette(): void {
  usePalette.setState({ open: null });
}

export function noteRun(id: WindowCommand): void {
  usePalette.setState(({ recent }) => ({ recent: [id, ...recent.filter((other) => other !== id)] }));
}
