import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, type FactValue, fact } from '../fact.js';
import { annotationsOf, itemsAt, labelsOf, textAt } from '../metadata.js';
import { MUTATING, type WebhookEntry } from '../webhooks/webhook-entries.js';
import type { PolicyOf } from './istio-injector-config.js';
import { istioPolicies } from './istio-policy.js';
import { istioSelection, type SelectedBy } from './istio-selection.js';
import { type Decision, lifeOf, no, type PodInNamespace, podsInNamespaces } from './pods.js';

const NAME: Path = ['metadata', 'name'];
const STATUS: Path = ['metadata', 'annotations', 'sidecar.istio.io/status'];

/** Which pods Istio would inject if they were created now, and which have its sidecar. */
export const istioPods: FactSource = {
  kind: 'IstioPod',
  reads: ['Pod', 'Namespace', MUTATING],
  looksAt: ['ConfigMap', 'admissionregistration.k8s.io/ValidatingWebhookConfiguration', 'apps/ReplicaSet'],
  derive: (graph) => {
    if (graph.find({ kind: 'meshlint/Mesh', name: 'istio' }).length === 0) return [];
    const selectedBy = istioSelection(graph);
    const policyOf = istioPolicies(graph);
    return podsInNamespaces(graph).map((member) => istioPod(graph, selectedBy, policyOf, member));
  },
};

function istioPod(
  graph: Graph,
  selectedBy: SelectedBy,
  policyOf: PolicyOf,
  member: PodInNamespace,
): Resource {
  const { pod } = member;
  const entry = selectedBy(member);
  const role = roleOf(pod);
  return fact('IstioPod', { resource: pod, path: NAME }, pod.id.name, {
    ...(entry === undefined ? unselected(graph, member) : policyOf(entry, member)),
    ...(entry === undefined ? {} : injector(entry, pod)),
    role,
    hasSidecar: role !== 'gateway' && proxies(pod).length > 0,
    injectedRevision: injectedRevision(pod),
    ...lifeOf(graph, pod),
  });
}

/** Before the injector, the selectors of its webhook decide: nobody is asked about a pod that they do not match. */
function unselected(graph: Graph, { pod, namespace }: PodInNamespace): Decision {
  const path = ['metadata', 'labels'];
  if (graph.knowledge(MUTATING, undefined).completeness !== 'none') {
    return no(`no injector selects it in namespace ${namespace.id.name}`, namespace, path);
  }
  return {
    shouldInject: concluded(unknown(MUTATING), pod, NAME),
    reason: concluded('the selectors of the injectors are not in the input', pod, NAME),
  };
}

function injector({ configuration, name }: WebhookEntry, pod: Resource): FactMapping {
  const created = (resource: Resource) =>
    Date.parse(textAt(resource.value, ['metadata', 'creationTimestamp']) ?? '');
  const isDated = !Number.isNaN(created(pod) + created(configuration));
  return {
    selectedBy: { configuration: copied(configuration, NAME), entry: name },
    revision: copied(configuration, ['metadata', 'labels', 'istio.io/rev']),
    olderThanInjector: isDated ? created(pod) < created(configuration) : undefined,
  };
}

function roleOf(pod: Resource): 'workload' | 'gateway' | 'ambient' | 'control-plane' {
  const annotations = annotationsOf(pod);
  const labels = labelsOf(pod);
  if (labels.app === 'istiod') return 'control-plane';
  if (annotations['ambient.istio.io/redirection'] === 'enabled') return 'ambient';
  const isGateway =
    labels['gateway.networking.k8s.io/gateway-name'] !== undefined ||
    String(annotations['inject.istio.io/templates'] ?? '')
      .split(',')
      .includes('gateway') ||
    proxies(pod).some((proxy) => itemsAt(proxy, ['args']).includes('router'));
  return isGateway ? 'gateway' : 'workload';
}

/** A native sidecar is an init container that never ends. */
function proxies(pod: Resource): readonly Json[] {
  const isProxy = (container: Json) => valueAt(container, ['name']) === 'istio-proxy';
  return [
    ...itemsAt(pod.value, ['spec', 'containers']).filter(isProxy),
    ...itemsAt(pod.value, ['spec', 'initContainers']).filter(
      (container) => isProxy(container) && valueAt(container, ['restartPolicy']) === 'Always',
    ),
  ];
}

/** The injector notes its revision, never a tag, in a JSON text; later releases in an annotation too. */
function injectedRevision(pod: Resource): FactValue {
  const status = textAt(pod.value, STATUS);
  const revision = status === undefined ? undefined : revisionIn(status);
  return revision === undefined
    ? copied(pod, ['metadata', 'annotations', 'istio.io/rev'])
    : concluded(revision, pod, STATUS);
}

function revisionIn(status: string): string | undefined {
  try {
    return textAt(JSON.parse(status) as Json, ['revision']);
  } catch {
    return undefined;
  }
}
