import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { seenAs } from '../../graph/resources.js';
import { LabelIndex } from '../../graph/selector.js';
import { Unknown } from '../../graph/unknown.js';
import { groupBy } from '../../input/group-by.js';
import { isObject, type Json, type JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { istioPlanes } from '../control-planes/istio-planes.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { allPods, POD_KINDS, unknownPods } from '../pods/pod-templates.js';
import { rootNamespaces } from '../settings/istio-mesh-configs.js';
import { API_GATEWAY } from '../traffic/gateways.js';
import { SERVICE_ENTRY } from '../traffic/istio-hosts.js';
import { haveCommonReader, oldestFirst } from '../traffic/oldest-first.js';
import { WORKLOAD_ENTRY, WORKLOAD_GROUP } from '../traffic/workload-entries.js';

const NAME: Path = ['metadata', 'name'];

/** More workloads, or values of a label, than these help nobody. */
const ENOUGH = 5;

/** A kind of policy, and how Istio finds the workloads that one is for. */
interface PolicyKind {
  readonly kind: KindName;
  /** The labels that it selects by. */
  readonly labels: Path;
  /** Which workloads a selector in the root namespace finds. */
  readonly fromRoot: 'all namespaces' | 'its own namespace' | 'none';
  /** Whether only the oldest counts, of several for the same workloads. */
  readonly isSingle: boolean;
}

const SELECTOR: Path = ['spec', 'selector', 'matchLabels'];

const POLICY_KINDS: readonly PolicyKind[] = [
  {
    kind: 'security.istio.io/AuthorizationPolicy',
    labels: SELECTOR,
    fromRoot: 'all namespaces',
    isSingle: false,
  },
  {
    kind: 'security.istio.io/RequestAuthentication',
    labels: SELECTOR,
    fromRoot: 'all namespaces',
    isSingle: false,
  },
  { kind: 'security.istio.io/PeerAuthentication', labels: SELECTOR, fromRoot: 'none', isSingle: true },
  { kind: 'telemetry.istio.io/Telemetry', labels: SELECTOR, fromRoot: 'its own namespace', isSingle: true },
  {
    kind: 'extensions.istio.io/WasmPlugin',
    labels: SELECTOR,
    fromRoot: 'all namespaces',
    isSingle: false,
  },
  {
    kind: 'networking.istio.io/Sidecar',
    labels: ['spec', 'workloadSelector', 'labels'],
    fromRoot: 'its own namespace',
    isSingle: true,
  },
];

/** For which workloads each policy of Istio is, whether there are any, and which older policy it stands behind. */
export const istioPolicies: FactSource = {
  kind: 'IstioPolicy',
  reads: POLICY_KINDS.map(({ kind }) => kind),
  looksAt: [
    ...[...POD_KINDS, 'ConfigMap', 'Namespace', 'Service'],
    ...[SERVICE_ENTRY, WORKLOAD_ENTRY, WORKLOAD_GROUP, API_GATEWAY],
    'meshlint/ControlPlane',
    'meshlint/IstioMeshConfig',
    'meshlint/IstioWorkload',
  ],
  derive: (graph) => {
    const policies = POLICY_KINDS.flatMap((policyKind) => policiesOf(graph, policyKind));
    if (policies.length === 0) return [];
    const workloads = istioWorkloadsByLabel(graph);
    const named = namedByLabel(graph);
    const members = new Map(policies.map((policy) => [policy, workloads(policy)]));
    const earlier = new Map([...earlierOfScope(policies), ...earlierOfWorkload(policies, members)]);
    const told = membersTold();
    return policies.map((policy) => {
      const own = members.get(policy) ?? [];
      return policyFact(policy, {
        ...selection(graph, policy, named),
        ...ofMembers(policy, told(own)),
        unserved: unservedTargets(graph, policy),
        earlier: earlier.get(policy),
      });
    });
  },
};

/** A policy, and the workloads that it is for. */
export interface IstioPolicy {
  readonly resource: Resource;
  readonly policyKind: PolicyKind;
  readonly scope: 'mesh' | 'namespace' | 'workloads' | 'targets';
  /** The labels that it selects by: empty where it selects by none. */
  readonly selector: JsonObject;
  /** Where the workloads are that it is for; undefined: anywhere. */
  readonly namespace: string | undefined;
  /** A selector in the root namespace that Istio does not look at. */
  readonly isUnread: boolean;
  /** The root namespace, for one without selector that stands beside istiod in its place. */
  readonly rootElsewhere: string | undefined;
}

function policiesOf(graph: Graph, policyKind: PolicyKind): readonly IstioPolicy[] {
  const roots = new Set(rootNamespaces(graph));
  const planes = controlPlaneNamespaces(graph);
  return graph.ofKind(policyKind.kind).map((resource) => policyOf(resource, policyKind, roots, planes));
}

function controlPlaneNamespaces(graph: Graph): ReadonlySet<Json | undefined> {
  const planes = istioPlanes(graph);
  return new Set(planes.map(({ value }) => value.namespace));
}

function policyOf(
  resource: Resource,
  policyKind: PolicyKind,
  roots: ReadonlySet<string>,
  planes: ReadonlySet<Json | undefined>,
): IstioPolicy {
  const { namespace } = resource.id;
  const selector = mappingAt(resource.value, policyKind.labels);
  const isInRoot = namespace !== undefined && roots.has(namespace);
  const scope = scopeOf(resource, selector, isInRoot);
  const isEverywhere =
    isInRoot && (scope === 'mesh' || (scope === 'workloads' && policyKind.fromRoot === 'all namespaces'));
  return {
    resource,
    policyKind,
    scope,
    selector,
    namespace: isEverywhere ? undefined : namespace,
    isUnread: isInRoot && scope === 'workloads' && policyKind.fromRoot === 'none',
    rootElsewhere: scope === 'namespace' && planes.has(namespace) ? [...roots][0] : undefined,
  };
}

function scopeOf({ value }: Resource, selector: JsonObject, isInRoot: boolean): IstioPolicy['scope'] {
  const spec = mappingAt(value, ['spec']);
  if (isObject(spec.targetRef) || itemsAt(value, ['spec', 'targetRefs']).length > 0) return 'targets';
  if (Object.keys(selector).length > 0) return 'workloads';
  return isInRoot ? 'mesh' : 'namespace';
}

function policyFact(policy: IstioPolicy, found: FactMapping): Resource {
  const { resource, scope, selector, policyKind } = policy;
  return fact('IstioPolicy', { resource, path: NAME }, `${resource.id.kind}/${resource.id.name}`, {
    policyKind: resource.id.kind,
    policy: copied(resource, NAME),
    scope,
    selector: scope === 'workloads' ? concluded(words(selector), resource, policyKind.labels) : undefined,
    unread: policy.isUnread ? concluded(true, resource, policyKind.labels) : undefined,
    root: policy.rootElsewhere,
    ...found,
  });
}

/** `app=cart, version=v1`. */
function words(selector: JsonObject): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

/** Whether anything has the labels: pods, templates, and machines outside the cluster. */
function selection(graph: Graph, policy: IstioPolicy, named: ByLabel): FactMapping {
  const { resource, policyKind, scope, selector, namespace } = policy;
  if (scope !== 'workloads' || policy.isUnread || Object.values(selector).some(isPlaceholder)) return {};
  const index = named(namespace);
  const isThere = index.selectsAny(selector) || isForMadePods(graph, namespace, selector);
  return {
    selects: concluded(isThere || (absent(graph, namespace) ?? false), resource, policyKind.labels),
    there: isThere ? undefined : otherValues(index, selector),
  };
}

/** istiod makes the pods of a Gateway of the Gateway API and labels them with its name: no manifest has these. */
function isForMadePods(graph: Graph, namespace: string | undefined, selector: JsonObject): boolean {
  const name = selector['gateway.networking.k8s.io/gateway-name'] ?? selector['istio.io/gateway-name'];
  return typeof name === 'string' && graph.find({ kind: API_GATEWAY, namespace, name }).length > 0;
}

/** What would have to be captured before one may say that nothing has these labels. */
function absent(graph: Graph, namespace: string | undefined): Json | undefined {
  return unknownPods(graph, namespace, [...POD_KINDS, WORKLOAD_ENTRY, WORKLOAD_GROUP]);
}

const WAYPOINT = 'istio.io/use-waypoint';

/** The Services and ServiceEntries among the targets that no waypoint serves: labels are often set by hand, so a cluster must tell. */
function unservedTargets(graph: Graph, { resource, scope }: IstioPolicy): readonly FactMapping[] | undefined {
  if (scope !== 'targets') return undefined;
  const { namespace } = resource.id;
  const [own] = namespace === undefined ? [] : graph.find({ kind: 'Namespace', name: namespace });
  if (own?.captured !== true || hasWaypoint(own)) return undefined;
  const targets = ['/spec/targetRef', '/spec/targetRefs/*'].flatMap((query) => pick(resource.value, query));
  const found = targets.flatMap(({ value, path }) => {
    const [kind, name] = [textAt(value, ['kind']), textAt(value, ['name'])];
    const target = TARGETS[kind ?? ''];
    const [served] =
      target === undefined || name === undefined ? [] : graph.find({ kind: target, namespace, name });
    return served === undefined || hasWaypoint(served)
      ? []
      : [{ kind, name: copied(resource, [...path, 'name']) }];
  });
  return found.length === 0 ? undefined : found;
}

const TARGETS: Readonly<Record<string, KindName>> = { Service: 'Service', ServiceEntry: SERVICE_ENTRY };

function hasWaypoint(resource: Resource): boolean {
  return labelsOf(resource)[WAYPOINT] !== undefined;
}

/** What the workloads have instead for the first label that none of them has so: `app is 'cart' or 'orders'`. */
function otherValues(index: LabelIndex<Resource>, selector: JsonObject): string | undefined {
  const [key] =
    Object.entries(selector).find(([each, value]) => index.selected({ [each]: value }).length === 0) ?? [];
  if (key === undefined) return undefined;
  const all = index.selected({ matchExpressions: [{ key, operator: 'Exists' }] });
  const values = [...new Set(all.map((each) => `'${labelsOf(each)[key]}'`))].sort().slice(0, ENOUGH);
  return values.length === 0 ? undefined : `${key} is ${values.join(' or ')} there`;
}

export type ByLabel = (namespace: string | undefined) => LabelIndex<Resource>;

/** Whatever may be selected, as resources that carry the labels in their metadata. */
export function namedByLabel(graph: Graph): ByLabel {
  const indexes = new Map<string | undefined, LabelIndex<Resource>>();
  return (namespace) => {
    const known = indexes.get(namespace);
    if (known !== undefined) return known;
    const index = new LabelIndex([...allPods(graph, namespace), ...machines(graph, namespace)], labelsOf);
    indexes.set(namespace, index);
    return index;
  };
}

function machines(graph: Graph, namespace: string | undefined): readonly Resource[] {
  return [
    ...graph.find({ kind: WORKLOAD_ENTRY, namespace }).map((each) => labelled(each, ['spec', 'labels'])),
    ...graph
      .find({ kind: WORKLOAD_GROUP, namespace })
      .map((each) => labelled(each, ['spec', 'metadata', 'labels'])),
  ];
}

/** As what its proxy tells of itself: the labels of the object do not count. */
function labelled(resource: Resource, path: Path): Resource {
  return seenAs(resource, { metadata: { labels: mappingAt(resource.value, path) } });
}

/** The facts on workloads that a policy is for. */
export type WorkloadsOf = (policy: IstioPolicy) => readonly Resource[];

export function istioWorkloadsByLabel(graph: Graph): WorkloadsOf {
  const indexes = new Map<string | undefined, LabelIndex<Resource>>();
  return ({ namespace, scope, selector, isUnread }) => {
    if (scope === 'targets' || isUnread) return [];
    const known = indexes.get(namespace);
    const index = known ?? new LabelIndex(ofIstio(graph, namespace), ({ value }) => value.labels);
    indexes.set(namespace, index);
    return index.selected(selector);
  };
}

function ofIstio(graph: Graph, namespace: string | undefined): readonly Resource[] {
  return graph.find({ kind: 'meshlint/IstioWorkload', namespace });
}

/** What some workloads are to the mesh: thousands of policies may be for the same ones. */
interface Told {
  readonly workloads: readonly string[];
  readonly names: readonly string[];
  readonly isOutside: Json;
  readonly isAmbient: boolean;
}

function membersTold(): (members: readonly Resource[]) => Told | undefined {
  const known = new Map<readonly Resource[], Told>();
  return (members) => {
    if (members.length === 0) return undefined;
    const told = known.get(members) ?? newlyTold(members);
    known.set(members, told);
    return told;
  };
}

function newlyTold(members: readonly Resource[]): Told {
  const answers = members.map(({ value }) => value.inMesh ?? null);
  const open = answers.find((answer) => answer instanceof Unknown);
  const isOutside = answers.every((answer) => answer === false);
  return {
    workloads: [...new Set(members.map(nameOf))].slice(0, ENOUGH),
    names: members.slice(0, ENOUGH).map(({ id }) => id.name),
    isOutside: !answers.includes(true) && open !== undefined ? open : isOutside,
    isAmbient: members.every(({ value }) => value.role === 'ambient'),
  };
}

/** What the workloads are to the mesh, where the policy has any. */
function ofMembers({ resource, scope }: IstioPolicy, told: Told | undefined): FactMapping {
  if (told === undefined) return {};
  const { workloads, names, isOutside, isAmbient: ambient } = told;
  const outside = scope === 'workloads' ? concluded(isOutside, resource, NAME) : undefined;
  return { workloads, names, outside, ambient };
}

function nameOf({ value }: Resource): string {
  return `${value.workloadKind} '${value.workload}'`;
}

/** Of several policies without selector in one namespace, those that stand behind another. */
function earlierOfScope(policies: readonly IstioPolicy[]): ReadonlyMap<IstioPolicy, FactMapping> {
  const wide = policies.filter(
    ({ policyKind, scope, resource }) =>
      policyKind.isSingle &&
      (scope === 'mesh' || scope === 'namespace') &&
      resource.id.namespace !== undefined &&
      !isPlaceholder(resource.id.namespace),
  );
  const groups = groupBy(wide, ({ policyKind, resource }) => `${policyKind.kind} ${resource.id.namespace}`);
  return new Map([...groups.values()].flatMap((group) => behindOthers(group)));
}

/** Of several policies that select the same workload, those that stand behind another. */
function earlierOfWorkload(
  policies: readonly IstioPolicy[],
  members: ReadonlyMap<IstioPolicy, readonly Resource[]>,
): ReadonlyMap<IstioPolicy, FactMapping> {
  const pairs = policies
    .filter(({ policyKind, scope }) => policyKind.isSingle && scope === 'workloads')
    .flatMap((policy) => (members.get(policy) ?? []).map((workload) => ({ policy, workload })))
    .filter(({ workload }) => workload.value.inMesh !== false);
  const groups = [...groupBy(pairs, ({ workload }) => workload)].flatMap(([workload, group]) =>
    [
      ...groupBy(
        group.map(({ policy }) => policy),
        ({ policyKind }) => policyKind.kind,
      ).values(),
    ].map((same) => ({ same, workload })),
  );
  const found = firstOfEach(groups, policies).flatMap(({ same, workload }) =>
    behindOthers(same, nameOf(workload)),
  );
  return new Map(found.reverse());
}

interface Selected {
  readonly same: readonly IstioPolicy[];
  readonly workload: Resource;
}

/** The same policies usually select many workloads: one of these tells as much as all. */
function firstOfEach(groups: readonly Selected[], policies: readonly IstioPolicy[]): readonly Selected[] {
  const position = new Map(policies.map((policy, index) => [policy, index]));
  const alike = groupBy(groups, ({ same }) => same.map((policy) => position.get(policy)).join(' '));
  return [...alike.values()].flatMap((group) => group.slice(0, 1));
}

/**
 * Which of some policies stand behind the oldest that the same istiod reads; of which age they are, only a cluster tells.
 * Two of one name are one object in two overlays.
 */
function behindOthers(
  group: readonly IstioPolicy[],
  workload?: string,
): readonly (readonly [IstioPolicy, FactMapping])[] {
  const order = oldestFirst(group.map(({ resource }) => resource));
  return group.flatMap((policy) => {
    const { resource } = policy;
    const first = order.find(
      (other) =>
        other === resource || (other.id.name !== resource.id.name && haveCommonReader(resource, other)),
    );
    return first === undefined || first === resource
      ? []
      : [[policy, { policy: copied(first, NAME), workload }] as const];
  });
}

/** The policies of one kind, for facts that ask more of them. */
export function istioPoliciesOf(graph: Graph, kind: KindName): readonly IstioPolicy[] {
  return POLICY_KINDS.filter((policyKind) => policyKind.kind === kind).flatMap((policyKind) =>
    policiesOf(graph, policyKind),
  );
}
