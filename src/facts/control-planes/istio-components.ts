import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { unknown } from '../../graph/unknown.js';
import { groupBy } from '../../input/group-by.js';
import type { Json } from '../../input/json.js';
import { concluded, copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { itemsAt, labelsOf, textAt } from '../metadata.js';
import { isOver, isReady } from '../pods/pods.js';
import { type Component, components, environment } from './components.js';
import { NO_POD, readiness, trouble, wantedPods } from './readiness.js';

const REVISION = 'istio.io/rev';
const DEFAULT = 'default';

/** Whether each istiod runs, and what it reads its settings from: its Deployment, or its pods where those alone are captured. */
export const istioComponents: FactSource = {
  kind: 'IstioComponent',
  reads: ['apps/Deployment', 'Pod'],
  looksAt: ['ConfigMap', 'Namespace', 'Secret', 'meshlint/IstioRevision'],
  derive: (graph) => {
    const istiods = components(graph, 'istiod', 'discovery').filter(({ resource }) => !isOver(resource));
    const deployments = istiods.filter(({ resource }) => resource.id.kind === 'Deployment');
    const used = usedRevisions(graph);
    const running = deployments.filter(({ resource }) => Number(wantedPods(resource).value) > 0);
    return [
      ...deployments.map((istiod) => ofDeployment(graph, istiod, isNeeded(graph, used, running, istiod))),
      ...podsAlone(istiods).map((pods) => ofPods(graph, pods)),
    ];
  },
};

/** The name of the revision of an istiod. */
export function revisionOf(istiod: Component): string {
  return String(statedRevision(istiod)?.value ?? DEFAULT);
}

/** The revision that an istiod says it is of, where it says so; the default one need not. */
export function statedRevision(istiod: Component): Traced | undefined {
  const { resource } = istiod;
  const named = [
    copied(resource, ['metadata', 'labels', REVISION]),
    copied(resource, ['spec', 'template', 'metadata', 'labels', REVISION]),
    environment(istiod, 'REVISION'),
  ];
  return named.find((name) => typeof name?.value === 'string' && name.value !== '');
}

/** What the ConfigMaps of a revision end in. */
function suffixOf(revision: string): string {
  return revision === DEFAULT ? '' : `-${revision}`;
}

/** The pods of istiods whose Deployments are not captured, by revision and namespace. */
function podsAlone(istiods: readonly Component[]): readonly (readonly [Component, ...Component[]])[] {
  const key = (istiod: Component) => `${istiod.resource.id.namespace}/${revisionOf(istiod)}`;
  const all = groupBy(istiods, key);
  return [...all.values()].flatMap((group) => {
    const [first, ...others] = group.filter(({ resource }) => resource.captured);
    const isAlone = group.every(({ resource }) => resource.id.kind === 'Pod');
    return first === undefined || !isAlone ? [] : [[first, ...others]];
  });
}

function ofDeployment(graph: Graph, istiod: Component, needed: Json): Resource {
  const { resource } = istiod;
  const wanted = wantedPods(resource);
  const stuck = podsOf(graph, resource).find((pod) => !isReady(pod));
  return fact('IstioComponent', { resource, path: ['metadata', 'name'] }, resource.id.name, {
    ...common(graph, istiod),
    deployment: true,
    wanted,
    needed,
    ...readiness(resource, Number(wanted.value)),
    trouble: stuck === undefined ? NO_POD : trouble(stuck),
    pod: stuck && copied(stuck, ['metadata', 'name']),
  });
}

/** An evicted pod stays behind as a record of what was. */
function podsOf(graph: Graph, deployment: Resource): readonly Resource[] {
  const selector = valueAt(deployment.value, ['spec', 'selector']) ?? { app: 'istiod' };
  return graph
    .inNamespace('Pod', deployment.id.namespace)
    .filter((pod) => pod.captured && !isOver(pod) && matchesSelector(selector, labelsOf(pod)));
}

function ofPods(graph: Graph, pods: readonly [Component, ...Component[]]): Resource {
  const [first] = pods;
  const stuck = pods.map(({ resource }) => resource);
  const [pod] = stuck.some(isReady) || !stuck.some(isSeen) ? [] : stuck;
  const about = pod ?? first.resource;
  return fact('IstioComponent', { resource: about, path: ['metadata', 'name'] }, about.id.name, {
    ...common(graph, first),
    deployment: false,
    ...(pod === undefined ? {} : ofStuckPod(pod)),
  });
}

/** A pod whose status was cut off says nothing. */
function isSeen({ value }: Resource): boolean {
  return ['Running', 'Pending'].includes(textAt(value, ['status', 'phase']) ?? '');
}

function ofStuckPod(pod: Resource): FactMapping {
  const cause = trouble(pod);
  return {
    ready: cause.saying(0),
    trouble: cause,
    pod: copied(pod, ['metadata', 'name']),
  };
}

function common(graph: Graph, istiod: Component): FactMapping {
  const revision = revisionOf(istiod);
  return {
    revision,
    namespace: istiod.resource.id.namespace,
    ...(readsElsewhere(graph, istiod) ? {} : configMaps(graph, istiod, revision)),
  };
}

/** An istiod that serves another cluster reads its settings there. Every chart mounts the credentials for that, which need not exist. */
export function readsElsewhere(graph: Graph, istiod: Component): boolean {
  const { resource, container } = istiod;
  const { namespace } = resource.id;
  const args = itemsAt(resource.value, [...container, 'args']).map(String);
  return (
    environment(istiod, 'EXTERNAL_ISTIOD')?.value === 'true' ||
    args.some((each) => each.startsWith('--kubeconfig')) ||
    graph.find({ kind: 'Secret', namespace, name: 'istio-kubeconfig' }).length > 0
  );
}

function configMaps(graph: Graph, istiod: Component, revision: string): FactMapping {
  const { namespace } = istiod.resource.id;
  const injects = environment(istiod, 'INJECT_ENABLED')?.value !== 'false';
  const mesh = `istio${suffixOf(revision)}`;
  const [meshConfig] = graph.find({ kind: 'ConfigMap', namespace, name: mesh });
  return {
    meshConfig: mesh,
    meshKey: meshConfig && hasKey(meshConfig, 'mesh'),
    injectorConfig: injects ? `istio-sidecar-injector${suffixOf(revision)}` : undefined,
  };
}

function hasKey(configMap: Resource, key: string): Traced {
  return concluded(valueAt(configMap.value, ['data', key]) !== undefined, configMap, ['data']);
}

/** The revisions and tags that namespaces and pods are labelled with. */
function usedRevisions(graph: Graph): ReadonlySet<string> {
  const labels = [...graph.ofKind('Namespace'), ...graph.ofKind('Pod').filter((pod) => !isIstiod(pod))].map(
    labelsOf,
  );
  const names = labels.flatMap((each) => [
    ...(typeof each[REVISION] === 'string' ? [each[REVISION]] : []),
    ...(each['istio-injection'] === 'enabled' ? [DEFAULT] : []),
  ]);
  const tags = graph
    .ofKind('meshlint/IstioRevision')
    .filter(({ id, value }) => names.includes(id.name) && typeof value.revision === 'string')
    .map(({ value }) => String(value.revision));
  return new Set([...names, ...tags]);
}

function isIstiod(pod: Resource): boolean {
  return labelsOf(pod).app === 'istiod';
}

/** An istiod that nobody uses may be scaled down, as long as another one runs. */
function isNeeded(
  graph: Graph,
  used: ReadonlySet<string>,
  running: readonly Component[],
  istiod: Component,
): Json {
  if (used.has(revisionOf(istiod))) return true;
  const knowledge = (kind: KindName) => graph.knowledge(kind, undefined).completeness;
  if (running.every((each) => each === istiod)) {
    return knowledge('apps/Deployment') === 'none' ? unknown('apps/Deployment') : true;
  }
  return knowledge('Namespace') === 'full' ? false : unknown('Namespace');
}
