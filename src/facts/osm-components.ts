import type { Graph } from '../graph/graph.js';
import { valueAt } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import type { Path } from '../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact, Traced } from './fact.js';
import { itemsAt, labelsOf, textAt } from './metadata.js';
import { isOver, isReady } from './pods.js';

/** The Deployments of OSM, each of which gives its pods its own name as the label `app`. */
const COMPONENTS = ['osm-controller', 'osm-injector', 'osm-bootstrap'];

/** Whether the parts of the captured OSM control planes run: their Deployments, or their pods where those alone are there. */
export const osmComponents: FactSource = {
  kind: 'OsmComponent',
  reads: ['apps/Deployment', 'Pod'],
  looksAt: [],
  derive: (graph) =>
    osmNamespaces(graph).flatMap((namespace) =>
      COMPONENTS.flatMap((name) => component(graph, namespace, name)),
    ),
};

function osmNamespaces(graph: Graph): readonly (string | undefined)[] {
  const planes = graph.find({ kind: 'meshlint/ControlPlane', where: new Map([['/mesh', ['osm']]]) });
  return [...new Set(planes.map(({ value }) => textAt(value, ['namespace'])))];
}

function component(graph: Graph, namespace: string | undefined, name: string): readonly Resource[] {
  const deployments = graph.find({ kind: 'apps/Deployment', namespace, name });
  const pods = graph
    .find({ kind: 'Pod', namespace })
    .filter((pod) => pod.captured && labelsOf(pod).app === name && !isOver(pod));
  if (deployments.length > 0) return deployments.map((deployment) => ofDeployment(deployment, pods));
  return pods.some(isReady) ? [] : pods.slice(0, 1).map((pod) => ofPod(pod, name));
}

function ofDeployment(deployment: Resource, pods: readonly Resource[]): Resource {
  const wanted = copied(deployment, ['spec', 'replicas']) ?? concluded(1, deployment, ['spec']);
  const stuck = pods.find((pod) => !isReady(pod));
  return fact('OsmComponent', { resource: deployment, path: ['metadata', 'name'] }, deployment.id.name, {
    component: deployment.id.name,
    deployment: true,
    wanted,
    ...readiness(deployment, Number(wanted.value)),
    trouble: stuck === undefined ? 'none of its pods is in this input' : trouble(stuck),
    pod: stuck && copied(stuck, ['metadata', 'name']),
  });
}

/** Nothing is said of a Deployment whose status was cut off, or is older than its specification. */
function readiness(deployment: Resource, wanted: number): FactMapping {
  const status = valueAt(deployment.value, ['status']);
  const observed = valueAt(deployment.value, ['status', 'observedGeneration']);
  if (!deployment.captured || status === undefined || observed === undefined) return {};
  if (observed !== valueAt(deployment.value, ['metadata', 'generation'])) return {};
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

function ofPod(pod: Resource, component: string): Resource {
  const cause = trouble(pod);
  return fact('OsmComponent', { resource: pod, path: ['metadata', 'name'] }, pod.id.name, {
    component,
    deployment: false,
    ready: new Traced(0, cause.place),
    trouble: cause,
    pod: copied(pod, ['metadata', 'name']),
  });
}

/** What keeps a pod from being ready, as the end of a sentence. */
function trouble(pod: Resource): Traced {
  const { name } = pod.id;
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    for (const index of itemsAt(pod.value, ['status', list]).keys()) {
      const path: Path = ['status', list, index];
      const reason = copied(pod, [...path, 'state', 'waiting', 'reason']);
      if (reason === undefined || reason.value === 'PodInitializing') continue;
      const restarts = Number(valueAt(pod.value, [...path, 'restartCount']) ?? 0);
      const after = restarts === 0 ? '' : ` after ${restarts} restart${restarts === 1 ? '' : 's'}`;
      return new Traced(`pod '${name}' is in ${reason.value}${after}`, reason.place);
    }
  }
  if (textAt(pod.value, ['status', 'phase']) === 'Pending') {
    return concluded(`pod '${name}' is pending`, pod, ['status', 'phase']);
  }
  return concluded(`pod '${name}' runs but is not ready`, pod, readyPath(pod));
}

function readyPath({ value }: Resource): Path {
  const conditions = itemsAt(value, ['status', 'conditions']);
  const index = conditions.findIndex((condition) => valueAt(condition, ['type']) === 'Ready');
  return index < 0 ? ['status', 'phase'] : ['status', 'conditions', index, 'status'];
}
