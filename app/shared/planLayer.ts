import type { PlanKind } from './planFile';

/** How the bytes of a plan of this kind are read: the same bytes may be a valid plan of either layer. */
export function layerOf(kind: PlanKind): 'logical' | 'physical' {
  return kind === 'physical' ? 'physical' : 'logical';
}
