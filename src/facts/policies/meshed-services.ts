import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { annotatedPorts, isExcludedInbound, onlyMeshConfig } from '../pods/osm-exclusions.js';
import { type OsmInstallations, osmDecision } from '../pods/osm-injection.js';
import { hasOsmSidecar } from '../pods/osm-sidecars.js';
import { podsBehind } from '../pods/pod-templates.js';

/** The captured pods behind a Service: what a cluster has, whatever its workloads say. */
export function capturedPods(graph: Graph, service: Resource): readonly Resource[] {
  return podsBehind(graph, service).filter(({ id, captured }) => captured && id.kind === 'Pod');
}

/** Whether all pods behind a Service have a sidecar; where none were captured, whether their templates will get one. */
export function isMeshed(graph: Graph, installations: OsmInstallations, service: Resource): Json {
  const pods = capturedPods(graph, service);
  const answers =
    pods.length > 0
      ? pods.map(hasOsmSidecar)
      : podsBehind(graph, service).map((template) => willHaveSidecar(graph, installations, template));
  if (answers.length === 0) return unknown('Pod', service.id.namespace);
  return answers.find((answer) => answer === false) ?? answers.find((answer) => answer !== true) ?? true;
}

function willHaveSidecar(graph: Graph, installations: OsmInstallations, pod: Resource): Json {
  const { namespace: namespaceName = '' } = pod.id;
  const [namespace] = graph.find({ kind: 'Namespace', name: namespaceName });
  return osmDecision(installations, { pod, namespaceName, namespace }).shouldInject.value;
}

/** Whether traffic to a port passes the sidecar of some pod behind a Service by; of a port that is not known: to any. */
export function isExcluded(graph: Graph, service: Resource, port: Json | undefined): boolean {
  const meshConfig = onlyMeshConfig(graph);
  return podsBehind(graph, service).some((pod) =>
    typeof port === 'number'
      ? isExcludedInbound(pod, meshConfig, port)
      : annotatedPorts(pod, 'inbound').length > 0,
  );
}
