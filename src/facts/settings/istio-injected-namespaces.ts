import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { groupBy } from '../../input/group-by.js';
import { isArray } from '../../input/json.js';
import { handsOutElsewhere } from '../certificates/ca-bundles.js';
import { CERTIFICATE, hasForeignCertificate } from '../certificates/istiod-certificates.js';
import { components } from '../control-planes/components.js';
import { readsElsewhere } from '../control-planes/istio-components.js';
import { istioPlanes } from '../control-planes/istio-planes.js';
import { concluded, copied, type FactMapping, type FactSource, fact, type Traced, traced } from '../fact.js';
import { labelsOf, textAt } from '../metadata.js';
import { SYSTEM_NAMESPACES } from '../pods/istio-policy.js';
import { WORKLOAD_KINDS } from '../pods/workloads.js';

const ROOT_CERTIFICATE = 'istio-ca-root-cert';

/** The namespaces with sidecars: what these need there of istiod, and whether it looks at the namespace at all. */
export const istioInjectedNamespaces: FactSource = {
  kind: 'IstioInjectedNamespace',
  reads: WORKLOAD_KINDS,
  looksAt: [
    'ConfigMap',
    'Namespace',
    'Secret',
    CERTIFICATE,
    'meshlint/ControlPlane',
    'meshlint/IstioMeshConfig',
    'meshlint/IstioWorkload',
  ],
  derive: (graph) => {
    const injected = groupBy(graph.ofKind('meshlint/IstioWorkload').filter(isInjected), (workload) =>
      String(workload.id.namespace),
    );
    if (injected.size === 0) return [];
    const isWritten = writesRootCertificates(graph);
    return [...injected].flatMap(([name, [first]]) =>
      first === undefined ? [] : [injectedNamespace(graph, name, first, isWritten)],
    );
  },
};

function isInjected({ value }: Resource): boolean {
  return value.role === 'workload' && value.expected === true;
}

/** Whether each istiod of the cluster is here, and puts its root into a ConfigMap of that name. */
function writesRootCertificates(graph: Graph): boolean {
  const istiods = components(graph, 'istiod', 'discovery').filter(({ resource }) => resource.captured);
  const planes = istioPlanes(graph);
  const isElsewhere = planes.some(
    ({ value }) => value.flavor === 'external' || value.flavor === 'asm-managed',
  );
  return (
    istiods.length > 0 &&
    !isElsewhere &&
    istiods.every(
      (istiod) =>
        !hasForeignCertificate(graph, istiod) && !handsOutElsewhere(istiod) && !readsElsewhere(graph, istiod),
    )
  );
}

function injectedNamespace(graph: Graph, name: string, first: Resource, isWritten: boolean): Resource {
  const [namespace] = graph.find({ kind: 'Namespace', name });
  const resource = namespace ?? first;
  const isLeaving = namespace !== undefined && textAt(namespace.value, ['metadata', 'deletionTimestamp']);
  const isServed = isWritten && !isLeaving && !SYSTEM_NAMESPACES.has(name);
  return fact('IstioInjectedNamespace', { resource, path: ['metadata', 'name'] }, name, {
    namespace: name,
    revision: revisionOf(first),
    workload: traced(`${first.value.workloadKind} '${first.value.workload}'`, first, []),
    rootCertificate: isServed ? ROOT_CERTIFICATE : undefined,
    ...(namespace === undefined ? {} : discovery(graph, namespace, first)),
  });
}

/** Of an injector that is not in the input it is the name that the labels ask for. */
function revisionOf(workload: Resource): Traced | undefined {
  return copied(workload, ['revision']) ?? copied(workload, ['askedOf']);
}

/** Nothing where the configuration of the revision is not in the input, or sets no selectors. */
function discovery(graph: Graph, namespace: Resource, workload: Resource): FactMapping {
  const revision = String(revisionOf(workload)?.value);
  const [config] = graph.find({
    kind: 'meshlint/IstioMeshConfig',
    where: new Map([['/revision', [revision]]]),
  });
  const selectors = config && valueAt(config.value, ['discoverySelectors']);
  if (config === undefined || !isArray(selectors) || selectors.length === 0) return {};
  const labels = { 'kubernetes.io/metadata.name': namespace.id.name, ...labelsOf(namespace) };
  const isMatched = selectors.some((selector) => matchesSelector(selector, labels));
  return {
    meshConfig: config.id.name,
    discovered: concluded(isMatched, config, ['discoverySelectors']),
  };
}
