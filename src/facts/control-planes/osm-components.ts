import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact, Traced } from '../fact.js';
import { itemsAt, labelsOf, textAt } from '../metadata.js';
import { isOver, isReady } from '../pods/pods.js';
import { isLineAtLeast, releaseIn } from '../release.js';
import { type Component, components } from './components.js';
import { osmPlanes } from './osm-planes.js';
import { versionTexts } from './osm-release.js';
import { PROBED_DEFINITIONS } from './osm-requirements.js';

const CONTROLLER = 'osm-controller';

/** The Deployments of OSM, each of which gives its pods its own name as the label `app`. */
export const OSM_COMPONENTS = [CONTROLLER, 'osm-injector', 'osm-bootstrap'];

/** Whether the parts of OSM control planes are there and run: their Deployments, or the pods where those alone are captured. */
export const osmComponents: FactSource = {
  kind: 'OsmComponent',
  reads: ['apps/Deployment', 'Pod'],
  looksAt: [],
  derive: (graph) =>
    osmPlanes(graph).flatMap((plane) => OSM_COMPONENTS.flatMap((name) => component(graph, plane, name))),
};

function component(graph: Graph, plane: Resource, name: string): readonly Resource[] {
  const namespace = textAt(plane.value, ['namespace']);
  const common = {
    component: name,
    namespace,
    installed: copied(plane, ['installed']),
    running: copied(plane, ['running']),
    definitions: probedDefinitions(plane, name),
  };
  const deployments = graph.find({ kind: 'apps/Deployment', namespace, name });
  const pods = graph
    .find({ kind: 'Pod', namespace })
    .filter((pod) => pod.captured && labelsOf(pod).app === name && !isOver(pod));
  if (deployments.length > 0)
    return deployments.map((deployment) =>
      ofDeployment(deployment, pods, { ...common, ...releases(graph, deployment) }),
    );
  const [stuck] = pods;
  if (stuck === undefined || pods.some(isReady)) return [ofNothing(plane, name, common)];
  return [ofPod(stuck, common)];
}

/** From 0.9 on osm-controller is ready only while the API server serves the SMI kinds. */
function probedDefinitions({ value }: Resource, name: string): readonly string[] | undefined {
  const isProbed = typeof value.line !== 'string' || isLineAtLeast(value.line, '0.9');
  return name === CONTROLLER && isProbed ? PROBED_DEFINITIONS : undefined;
}

/** The releases of a Deployment and of osm-controller, as far as both tell them in the same way. */
function releases(graph: Graph, deployment: Resource): FactMapping {
  const { namespace, name } = deployment.id;
  const [controller] = graph.find({ kind: 'apps/Deployment', namespace, name: CONTROLLER });
  if (controller === undefined || name === CONTROLLER) return {};
  const [own, theirs] = [versionsOf(graph, deployment), versionsOf(graph, controller)];
  const what = [...own.keys()].find((each) => theirs.has(each));
  if (what === undefined) return {};
  return { release: own.get(what), controllerRelease: theirs.get(what) };
}

function versionsOf(graph: Graph, deployment: Resource): ReadonlyMap<string, Traced> {
  const [running] = components(graph, deployment.id.name, deployment.id.name).filter(
    ({ resource }: Component) => resource === deployment,
  );
  const texts = running === undefined ? [] : versionTexts(running);
  return new Map(
    texts.flatMap(({ what, text }) => {
      const release = releaseIn(String(text.value))?.release;
      return release === undefined ? [] : [[what, new Traced(release, text.place)] as const];
    }),
  );
}

function ofNothing(plane: Resource, name: string, common: FactMapping): Resource {
  return fact('OsmComponent', { resource: plane, path: [] }, name, { ...common, deployment: false });
}

function ofDeployment(deployment: Resource, pods: readonly Resource[], common: FactMapping): Resource {
  const wanted = copied(deployment, ['spec', 'replicas']) ?? concluded(1, deployment, ['spec']);
  const stuck = pods.find((pod) => !isReady(pod));
  return fact('OsmComponent', { resource: deployment, path: ['metadata', 'name'] }, deployment.id.name, {
    ...common,
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

function ofPod(pod: Resource, common: FactMapping): Resource {
  const cause = trouble(pod);
  return fact('OsmComponent', { resource: pod, path: ['metadata', 'name'] }, pod.id.name, {
    ...common,
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
      return new Traced(`pod '${name}' is in ${reason.value}${afterwards(pod, path)}`, reason.place);
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
