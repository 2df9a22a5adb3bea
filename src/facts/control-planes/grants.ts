import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { isObject, type Json, type JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { itemsAt, textAt } from '../metadata.js';

export const CLUSTER_ROLE = 'rbac.authorization.k8s.io/ClusterRole';
export const CLUSTER_ROLE_BINDING = 'rbac.authorization.k8s.io/ClusterRoleBinding';
export const ROLE = 'rbac.authorization.k8s.io/Role';
export const ROLE_BINDING = 'rbac.authorization.k8s.io/RoleBinding';

/** Who acts: a ServiceAccount and its namespace. */
export interface Account {
  readonly name: string;
  readonly namespace: string;
}

/** A binding of an account, and the role that it names, as far as the input holds it. */
export interface Grant {
  readonly binding: Resource;
  readonly kind: KindName;
  readonly name: string;
  /** Of a Role: that of its binding. */
  readonly namespace: string | undefined;
  readonly role: Resource | undefined;
}

/** What the bindings of a kind give an account: those to itself, and those to a group that it is in. */
export function grantsOf(graph: Graph, account: Account, bindingKind: KindName): readonly Grant[] {
  const isMeant = meaning(account);
  return graph
    .ofKind(bindingKind)
    .filter(({ value }) => itemsAt(value, ['subjects']).some(isMeant))
    .flatMap((binding) => grant(graph, binding) ?? []);
}

/** The bindings of a cluster that name an account like this one in a namespace which runs nothing under it, and where they do. */
export function strayGrants(
  graph: Graph,
  { name, namespace }: Account,
): readonly { readonly grant: Grant; readonly path: Path }[] {
  const isMistaken = (subject: Json) => {
    const other = textAt(subject, ['namespace']);
    const isUsed = graph
      .inNamespace('apps/Deployment', other)
      .some(({ value }) => textAt(value, ['spec', 'template', 'spec', 'serviceAccountName']) === name);
    return textAt(subject, ['name']) === name && other !== undefined && other !== namespace && !isUsed;
  };
  return graph.ofKind(CLUSTER_ROLE_BINDING).flatMap((binding) => {
    const index = itemsAt(binding.value, ['subjects']).findIndex(isMistaken);
    const found = index < 0 ? undefined : grant(graph, binding);
    return found === undefined ? [] : { grant: found, path: ['subjects', index, 'namespace'] };
  });
}

function meaning({ name, namespace }: Account): (subject: Json) => boolean {
  const groups = ['serviceaccounts', `serviceaccounts:${namespace}`, 'authenticated'].map(
    (each) => `system:${each}`,
  );
  return (subject) =>
    textAt(subject, ['kind']) === 'Group'
      ? groups.includes(String(textAt(subject, ['name'])))
      : textAt(subject, ['name']) === name && textAt(subject, ['namespace']) === namespace;
}

function grant(graph: Graph, binding: Resource): Grant | undefined {
  const name = textAt(binding.value, ['roleRef', 'name']);
  if (name === undefined) return undefined;
  const isRole = textAt(binding.value, ['roleRef', 'kind']) === 'Role';
  const kind = isRole ? ROLE : CLUSTER_ROLE;
  const namespace = isRole ? binding.id.namespace : undefined;
  const [role] = graph.find({ kind, name, ...(isRole ? { namespace } : {}) });
  return { binding, kind, name, namespace, role };
}

/** The rules of all roles that are in the input. */
export function rulesOf(grants: readonly Grant[]): readonly JsonObject[] {
  return grants
    .flatMap(({ role }) => (role === undefined ? [] : itemsAt(role.value, ['rules'])))
    .filter(isObject);
}

/** Whether rules allow all of some verbs on a resource. */
export function isAllowed(
  rules: readonly JsonObject[],
  group: string,
  resource: string,
  verbs: readonly string[],
): boolean {
  return verbs.every((verb) =>
    rules.some(
      (rule) =>
        lists(rule, 'apiGroups', group) && lists(rule, 'resources', resource) && lists(rule, 'verbs', verb),
    ),
  );
}

/** What was hidden, as some tools hide the empty name of the core group, may be what is asked for. */
function lists(rule: JsonObject, key: string, wanted: string): boolean {
  return itemsAt(rule, [key]).some((item) => item === '*' || item === wanted || isPlaceholder(item));
}
