import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type Traced } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';

/** Said in the place of what troubles a pod, where no pod is there to be asked. */
export const NO_POD = 'none of its pods is in this input';

/** How many pods a Deployment asks for: without a number it is one. */
export function wantedPods(deployment: Resource): Traced {
  return copied(deployment, ['spec', 'replicas']) ?? concluded(1, deployment, ['spec']);
}

/** How many of its pods are ready. Nothing is said of a Deployment whose status was cut off, or is older than its specification. */
export function readiness(deployment: Resource, wanted: number): FactMapping {
  const status = valueAt(deployment.value, ['status']);
  const observed = valueAt(deployment.value, ['status', 'observedGeneration']);
  if (!deployment.captured || status === undefined || observed === undefined) return {};
  const generation = valueAt(deployment.value, ['metadata', 'generation']);
  if (generation !== undefined && observed !== generation) return {};
  const ready = Number(valueAt(deployment.value, ['status', 'readyReplicas']) ?? 0);
  const key = ['unavailableReplicas', 'readyReplicas', 'replicas'].find(
    (each) => valueAt(deployment.value, ['status', each]) !== undefined,
  );
  const path = key === undefined ? ['status'] : ['status', key];
  return {
    ready: concluded(ready, deployment, path),
    lacking: concluded(Math.max(wanted - ready, 0), deployment, path),
  };
}

/** What keeps a pod from being ready, as the end of a sentence. */
export function trouble(pod: Resource): Traced {
  const { name } = pod.id;
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    for (const index of itemsAt(pod.value, ['status', list]).keys()) {
      const path: Path = ['status', list, index];
      const reason = copied(pod, [...path, 'state', 'waiting', 'reason']);
      if (reason === undefined || reason.value === 'PodInitializing') continue;
      return reason.saying(`pod '${name}' is in ${reason.value}${afterwards(pod, path)}`);
    }
  }
  if (textAt(pod.value, ['status', 'phase']) === 'Pending') {
    return concluded(`pod '${name}' is pending`, pod, ['status', 'phase']);
  }
  return concluded(`pod '${name}' runs but is not ready`, pod, readyPath(pod));
}

/** How often a container was started again, and whether memory was why it stopped. */
function afterwards({ value }: Resource, container: Path): string {
  const restarts = Number(valueAt(value, [...container, 'restartCount']) ?? 0);
  const after = restarts === 0 ? '' : ` after ${restarts} restart${restarts === 1 ? '' : 's'}`;
  const last = textAt(value, [...container, 'lastState', 'terminated', 'reason']);
  return last === 'OOMKilled' ? `${after}, OOMKilled` : after;
}

function readyPath({ value }: Resource): Path {
  const conditions = itemsAt(value, ['status', 'conditions']);
  const index = conditions.findIndex((condition) => valueAt(condition, ['type']) === 'Ready');
  return index < 0 ? ['status', 'phase'] : ['status', 'conditions', index, 'status'];
}
