import type { Graph } from '../../graph/graph.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { isObject } from '../../input/json.js';
import { MONITORED_BY } from '../control-planes/osm-control-planes.js';
import { osmPlanes } from '../control-planes/osm-planes.js';
import { copied, type FactMapping, type FactSource, type FactValue, fact } from '../fact.js';
import { annotationsOf, labelsOf, textAt } from '../metadata.js';
import { INGRESS_BACKEND } from '../policies/policy-kinds.js';
import { namesOf, who } from './osm-pod-groups.js';

const INJECTION = 'openservicemesh.io/sidecar-injection';

/** How the captured namespaces take part in OSM, and which of their pods do not fit that. */
export const osmNamespaces: FactSource = {
  kind: 'OsmNamespace',
  reads: ['Namespace', 'Pod'],
  looksAt: [INGRESS_BACKEND, 'meshlint/ControlPlane', 'meshlint/Mesh', 'meshlint/OsmPod'],
  derive: (graph) => {
    if (graph.find({ kind: 'meshlint/Mesh', name: 'osm' }).length === 0) return [];
    const sources = ingressSources(graph);
    const captured = graph.ofKind('Namespace').filter((namespace) => namespace.captured);
    return captured.map((namespace) => osmNamespace(graph, namespace, sources));
  },
};

function osmNamespace(graph: Graph, namespace: Resource, sources: ReadonlySet<string>): Resource {
  const { name } = namespace.id;
  const members = graph.find({ kind: 'meshlint/OsmPod', namespace: name });
  const alive = members.filter(({ value }) => value.finished === false);
  const injected = alive.filter(({ value }) => value.hasSidecar === true);
  return fact('OsmNamespace', { resource: namespace, path: ['metadata', 'name'] }, name, {
    monitoredBy: copied(namespace, ['metadata', 'labels', MONITORED_BY]),
    metrics: copied(namespace, ['metadata', 'annotations', 'openservicemesh.io/metrics']),
    unchosen: hasChosen(graph, namespace, sources) ? undefined : unchosenPods(graph, name, alive),
    injected: isApart(graph, name) ? undefined : groupOf(injected),
    unscraped: groupOf(injected.filter(({ value }) => value.scraped === false)),
  });
}

function groupOf(pods: readonly Resource[]): FactMapping | undefined {
  return pods.length === 0 ? undefined : { who: who(pods), pods: namesOf(pods) };
}

const KEPT_OUT = [INJECTION, 'openservicemesh.io/ignore', 'control-plane'];
const NEVER = ['kube-system', 'kube-public'];
/** OSM watches the namespace of an ingress controller for its endpoints; a sidecar there would be wrong. */
const INGRESS = /ingress|contour|traefik|gateway|nginx/;

/** Whether the label alone is right, or something else tells that sidecars are, or are not, wanted. */
function hasChosen(graph: Graph, namespace: Resource, sources: ReadonlySet<string>): boolean {
  const { name } = namespace.id;
  const labels = labelsOf(namespace);
  return (
    textAt(labels, [MONITORED_BY]) === undefined ||
    annotationsOf(namespace)[INJECTION] !== undefined ||
    KEPT_OUT.some((key) => labels[key] !== undefined) ||
    isApart(graph, name) ||
    sources.has(name) ||
    INGRESS.test(name)
  );
}

/** Whether OSM injects into no pod of a namespace, whatever is written there: those of Kubernetes, and its own. */
function isApart(graph: Graph, name: string): boolean {
  return NEVER.includes(name) || osmPlanes(graph).some(({ value }) => value.namespace === name);
}

/** The namespaces of the Services from which IngressBackends admit traffic. */
function ingressSources(graph: Graph): ReadonlySet<string> {
  return new Set(
    graph
      .ofKind(INGRESS_BACKEND)
      .flatMap(({ value }) => pick(value, '/spec/sources/*'))
      .flatMap(({ value: source }) =>
        isObject(source) && source.kind === 'Service' ? (textAt(source, ['namespace']) ?? []) : [],
      ),
  );
}

/** Running pods of which nobody says whether they are to have a sidecar; none where others of the namespace do say so. */
function unchosenPods(graph: Graph, namespace: string, alive: readonly Resource[]): FactValue {
  const isUnknown = graph.knowledge('Pod', namespace).completeness === 'none';
  if (alive.length === 0) return isUnknown ? unknown('Pod', namespace) : undefined;
  const specifications = graph.find({ kind: 'Pod', namespace });
  const isOnNode = specifications.some(({ value }) => valueAt(value, ['spec', 'hostNetwork']) === true);
  const isChosen = alive.some(({ value }) => value.shouldInject === true || value.hasSidecar === true);
  if (isOnNode || isChosen) return undefined;
  const unchosen = alive.filter(
    ({ value }) => value.decidedBy === 'namespaceAnnotation' && value.phase === 'Running',
  );
  return groupOf(unchosen);
}
