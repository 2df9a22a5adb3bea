import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { labelsOf, textAt } from '../metadata.js';
import { isOver, isReady } from '../pods/pods.js';
import { isLineAtLeast, releaseIn } from '../release.js';
import { type Component, components } from './components.js';
import { osmPlanes } from './osm-planes.js';
import { versionTexts } from './osm-release.js';
import { PROBED_DEFINITIONS } from './osm-requirements.js';
import { NO_POD, readiness, trouble, wantedPods } from './readiness.js';

const CONTROLLER = 'osm-controller';

/** The Deployments of OSM, each of which gives its pods its own name as the label `app`. */
export const OSM_COMPONENTS = [CONTROLLER, 'osm-injector', 'osm-bootstrap'];

/** Whether the parts of OSM control planes are there and run: their Deployments, or the pods where those alone are captured. */
export const osmComponents: FactSource = {
  kind: 'OsmComponent',
  reads: ['apps/Deployment', 'Pod'],
  looksAt: ['meshlint/ControlPlane'],
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
      return release === undefined ? [] : [[what, text.saying(release)] as const];
    }),
  );
}

function ofNothing(plane: Resource, name: string, common: FactMapping): Resource {
  return fact('OsmComponent', { resource: plane, path: [] }, name, { ...common, deployment: false });
}

function ofDeployment(deployment: Resource, pods: readonly Resource[], common: FactMapping): Resource {
  const wanted = wantedPods(deployment);
  const stuck = pods.find((pod) => !isReady(pod));
  return fact('OsmComponent', { resource: deployment, path: ['metadata', 'name'] }, deployment.id.name, {
    ...common,
    deployment: true,
    wanted,
    ...readiness(deployment, Number(wanted.value)),
    trouble: stuck === undefined ? NO_POD : trouble(stuck),
    pod: stuck && copied(stuck, ['metadata', 'name']),
  });
}

function ofPod(pod: Resource, common: FactMapping): Resource {
  const cause = trouble(pod);
  return fact('OsmComponent', { resource: pod, path: ['metadata', 'name'] }, pod.id.name, {
    ...common,
    deployment: false,
    ready: cause.saying(0),
    trouble: cause,
    pod: copied(pod, ['metadata', 'name']),
  });
}
