import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { LabelIndex } from '../../graph/selector.js';
import { Unknown } from '../../graph/unknown.js';
import { groupBy } from '../../input/group-by.js';
import type { Json } from '../../input/json.js';
import { type FactSource, fact } from '../fact.js';
import { labelsOf, mappingAt, textAt } from '../metadata.js';
import { type OsmInstallations, osmDecision, osmInstallations } from '../pods/osm-injection.js';
import { allPods, POD_KINDS } from '../pods/pod-templates.js';
import { MUTATING, VALIDATING } from '../webhooks/webhook-entries.js';
import { monitoring } from './monitored-namespaces.js';

/** Whom the mesh knows: the ServiceAccounts that pods of its namespaces run under, and the Services before them. */
export const osmIdentities: FactSource = {
  kind: 'OsmIdentity',
  reads: ['Pod', 'Namespace'],
  looksAt: [...POD_KINDS, 'Service', MUTATING, VALIDATING, 'meshlint/ControlPlane'],
  derive: (graph, stated) => {
    const isMonitored = monitoring(graph);
    const installations = osmInstallations(graph, stated);
    const found = graph
      .ofKind('Namespace')
      .filter(({ id }) => isMonitored(id.name) === true)
      .flatMap((namespace) => identitiesOf(graph, namespace, installations));
    const meshed = found.filter((identity) => identity.meshed === true);
    return found.flatMap((identity) =>
      identityFact(
        identity,
        meshed.some((other) => other !== identity),
      ),
    );
  },
};

interface Identity {
  readonly name: string;
  /** Those that run under it. */
  readonly pods: readonly Resource[];
  readonly meshed: Json;
  readonly services: readonly string[];
}

/** The ServiceAccount of a pod that names none. */
export function serviceAccountOf(pod: Resource): string {
  const { value } = pod;
  return (
    textAt(value, ['spec', 'serviceAccountName']) ?? textAt(value, ['spec', 'serviceAccount']) ?? 'default'
  );
}

function identitiesOf(
  graph: Graph,
  namespace: Resource,
  installations: OsmInstallations,
): readonly Identity[] {
  const all = allPods(graph, namespace.id.name).filter(({ id }) => id.namespace !== undefined);
  const services = servicesByAccount(graph.find({ kind: 'Service', namespace: namespace.id.name }), all);
  return [...groupBy(all, serviceAccountOf)].map(([name, pods]) => ({
    name,
    pods,
    meshed: isAnyMeshed(installations, namespace, pods),
    services: services.get(name) ?? [],
  }));
}

/** The names of the Services before the pods of each ServiceAccount. */
function servicesByAccount(
  services: readonly Resource[],
  pods: readonly Resource[],
): ReadonlyMap<string, readonly string[]> {
  const index = new LabelIndex(pods, labelsOf);
  const pairs = services.flatMap((service) => {
    const selector = mappingAt(service.value, ['spec', 'selector']);
    const behind = Object.keys(selector).length === 0 ? [] : index.selected(selector);
    return [...new Set(behind.map(serviceAccountOf))].map((account) => ({ account, name: service.id.name }));
  });
  return new Map(
    [...groupBy(pairs, ({ account }) => account)].map(([account, group]) => [
      account,
      group.map(({ name }) => name),
    ]),
  );
}

/** Whether OSM gives a sidecar to one of several pods of a namespace. */
export function isAnyMeshed(
  installations: OsmInstallations,
  namespace: Resource,
  pods: readonly Resource[],
): Json {
  const decisions = pods.map(
    (pod) =>
      osmDecision(installations, { pod, namespace, namespaceName: namespace.id.name }).shouldInject.value,
  );
  return (
    decisions.find((each) => each === true) ?? decisions.find((each) => each instanceof Unknown) ?? false
  );
}

function identityFact({ name, pods, meshed, services }: Identity, hasPeers: boolean): readonly Resource[] {
  return pods.slice(0, 1).map((resource) => {
    const about = { resource, path: ['spec', 'serviceAccountName'] };
    return fact('OsmIdentity', about, name, { meshed, services, hasPeers });
  });
}
