import { kubectl } from './kubectl.js';

/** How the tools that make clusters on one's own machine name their contexts. */
const ownMachine = /^(kind-.+|k3d-.+|minikube|docker-desktop|rancher-desktop|colima|orbstack)$/;

export type Chosen = { readonly context: string } | { readonly none: string };

/**
 * Where the check may run: what is asked for, else the current context if its name says that it is a cluster of one's own. The check
 * makes and deletes a namespace, and keeps a cluster busy; nobody's production should be hit by a command that was typed too fast.
 */
export async function chooseContext(wanted: string | undefined): Promise<Chosen> {
  const context = wanted ?? (await currentContext());
  if (context === undefined) return { none: 'there is no kubectl, or it has no current context' };
  if (wanted === undefined && !isOnOwnMachine(context)) {
    return {
      none: `the current context ${context} may be anybody's: name it by --context ${context} if it may be used`,
    };
  }
  return (await answers(context)) ? { context } : { none: `the cluster of context ${context} does not answer` };
}

export function isOnOwnMachine(context: string): boolean {
  return ownMachine.test(context);
}

async function currentContext(): Promise<string | undefined> {
  try {
    return (await kubectl(['config', 'current-context'])).trim() || undefined;
  } catch {
    return undefined;
  }
}

async function answers(context: string): Promise<boolean> {
  try {
    await kubectl(['--context', context, '--request-timeout=5s', 'get', '--raw', '/readyz']);
    return true;
  } catch {
    return false;
  }
}
