import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json, JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { type Component, components, environment } from './components.js';
import {
  type Account,
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  type Grant,
  grantsOf,
  isAllowed,
  ROLE,
  ROLE_BINDING,
  rulesOf,
  strayGrants,
} from './grants.js';
import { readsElsewhere, revisionOf } from './istio-components.js';

/** What istiod asks the API server for. */
interface Need {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** The line from which on it does; always where left out. */
  readonly since?: string;
}

const READ = ['list', 'watch'];
const UPDATE = [...READ, 'update'];
const BINDING_KINDS = [CLUSTER_ROLE_BINDING, ROLE_BINDING] as const;
const ADMISSION = 'admissionregistration.k8s.io';

/** Without these nothing that users configure reaches a proxy. */
const ESSENTIAL: readonly Need[] = [
  {
    group: 'networking.istio.io',
    resources: [
      'virtualservices',
      'destinationrules',
      'gateways',
      'serviceentries',
      'workloadentries',
      'sidecars',
      'envoyfilters',
    ],
    verbs: READ,
  },
  {
    group: 'security.istio.io',
    resources: ['authorizationpolicies', 'peerauthentications', 'requestauthentications'],
    verbs: READ,
  },
  { group: '', resources: ['pods', 'services', 'namespaces'], verbs: READ },
];

/** Without these a part of it does not work. */
const LESSER: readonly Need[] = [
  { group: 'telemetry.istio.io', resources: ['telemetries'], verbs: READ, since: '1.12' },
  { group: 'extensions.istio.io', resources: ['wasmplugins'], verbs: READ, since: '1.12' },
  { group: '', resources: ['nodes', 'secrets', 'configmaps'], verbs: READ },
  { group: 'discovery.k8s.io', resources: ['endpointslices'], verbs: READ, since: '1.12' },
  { group: 'apiextensions.k8s.io', resources: ['customresourcedefinitions'], verbs: READ },
  { group: 'authentication.k8s.io', resources: ['tokenreviews'], verbs: ['create'] },
  { group: 'authorization.k8s.io', resources: ['subjectaccessreviews'], verbs: ['create'], since: '1.12' },
];

const WEBHOOKS: Need = { group: ADMISSION, resources: ['mutatingwebhookconfigurations'], verbs: UPDATE };

/** What each captured istiod of the cluster may not do that it does, by all bindings of its ServiceAccount. */
export const istioPermissions: FactSource = {
  kind: 'IstioPermission',
  reads: ['apps/Deployment', CLUSTER_ROLE_BINDING],
  looksAt: ['Pod', 'Secret', CLUSTER_ROLE, ROLE, ROLE_BINDING, 'meshlint/ControlPlane'],
  derive: (graph) =>
    components(graph, 'istiod', 'discovery')
      .filter(({ resource }) => resource.id.kind === 'Deployment' && resource.captured)
      .filter((istiod) => !readsElsewhere(graph, istiod))
      .flatMap((istiod) => permission(graph, istiod) ?? []),
};

function permission(graph: Graph, istiod: Component): Resource | undefined {
  const { resource, spec } = istiod;
  const { namespace } = resource.id;
  const account = copied(resource, [...spec, 'serviceAccountName']);
  if (namespace === undefined || typeof account?.value !== 'string') return undefined;
  const who = { name: account.value, namespace };
  const grants = BINDING_KINDS.flatMap((kind) => grantsOf(graph, who, kind));
  const rules = rulesOf(grants);
  const open = notCaptured(graph, grants);
  const line = lineOf(graph, istiod);
  const [about, path] = toBeMended(graph, grants, who) ?? [resource, [...spec, 'serviceAccountName']];
  const lacking = (needs: readonly Need[]) => {
    const found = needs.filter((need) => isAsked(need, line)).flatMap((need) => lackingOf(rules, need));
    const answer: Json = found.length === 0 ? [] : (open ?? found);
    return concluded(answer, about, path);
  };
  return fact('IstioPermission', { resource, path: ['metadata', 'name'] }, resource.id.name, {
    account,
    namespace,
    revision: revisionOf(istiod),
    roles: grants.map(named),
    lacking: lacking(ESSENTIAL),
    lackingLesser: lacking(LESSER),
    lackingWebhooks: lacking(webhooks(istiod, line)),
  });
}

/** The role that is made for istiod, or the binding of one that names an account of another namespace; undefined: neither is there. */
function toBeMended(
  graph: Graph,
  grants: readonly Grant[],
  account: Account,
): readonly [Resource, Path] | undefined {
  const own = grants.find(isForIstiod)?.role;
  if (own !== undefined) return [own, ['metadata', 'name']];
  const [stray] = strayGrants(graph, account).filter(({ grant }) => isForIstiod(grant));
  return stray && [stray.grant.binding, stray.path];
}

/** A role that grants no more than what others have as well, such as reading Services, is not the one to mend. */
function isForIstiod(grant: Grant): boolean {
  const rules = rulesOf([grant]);
  return [...ESSENTIAL, WEBHOOKS].some((need) => lackingOf(rules, need).length === 0);
}

function named({ binding, kind, name, namespace }: Grant) {
  return {
    binding: binding.id.name,
    kind: kind === ROLE ? 'Role' : 'ClusterRole',
    name: concluded(name, binding, ['roleRef', 'name']),
    namespace,
  };
}

/** What would tell more; undefined where all that speaks for the account is in the input. */
function notCaptured(graph: Graph, grants: readonly Grant[]): Json | undefined {
  const lacksBindings = BINDING_KINDS.find(
    (kind) => graph.knowledge(kind, undefined).completeness === 'none',
  );
  if (lacksBindings !== undefined) return unknown(lacksBindings);
  const open = grants.find((each) => isOpen(graph, each));
  return open && unknown(open.kind, open.namespace);
}

/** The rules of an aggregated role are filled in by the cluster, and some tools cut rules off. */
function isOpen(graph: Graph, { kind, name, namespace, role }: Grant): boolean {
  if (role !== undefined) return !hasRules(role);
  return graph.exists({ kind, name, ...(namespace === undefined ? {} : { namespace }) }).answer === 'unknown';
}

function hasRules({ value, captured }: Resource): boolean {
  const rules = itemsAt(value, ['rules']);
  const isFilledIn = captured || !('aggregationRule' in value);
  return isFilledIn && rules.length > 0 && rules.every((rule) => itemsAt(rule, ['verbs']).length > 0);
}

function isAsked({ since }: Need, line: string | undefined): boolean {
  return since === undefined || (line !== undefined && isLineAtLeast(line, since));
}

function lineOf(graph: Graph, istiod: Component): string | undefined {
  const { namespace } = istiod.resource.id;
  const name = revisionOf(istiod);
  const [plane] = graph.find({ kind: 'meshlint/ControlPlane', namespace, name });
  return plane && textAt(plane.value, ['line']);
}

/** An istiod that is told no name does not look for the configuration; validators of all revisions are patched from 1.11 on. */
function webhooks(istiod: Component, line: string | undefined): readonly Need[] {
  const isOff = (name: 'INJECTION_WEBHOOK_CONFIG_NAME' | 'VALIDATION_WEBHOOK_CONFIG_NAME') =>
    environment(istiod, name)?.value === '';
  const need = (resource: string): Need => ({ group: ADMISSION, resources: [resource], verbs: UPDATE });
  const validates = line !== undefined && isLineAtLeast(line, '1.11');
  return [
    ...(isOff('INJECTION_WEBHOOK_CONFIG_NAME') ? [] : [need('mutatingwebhookconfigurations')]),
    ...(isOff('VALIDATION_WEBHOOK_CONFIG_NAME') || !validates
      ? []
      : [need('validatingwebhookconfigurations')]),
  ];
}

/** In words: `list and watch virtualservices.networking.istio.io`; of a whole group it names the group. */
function lackingOf(rules: readonly JsonObject[], { group, resources, verbs }: Need): readonly string[] {
  const lacking = resources.filter((resource) => !isAllowed(rules, group, resource, verbs));
  const isWhole = group !== '' && resources.length > 1 && lacking.length === resources.length;
  const names = isWhole
    ? [`all of ${group}`]
    : lacking.map((each) => (group === '' ? each : `${each}.${group}`));
  return names.map((name) => `${inWords(verbs)} ${name}`);
}

function inWords(verbs: readonly string[]): string {
  return [verbs.slice(0, -1).join(', '), ...verbs.slice(-1)].filter((each) => each !== '').join(' and ');
}
