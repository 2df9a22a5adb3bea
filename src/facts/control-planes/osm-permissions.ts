import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { JsonObject } from '../../input/json.js';
import { type FactSource, fact } from '../fact.js';
import { textAt } from '../metadata.js';
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, grantsOf, isAllowed, rulesOf } from './grants.js';
import { osmPlanes } from './osm-planes.js';

/** Read in multicluster mode only. */
const OPTIONAL = 'multiclusterservices.config.openservicemesh.io';

/** Without these an informer gets nothing. */
const VERBS = ['list', 'watch'];

/** Which objects that its release reads osm-controller may not read, as far as all its ClusterRoles are captured. */
export const osmPermissions: FactSource = {
  kind: 'OsmPermission',
  reads: ['apps/Deployment', CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
  looksAt: ['meshlint/ControlPlane', 'meshlint/OsmRequirement'],
  derive: (graph) => osmPlanes(graph).flatMap((plane) => permission(graph, plane) ?? []),
};

function permission(graph: Graph, plane: Resource): Resource | undefined {
  const namespace = textAt(plane.value, ['namespace']);
  const [controller] = graph.find({ kind: 'apps/Deployment', namespace, name: 'osm-controller' });
  const account = textAt(controller?.value ?? {}, ['spec', 'template', 'spec', 'serviceAccountName']);
  if (controller?.captured !== true || namespace === undefined || account === undefined) return undefined;
  const grants = grantsOf(graph, { name: account, namespace }, CLUSTER_ROLE_BINDING);
  const [first] = grants;
  if (first?.role === undefined || grants.some(({ role }) => role === undefined)) return undefined;
  const rules = rulesOf(grants);
  const needed = graph.inNamespace('meshlint/OsmRequirement', plane.id.namespace).map(({ id }) => id.name);
  const lacking = needed.filter((definition) => definition !== OPTIONAL && !isGranted(rules, definition));
  const isKnown = graph.knowledge(CLUSTER_ROLE_BINDING, undefined).completeness !== 'none';
  return fact('OsmPermission', { resource: first.role, path: ['metadata', 'name'] }, account, {
    account,
    namespace,
    role: first.role.id.name,
    lacking: lacking.length === 0 || isKnown ? lacking : unknown(CLUSTER_ROLE_BINDING),
  });
}

/** `definition` is the name of a definition: its plural, a dot, and its group. */
function isGranted(rules: readonly JsonObject[], definition: string): boolean {
  const [resource = '', ...rest] = definition.split('.');
  return isAllowed(rules, rest.join('.'), resource, VERBS);
}
