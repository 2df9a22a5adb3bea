import type { Graph } from '../../graph/graph.js';
import { pick } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { seenAs } from '../../graph/resources.js';
import type { Json } from '../../input/json.js';
import { type Path, pointerOf } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { POD_KINDS } from '../pods/pod-templates.js';
import { type ServicesOf, servicesBefore } from '../traffic/gateway-proxies.js';
import { PEER_AUTHENTICATION, plaintextBy } from '../traffic/peer-modes.js';
import { type IstioPolicy, istioPoliciesOf, istioWorkloadsByLabel } from './istio-policies.js';
import { type ServedPort, servedPorts } from './istio-port-protocols.js';

const AUTHORIZATION_POLICY: KindName = 'security.istio.io/AuthorizationPolicy';

/** What each AuthorizationPolicy asks of a request, beside what its workloads can tell of one. */
export const istioAuthorizationPolicies: FactSource = {
  kind: 'IstioAuthorizationPolicy',
  reads: [AUTHORIZATION_POLICY],
  looksAt: [
    ...POD_KINDS,
    'Service',
    'ConfigMap',
    PEER_AUTHENTICATION,
    'networking.istio.io/WorkloadEntry',
    'networking.istio.io/WorkloadGroup',
    'meshlint/ControlPlane',
    'meshlint/IstioMeshConfig',
    'meshlint/IstioWorkload',
  ],
  derive: (graph) => {
    const policies = istioPoliciesOf(graph, AUTHORIZATION_POLICY);
    if (policies.length === 0) return [];
    const workloads = istioWorkloadsByLabel(graph);
    const reach = reachOf(portsOf(servicesBefore(graph)), plaintextBy(graph));
    const domains = trustDomains(graph);
    return policies.map((policy) => policyFact(domains, policy, reach(workloads(policy))));
  },
};

/** What the workloads of a policy have to do with it: thousands of policies may be for the same ones. */
interface Reach {
  readonly isAmbient: boolean;
  readonly plaintext: FactMapping | undefined;
  /** The ports at which Services lead to those that are in the mesh. */
  readonly served: readonly ServedPort[];
}

function reachOf(ports: PortsOf, plaintext: PlaintextBy): (workloads: readonly Resource[]) => Reach {
  const known = new Map<readonly Resource[], Reach>();
  return (workloads) => {
    const reach = known.get(workloads) ?? newReach(ports, plaintext, workloads);
    known.set(workloads, reach);
    return reach;
  };
}

function newReach(ports: PortsOf, plaintext: PlaintextBy, workloads: readonly Resource[]): Reach {
  const has = (role: string) => workloads.filter(({ value }) => value.role === role).length;
  const isForRequests = has('gateway') + has('ambient') === 0;
  const meshed = isForRequests ? workloads.filter(({ value }) => value.inMesh === true) : [];
  return {
    isAmbient: workloads.length > 0 && has('ambient') === workloads.length,
    plaintext: plaintextOf(plaintext, workloads),
    served: meshed.flatMap(ports),
  };
}

/** Those of this mesh: what workloads of another one are called, no capture of this one tells. */
type Domains = ReadonlySet<string>;

type PlaintextBy = (pod: Resource) => Resource | undefined;

function trustDomains(graph: Graph): ReadonlySet<string> {
  const configured = graph.ofKind('meshlint/IstioMeshConfig').map(({ value }) => String(value.trustDomain));
  return new Set(['cluster.local', '*', ...configured]);
}

function policyFact(domains: Domains, { resource }: IstioPolicy, reach: Reach): Resource {
  return fact('IstioAuthorizationPolicy', { resource, path: ['metadata', 'name'] }, resource.id.name, {
    policy: copied(resource, ['metadata', 'name']),
    action: textAt(resource.value, ['spec', 'action']) ?? 'ALLOW',
    ambient: reach.isAmbient,
    sources: sources(resource).flatMap((source) => sourceOf(domains, resource, source)),
    identities: identities(resource).map((path) => copied(resource, path)),
    plaintext: reach.plaintext,
    rules: httpRules(resource, reach.served),
  });
}

/** A value that names who calls, and what it names: an identity, a ServiceAccount or a namespace. */
interface Source {
  readonly path: Path;
  readonly text: string;
  readonly names: 'principal' | 'account' | 'namespace';
}

const SOURCES: readonly (readonly [query: string, names: Source['names']])[] = [
  ['principals', 'principal'],
  ['serviceAccounts', 'account'],
  ['namespaces', 'namespace'],
];

const CONDITIONS: Readonly<Record<string, Source['names']>> = {
  'source.principal': 'principal',
  'source.serviceAccount': 'account',
  'source.namespace': 'namespace',
};

/** Of the values that stand with `not`, too: they are names as well. */
function sources(resource: Resource): readonly Source[] {
  const listed = SOURCES.flatMap(([key, names]) =>
    [key, `not${key[0]?.toUpperCase()}${key.slice(1)}`].flatMap((each) =>
      texts(resource, `/spec/rules/*/from/*/source/${each}/*`, names),
    ),
  );
  const tested = pick(resource.value, '/spec/rules/*/when/*').flatMap(({ value, path }) => {
    const names = CONDITIONS[textAt(value, ['key']) ?? ''];
    const at = pointerOf(path);
    return names === undefined
      ? []
      : ['values', 'notValues'].flatMap((key) => texts(resource, `${at}/${key}/*`, names));
  });
  return [...listed, ...tested];
}

function texts({ value }: Resource, query: string, names: Source['names']): readonly Source[] {
  return pick(value, query).flatMap((found) =>
    typeof found.value === 'string' ? [{ path: found.path, text: found.value, names }] : [],
  );
}

const PRINCIPAL = /^([^/]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/;
const ACCOUNT = /^(?:([^/*]+)\/)?([^/*]+)$/;

function sourceOf(domains: Domains, resource: Resource, source: Source): readonly FactMapping[] {
  const { path, text, names } = source;
  const named = (namespace: Json | undefined, account?: string) => [
    {
      namespace: namespace === undefined ? undefined : concluded(namespace, resource, path),
      account: account === undefined ? undefined : concluded(account, resource, path),
    },
  ];
  if (names === 'namespace') return text.includes('*') ? [] : named(text);
  if (names === 'account') {
    const [, namespace = resource.id.namespace, account] = ACCOUNT.exec(text) ?? [];
    return account === undefined ? [] : named(namespace, account);
  }
  const [, domain = '', namespace, account] = PRINCIPAL.exec(text) ?? [];
  return domains.has(domain) ? named(namespace, account) : [];
}

/** The lists that only a caller with a certificate can be in. */
function identities(resource: Resource): readonly Path[] {
  const lists = sources(resource).map(({ path }) => path.slice(0, -1));
  return [...new Map(lists.map((path) => [pointerOf(path), path])).values()];
}

/** The PeerAuthentication by which all the workloads take plaintext only: no caller shows a certificate there. */
function plaintextOf(plaintext: PlaintextBy, workloads: readonly Resource[]): FactMapping | undefined {
  const takes = (workload: Resource) => plaintext(podOf(workload));
  const [first] = workloads.slice(0, 1).map(takes);
  if (first === undefined || workloads.some((each) => takes(each) === undefined)) return undefined;
  return { name: copied(first, ['metadata', 'name']), namespace: first.id.namespace };
}

/** A pod with the labels of a workload. */
function podOf(workload: Resource): Resource {
  return seenAs(workload, { metadata: { labels: workload.value.labels ?? {} } });
}

type PortsOf = (workload: Resource) => readonly ServedPort[];

/** The ports at which Services lead to a workload. */
function portsOf(services: ServicesOf): PortsOf {
  const known = new Map<Resource, readonly ServedPort[]>();
  return (workload) => {
    const pod = podOf(workload);
    const ports = known.get(workload) ?? servedPorts(pod, services(pod));
    known.set(workload, ports);
    return ports;
  };
}

const OPERATIONS = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'];
const REQUEST_SOURCES = ['requestPrincipals', 'notRequestPrincipals'];

/** What of each rule only a request of HTTP can tell, and the ports in its reach where there are none. */
function httpRules(resource: Resource, served: readonly ServedPort[]): readonly FactMapping[] {
  return itemsAt(resource.value, ['spec', 'rules']).flatMap((_, index) => {
    const path = ['spec', 'rules', index];
    const [http] = httpFields(resource, path);
    if (http === undefined) return [];
    const inReach = portsInReach(served, resource, path);
    const [opaque] = inReach.filter(({ isOpaque }) => isOpaque);
    return [
      {
        http: copied(resource, http),
        field: String(http.at(-1)),
        opaque: opaque && { port: opaque.port, service: copied(opaque.service, ['metadata', 'name']) },
        onlyOpaque: inReach.length > 0 && inReach.every(({ isOpaque }) => isOpaque),
      },
    ];
  });
}

function httpFields({ value }: Resource, path: Path): readonly Path[] {
  const rule = pointerOf(path);
  const lists = [
    ...OPERATIONS.map((key) => `${rule}/to/*/operation/${key}`),
    ...REQUEST_SOURCES.map((key) => `${rule}/from/*/source/${key}`),
  ].flatMap((query) => pick(value, query));
  const keys = pick(value, `${rule}/when/*/key`).filter(({ value: key }) => /^request\./.test(String(key)));
  return [...lists, ...keys].map((found) => found.path);
}

/** Those that the rule names, or all where it names none; none where a named target leaves it open. */
function portsInReach(served: readonly ServedPort[], resource: Resource, path: Path): readonly ServedPort[] {
  const named = pick(resource.value, `${pointerOf(path)}/to/*/operation/ports/*`);
  if (named.length === 0) return served;
  const wanted = new Set(named.map(({ value }) => Number(value)));
  const isOpen = served.some(({ target }) => target === undefined);
  return isOpen ? [] : served.filter(({ target }) => target !== undefined && wanted.has(target));
}
