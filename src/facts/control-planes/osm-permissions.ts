import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { isObject, type Json, type JsonObject } from '../../input/json.js';
import { type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { osmPlanes } from './osm-planes.js';

const CLUSTER_ROLE = 'rbac.authorization.k8s.io/ClusterRole';
const BINDING = 'rbac.authorization.k8s.io/ClusterRoleBinding';

/** Read in multicluster mode only. */
const OPTIONAL = 'multiclusterservices.config.openservicemesh.io';

/** Without these an informer gets nothing. */
const VERBS = ['list', 'watch'];

/** Which objects that its release reads osm-controller may not read, as far as all its ClusterRoles are captured. */
export const osmPermissions: FactSource = {
  kind: 'OsmPermission',
  reads: ['apps/Deployment', CLUSTER_ROLE, BINDING],
  looksAt: [],
  derive: (graph) => osmPlanes(graph).flatMap((plane) => permission(graph, plane) ?? []),
};

function permission(graph: Graph, plane: Resource): Resource | undefined {
  const namespace = textAt(plane.value, ['namespace']);
  const [controller] = graph.find({ kind: 'apps/Deployment', namespace, name: 'osm-controller' });
  const account = textAt(controller?.value ?? {}, ['spec', 'template', 'spec', 'serviceAccountName']);
  if (controller?.captured !== true || namespace === undefined || account === undefined) return undefined;
  const names = rolesOf(graph, namespace, account);
  const roles = names.flatMap((name) => graph.find({ kind: CLUSTER_ROLE, name }));
  const [first] = roles;
  if (first === undefined || roles.length < names.length) return undefined;
  const rules = roles.flatMap(({ value }) => itemsAt(value, ['rules'])).filter(isObject);
  const needed = graph.inNamespace('meshlint/OsmRequirement', plane.id.namespace).map(({ id }) => id.name);
  const lacking = needed.filter((definition) => definition !== OPTIONAL && !isGranted(rules, definition));
  const isKnown = graph.knowledge(BINDING, undefined).completeness !== 'none';
  return fact('OsmPermission', { resource: first, path: ['metadata', 'name'] }, account, {
    account,
    namespace,
    role: first.id.name,
    lacking: lacking.length === 0 || isKnown ? lacking : unknown(BINDING),
  });
}

/** The ClusterRoles that are bound to a ServiceAccount, or to a group that it is in. */
function rolesOf(graph: Graph, namespace: string, account: string): readonly string[] {
  const groups = ['serviceaccounts', `serviceaccounts:${namespace}`, 'authenticated'].map(
    (each) => `system:${each}`,
  );
  const isMeant = (subject: Json) =>
    textAt(subject, ['kind']) === 'Group'
      ? groups.includes(String(textAt(subject, ['name'])))
      : textAt(subject, ['name']) === account && textAt(subject, ['namespace']) === namespace;
  return graph
    .ofKind(BINDING)
    .filter(({ value }) => itemsAt(value, ['subjects']).some(isMeant))
    .flatMap(({ value }) => textAt(value, ['roleRef', 'name']) ?? []);
}

/** `definition` is the name of a definition: its plural, a dot, and its group. */
function isGranted(rules: readonly JsonObject[], definition: string): boolean {
  const [resource = '', ...rest] = definition.split('.');
  const group = rest.join('.');
  return VERBS.every((verb) =>
    rules.some(
      (rule) =>
        lists(rule, 'apiGroups', group) && lists(rule, 'resources', resource) && lists(rule, 'verbs', verb),
    ),
  );
}

function lists(rule: JsonObject, key: string, wanted: string): boolean {
  const items = itemsAt(rule, [key]);
  return items.includes('*') || items.includes(wanted);
}
