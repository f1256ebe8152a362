import type { Fault } from '../fault.js';
import { containersOf, labelsOf, workloadsOf } from '../manifest.js';
import type { Container, Workload } from '../manifest.js';
import { at, mapAt, numberAt, textAt } from '../tree.js';
import type { Tree } from '../tree.js';
import { fault } from './rule.js';
import type { Overlay } from './rule.js';

/** After this a stop of ours gives up (libs/platform/src/start/run-main.ts). */
const STOP_LIMIT_SECONDS = 25;

/** A server that is started, replaced and stopped without losing a request. */
export function serversLiveAndLeaveWell({ manifests }: Overlay): readonly Fault[] {
  return workloadsOf(manifests)
    .filter(({ template }) => labelsOf(template)['app.kubernetes.io/component'] === 'server')
    .flatMap((workload) => [
      ...containersOf(workload).flatMap((container) => ofProbes(workload, container)),
      ...(isReplacedWhole(workload) ? [] : ofServing(workload)),
    ]);
}

/** The simulators of the local overlay: of a volume there is one owner, so the old pod goes before the new one comes. */
function isReplacedWhole({ manifest }: Workload): boolean {
  return textAt(manifest, 'spec.strategy.type') === 'Recreate';
}

function ofProbes({ manifest }: Workload, { spec, path }: Container): readonly Fault[] {
  const missing = ['startupProbe', 'livenessProbe', 'readinessProbe'].filter((probe) => at(spec, probe) === undefined);
  const same = question(mapAt(spec, 'livenessProbe')) === question(mapAt(spec, 'readinessProbe'));
  return [
    ...missing.map((probe) => fault(manifest, `${path}.${probe}`, 'is missing')),
    ...(same && missing.length === 0
      ? [
          fault(
            manifest,
            `${path}.livenessProbe`,
            'asks what the readinessProbe asks: what is not ready would be restarted',
          ),
        ]
      : []),
  ];
}

/** What a probe finds out; how often it asks is another matter. */
function question(probe: Tree): string {
  return JSON.stringify(['httpGet', 'tcpSocket', 'exec', 'grpc'].map((kind) => probe[kind] ?? null));
}

function ofServing({ manifest, template, path }: Workload): readonly Fault[] {
  const naps = containersOf({ manifest, template, path }).map(
    ({ spec }) => numberAt(spec, 'lifecycle.preStop.sleep.seconds') ?? 0,
  );
  const nap = Math.max(0, ...naps);
  const grace = numberAt(template, 'spec.terminationGracePeriodSeconds') ?? 30;
  return [
    ...(nap === 0 ? [fault(manifest, `${path}.spec.containers`, 'stops at once: there is no preStop sleep')] : []),
    ...(grace < nap + STOP_LIMIT_SECONDS
      ? [
          fault(
            manifest,
            `${path}.spec.terminationGracePeriodSeconds`,
            `is less than preStop and stop take: ${nap + STOP_LIMIT_SECONDS}`,
          ),
        ]
      : []),
    ...(numberAt(manifest, 'spec.strategy.rollingUpdate.maxUnavailable') === 0
      ? []
      : [
          fault(
            manifest,
            'spec.strategy.rollingUpdate.maxUnavailable',
            'must be 0: a rolling update takes nothing away',
          ),
        ]),
  ];
}
