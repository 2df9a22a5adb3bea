import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { hasIstio } from '../control-planes/istio-planes.js';
import { copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { MUTATING } from '../webhooks/webhook-entries.js';
import { candidateOf, DECIDING_KINDS, type IstioDecision, istioInjection } from './istio-injection.js';
import { INJECTION, REVISION } from './istio-labels.js';
import { hasProxy, injectedRevision, proxyImage, roleOf } from './istio-sidecars.js';
import { type Candidate, lifeOf } from './pods.js';

const NAME: Path = ['metadata', 'name'];
const OWN_IMAGE: Path = ['metadata', 'annotations', 'sidecar.istio.io/proxyImage'];

/** Which pods Istio would inject if they were created now, and which have its sidecar. */
export const istioPods: FactSource = {
  kind: 'IstioPod',
  reads: ['Pod', 'Namespace', MUTATING],
  looksAt: [...DECIDING_KINDS, 'apps/ReplicaSet', 'meshlint/ControlPlane', 'meshlint/Mesh'],
  derive: (graph, stated) => {
    if (!hasIstio(graph)) return [];
    const decide = istioInjection(graph, stated);
    const ages = agesIn(graph);
    const captured = graph.ofKind('Pod').filter((pod) => pod.captured && pod.id.namespace !== undefined);
    return captured.map((pod) => {
      const candidate = candidateOf(graph, pod);
      return istioPod(graph, ages, candidate, decide(candidate));
    });
  },
};

function istioPod(graph: Graph, ages: Ages, candidate: Candidate, decision: IstioDecision): Resource {
  const { pod } = candidate;
  const role = roleOf(candidate, decision.shouldInject.value);
  const own = {
    role,
    hasSidecar: role !== 'gateway' && hasProxy(pod),
    injectedRevision: injectedRevision(pod),
    proxyImage: proxyImage(pod),
    ownProxyImage: copied(pod, OWN_IMAGE),
  };
  const about = { resource: pod, path: NAME };
  return fact(
    'IstioPod',
    about,
    pod.id.name,
    decision,
    agesOf(ages, candidate, decision),
    own,
    lifeOf(graph, pod),
  );
}

/** When what injects pods came into being; undefined where nothing tells. Asked once for each, not for each pod. */
interface Ages {
  readonly ofConfiguration: (name: string) => number | undefined;
  readonly ofLabels: (namespace: Resource) => number | undefined;
}

function agesIn(graph: Graph): Ages {
  const configurations = new Map(
    [...graph.ofKind(MUTATING)].reverse().map((each) => [each.id.name, createdAt(each)]),
  );
  const labels = new Map<Resource, number | undefined>();
  return {
    ofConfiguration: (name) => configurations.get(name),
    ofLabels: (namespace) => {
      if (!labels.has(namespace)) labels.set(namespace, labelledAt(namespace));
      return labels.get(namespace);
    },
  };
}

/** Whether a pod is older than what injects it: then a new one may be all it needs. */
function agesOf(ages: Ages, { pod, namespace }: Candidate, { selectedBy }: IstioDecision): FactMapping {
  const created = createdAt(pod);
  // In one and the same second either may have been the first.
  const isOlderThan = (time: number | undefined) =>
    created === undefined || time === undefined || created === time ? undefined : created < time;
  return {
    olderThanInjector:
      selectedBy && isOlderThan(ages.ofConfiguration(String(selectedBy.configuration?.value))),
    olderThanLabel: namespace && isOlderThan(ages.ofLabels(namespace)),
  };
}

function createdAt(resource: Resource): number | undefined {
  return timeAt(resource, ['metadata', 'creationTimestamp']);
}

function timeAt(resource: Resource, path: Path): number | undefined {
  const time = Date.parse(textAt(resource.value, path) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** When the labels of a namespace that bear on injection were written last; undefined where the API server did not note it. */
function labelledAt(namespace: Resource): number | undefined {
  const fields = itemsAt(namespace.value, ['metadata', 'managedFields']);
  const times = fields.flatMap((each, index) => {
    const writes = [INJECTION, REVISION].some(
      (key) => valueAt(each, ['fieldsV1', 'f:metadata', 'f:labels', `f:${key}`]) !== undefined,
    );
    return writes ? (timeAt(namespace, ['metadata', 'managedFields', index, 'time']) ?? []) : [];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}
