import type { Claim } from '../claim.js';
import type { Folder } from '../files/folder.js';
import { isArray, isObject, type Json, type JsonObject } from '../json.js';
import { type KindName, kindName, kindNameOf, kindOfPlural } from '../kinds.js';
import { definedIn } from './definitions.js';
import type { Layout, ReadBundle, Role } from './layout.js';

/**
 * What `istioctl bug-report` writes. A call of kubectl that failed leaves no file, so what is missing is unknown; service
 * accounts are never asked for. Files below `istio/NS/POD/debug/` are istiod's own view, with resources that it made up
 * itself, and those below `analyze/` are messages: neither holds objects.
 */
export const istioctlBugReport: Layout = { name: 'istioctl bug-report', evidence, roleOf, claims };

const RESOURCES = 'cluster/k8s-resources';
/** From 1.30 on: what has no namespace. The other file then holds the rest, maybe of some namespaces only. */
const CLUSTER_RESOURCES = 'cluster/k8s-cluster-resources';
const CUSTOM_RESOURCES = 'cluster/crs';
const VERSIONS = 'versions';

/** A repository may have a folder `cluster/`, but no files without an extension in it. */
function evidence(folder: Folder): string | undefined {
  const captured = [RESOURCES, CLUSTER_RESOURCES, CUSTOM_RESOURCES].find((file) => folder.hasFile(file));
  const beside = [VERSIONS, 'bug-report.log'].find((file) => folder.hasFile(file));
  if (captured !== undefined && beside !== undefined) return `'${captured}' stands beside '${beside}'`;
  const inside = ['proxies', 'analyze', 'istio'].find((name) => folder.hasFolder(name));
  if (captured !== undefined && inside !== undefined) return `'${captured}' stands beside '${inside}/'`;
  return undefined;
}

const CRD: KindName = 'apiextensions.k8s.io/CustomResourceDefinition';
const NAMESPACE: KindName = 'Namespace';
const WEBHOOKS: readonly KindName[] = [
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
];
const ENDPOINT_SLICE: KindName = 'discovery.k8s.io/EndpointSlice';
const NETWORK_POLICY: KindName = 'networking.k8s.io/NetworkPolicy';

/** The category `all` of kubectl, and what every release asks for beside it. */
const EVER: readonly KindName[] = [
  'ConfigMap',
  'Pod',
  'ReplicationController',
  'Service',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'autoscaling/HorizontalPodAutoscaler',
  'batch/CronJob',
  'batch/Job',
  'networking.k8s.io/Ingress',
];
const UP_TO_1_29: readonly KindName[] = [...EVER, CRD, 'Endpoints', 'Event'];
/** What the file held until it was split. */
const NOT_SINCE_1_30: readonly KindName[] = [NAMESPACE, CRD, 'Endpoints', 'Event'];
const FROM_1_30: readonly KindName[] = [...EVER, ENDPOINT_SLICE, NETWORK_POLICY];
/** What was added to the one file before it was split: the kind, and the minor release. */
const ADDED: readonly (readonly [kind: KindName, minor: number])[] = [
  [NAMESPACE, 12],
  ...WEBHOOKS.map((kind) => [kind, 12] as const),
  [ENDPOINT_SLICE, 18],
  [NETWORK_POLICY, 19],
];

const LOG =
  /^(?:proxies|istio|operator)\/(?<namespace>[^/]+)\/(?<pod>[^/]+)\/(?<program>istio-proxy|discovery|operator)\.log$/;
/** Its folder names the pod, but nothing names the namespace of that pod. */
const CNI_LOG = /^cni\/[^/]+\/cni\.log$/;

function roleOf(path: string, root: Folder): Role | undefined {
  // Which kinds these are, only the release tells.
  if (path === RESOURCES) return { type: 'objects', alsoComplete: [] };
  if (path === CLUSTER_RESOURCES)
    return { type: 'objects', alsoComplete: ['Node', NAMESPACE, CRD, ...WEBHOOKS] };
  if (path === CUSTOM_RESOURCES) return { type: 'objects' };
  if (path === VERSIONS) return { type: 'evidence' };
  return roleOfPodsAndNodes(path, root) ?? roleOfText(path);
}

/** Up to 1.20 these were texts of `kubectl describe`, and the file of the pods was called `describe-pods`. */
function roleOfPodsAndNodes(path: string, root: Folder): Role | undefined {
  if (!root.hasFile('cluster/pods')) return undefined;
  if (path === 'cluster/nodes') return { type: 'objects', kind: kindOfPlural('nodes', ''), complete: 'full' };
  // Those of Istio's own namespace, and it does not say which one that is.
  return path === 'cluster/pods' ? { type: 'objects', kind: kindOfPlural('pods', '') } : undefined;
}

function roleOfText(path: string): Role | undefined {
  if (path === 'cluster/events') return { type: 'text', of: 'events' };
  if (path === 'bug-report.log') return { type: 'text', of: 'errors' };
  if (CNI_LOG.test(path)) return { type: 'text', of: 'log' };
  const log = LOG.exec(path)?.groups;
  if (log === undefined) return undefined;
  const container = log.program === 'operator' ? undefined : log.program;
  return { type: 'text', of: 'log', namespace: log.namespace, pod: log.pod, container };
}

function claims(bundle: ReadBundle): readonly Claim[] {
  return isSplit(bundle) ? claimsOfSplit(bundle) : claimsOfOne(bundle);
}

/** A call that failed left no file: one half of a split report looks like the one file of earlier releases. */
function isSplit(bundle: ReadBundle): boolean {
  if (bundle.root.hasFile(CLUSTER_RESOURCES)) return true;
  const minor = minorOf(bundle.text(VERSIONS) ?? '');
  if (minor > 0) return minor >= 30;
  const resources = itemsOf(bundle, RESOURCES) ?? [];
  return resources.length > 0 && !resources.some((object) => NOT_SINCE_1_30.includes(kindNameOf(object)));
}

/** One call asks for all kinds in all namespaces: an object of a kind shows that the kind was asked for. */
function claimsOfOne(bundle: ReadBundle): readonly Claim[] {
  if (!bundle.root.hasFile(RESOURCES)) return [];
  const resources = itemsOf(bundle, RESOURCES);
  if (resources === undefined) return claimed('failed', UP_TO_1_29, undefined, RESOURCES);
  const seen = new Set(resources.map(kindNameOf));
  const minor = minorOf(bundle.text(VERSIONS) ?? '');
  const added = ADDED.filter(([kind, since]) => seen.has(kind) || since <= minor).map(([kind]) => kind);
  return [
    ...claimed('full', [...UP_TO_1_29, ...added], undefined, RESOURCES),
    ...claimsOfCustomResources(bundle, RESOURCES, undefined),
  ];
}

/** The minor release of istioctl, from the line in which it tells its own version; 0 where that is no release. */
function minorOf(versions: string): number {
  return Number(/CLI version:[^\n]*?\b1\.(\d+)/.exec(versions)?.[1] ?? 0);
}

/** A namespace of which anything was captured was asked for, and then for all kinds. */
function claimsOfSplit(bundle: ReadBundle): readonly Claim[] {
  const resources = itemsOf(bundle, RESOURCES);
  const scope = scopeOf(resources ?? [], itemsOf(bundle, CLUSTER_RESOURCES) ?? []);
  const inCustomResources = namespacesOf(itemsOf(bundle, CUSTOM_RESOURCES) ?? []);
  return [
    ...(resources === undefined ? [] : claimed('full', FROM_1_30, scope, RESOURCES)),
    ...claimsOfCustomResources(bundle, CLUSTER_RESOURCES, scope && new Set([...scope, ...inCustomResources])),
  ];
}

type Scope = Claim['namespaces'];

/** The namespaces of the resources; the whole cluster where these are all that there are. */
function scopeOf(resources: readonly JsonObject[], clusterScoped: readonly JsonObject[]): Scope {
  const seen = namespacesOf(resources);
  const all = clusterScoped.filter((object) => kindNameOf(object) === NAMESPACE).map(nameOf);
  return all.length > 0 && all.every((name) => seen.has(name)) ? undefined : seen;
}

/** Every instance of every definition stands in one file; the definitions stand in another. */
function claimsOfCustomResources(bundle: ReadBundle, definitions: string, scope: Scope): readonly Claim[] {
  if (itemsOf(bundle, CUSTOM_RESOURCES) === undefined) return [];
  const defined = definedIn(itemsOf(bundle, definitions) ?? []);
  return claimed('full', defined.map(kindName), scope, CUSTOM_RESOURCES);
}

function claimed(
  completeness: Claim['completeness'],
  kinds: readonly KindName[],
  namespaces: Scope,
  evidence: string,
): readonly Claim[] {
  return kinds.map((kind) => ({ kind, namespaces, completeness, evidence }));
}

/** The objects in a file of kubectl; undefined where it is missing or broken. */
function itemsOf(bundle: ReadBundle, path: string): readonly JsonObject[] | undefined {
  const lists = bundle.values(path);
  if (lists.length === 0 || !lists.every(hasItems)) return undefined;
  return lists.flatMap(({ items }) => (isArray(items) ? items.filter(isObject) : []));
}

function hasItems(value: Json): value is JsonObject {
  return isObject(value) && 'items' in value;
}

function namespacesOf(objects: readonly JsonObject[]): ReadonlySet<string> {
  return new Set(
    objects.flatMap(({ metadata }) => {
      const namespace = isObject(metadata) ? metadata.namespace : undefined;
      return typeof namespace === 'string' ? [namespace] : [];
    }),
  );
}

function nameOf({ metadata }: JsonObject): string {
  return isObject(metadata) ? String(metadata.name) : '';
}
