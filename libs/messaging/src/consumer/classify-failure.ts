import { isConnectionLost } from '@shop/group-commit';
import { isAppError, unreachable } from '@shop/kernel';
import type { ErrorKind } from '@shop/kernel';

/**
 * - `permanent`: trying again cannot help.
 * - `passing`: trying again soon may help: a lost race, an unknown error.
 * - `outage`: something that is needed is down; the message is not to blame.
 */
export type FailureClass = 'permanent' | 'passing' | 'outage';

export function classifyFailure(error: unknown): FailureClass {
  if (isAppError(error)) return classOfKind(error.kind);
  return isConnectionLost(error) ? 'outage' : 'passing';
}

function classOfKind(kind: ErrorKind): FailureClass {
  switch (kind) {
    case 'unavailable':
      return 'outage';
    // Topics are not in order with each other: what is not found may be about to come.
    case 'not-found':
    case 'conflict':
      return 'passing';
    // What is used up is so for hours: nobody's messages wait that long behind it.
    case 'exhausted':
    case 'invalid':
    case 'unauthorised':
    case 'forbidden':
    case 'refused':
      return 'permanent';
    default:
      return unreachable(kind);
  }
}
