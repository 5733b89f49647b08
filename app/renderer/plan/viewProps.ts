import type { PlanStage } from '../../shared/plan';
import type { OutlineItem } from './outline';

/** What the graph and the tree-grid take. */
export interface PlanViewProps {
  stage: PlanStage;
  /** True while what was measured is not the whole run. */
  partial: boolean;
  /** The nodes on show, in reading order. */
  items: readonly OutlineItem[];
  selected: number | null;
  onSelect(id: number): void;
  onToggle(id: number): void;
}
