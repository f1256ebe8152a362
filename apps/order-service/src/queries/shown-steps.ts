import { orderProposalDecided } from '@shop/domain-events';
import type { TimelineStep } from '@shop/saga';
import { isStaff } from './visibility.js';
import type { Viewer } from './visibility.js';

/** What the staff has considered doing is theirs; what came of it has events of its own, which all see. */
export function shownSteps(viewer: Viewer, steps: readonly TimelineStep[]): TimelineStep[] {
  return steps.filter(({ event }) => isStaff(viewer) || event !== orderProposalDecided.type);
}
