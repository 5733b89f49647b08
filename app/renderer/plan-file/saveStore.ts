import { create } from 'zustand';
import type { PlanKind } from '../../shared/planFile';
import type { Preflight } from '../../shared/preflight';

/** How a plan is saved after its preflight. */
export interface SaveChoice {
  /** The last stage of the file; all by default. */
  stage?: PlanKind;
  /** Leave credentials out. */
  redact?: boolean;
  /** Put the rows of tables in memory in. */
  embedMemoryTables?: boolean;
}

interface SaveQuestion {
  report: Preflight;
  /** Called once: null when the user gives up. */
  answer(choice: SaveChoice | null): void;
}

/** Data only; see `askAboutSaving`. */
export const useSaveQuestion = create<{ question: SaveQuestion | null }>()(() => ({ question: null }));

/** Shows what can't be saved and resolves with the user's choice. */
export function askAboutSaving(report: Preflight): Promise<SaveChoice | null> {
  useSaveQuestion.getState().question?.answer(null);
  return new Promise((resolve) => {
    const answer = (choice: SaveChoice | null) => {
      useSaveQuestion.setState({ question: null });
      resolve(choice);
    };
    useSaveQuestion.setState({ question: { report, answer } });
  });
}
