import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { unknown } from '../../graph/unknown.js';
import { groupBy } from '../../input/group-by.js';
import type { Json, JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, type FactSource, fact } from '../fact.js';
import { labelsOf, mappingAt } from '../metadata.js';
import { SERVICE_ENTRY } from './istio-hosts.js';

export const WORKLOAD_ENTRY = 'networking.istio.io/WorkloadEntry';
export const WORKLOAD_GROUP = 'networking.istio.io/WorkloadGroup';

/** The workloads outside of Kubernetes, and whether any service leads to them. */
export const istioWorkloadEntries: FactSource = {
  kind: 'IstioWorkloadEntry',
  reads: [WORKLOAD_ENTRY],
  looksAt: ['Service', SERVICE_ENTRY],
  derive: (graph) => {
    const entries = graph.ofKind(WORKLOAD_ENTRY);
    if (entries.length === 0) return [];
    const isSelected = selection(graph);
    return entries.map((entry) =>
      fact('IstioWorkloadEntry', { resource: entry, path: ['metadata', 'name'] }, entry.id.name, {
        workloadEntry: entry.id.name,
        selected: concluded(isSelected(entry), entry, ['metadata', 'name']),
      }),
    );
  },
};

/** By what selects labels in its namespace; istiod takes the labels of its metadata and of its spec together. */
function selection(graph: Graph): (entry: Resource) => Json {
  const selectors = [
    ...graph.ofKind('Service').map((each) => selectorOf(each, ['spec', 'selector'])),
    ...graph.ofKind(SERVICE_ENTRY).map((each) => selectorOf(each, ['spec', 'workloadSelector', 'labels'])),
  ];
  const byLabel = groupBy(selectors, ({ key }) => key);
  return (entry) => {
    const { namespace } = entry.id;
    const labels = { ...mappingAt(entry.value, ['spec', 'labels']), ...labelsOf(entry) };
    const candidates = Object.entries(labels).flatMap((label) => byLabel.get(label.join('=')) ?? []);
    const isSelected = candidates.some(
      (each) => isNear(each, namespace) && matchesSelector(each.selector, labels),
    );
    if (isSelected || namespace === undefined) return true;
    const open = ['Service', SERVICE_ENTRY].find(
      (kind) => graph.knowledge(kind, namespace).completeness !== 'full',
    );
    return open === undefined ? false : unknown(open, namespace);
  };
}

interface Selector {
  readonly namespace: string | undefined;
  readonly selector: JsonObject;
  /** Its first label: what it selects has that one. */
  readonly key: string | undefined;
}

function selectorOf({ id, value }: Resource, path: Path): Selector {
  const selector = mappingAt(value, path);
  return { namespace: id.namespace, selector, key: Object.entries(selector)[0]?.join('=') };
}

/** What is applied to no stated namespace may land in any. */
function isNear({ namespace }: Selector, own: string | undefined): boolean {
  return namespace === undefined || namespace === own;
}
