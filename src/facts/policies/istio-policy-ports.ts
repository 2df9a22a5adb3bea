import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { itemsAt, mappingAt } from '../metadata.js';
import { POD_KINDS } from '../pods/pod-templates.js';
import { type ServicesOf, servicesBefore } from '../traffic/gateway-proxies.js';
import { SIDECAR } from '../traffic/istio-sidecar-hosts.js';
import { type ByLabel, type IstioPolicy, istioPoliciesOf, namedByLabel } from './istio-policies.js';
import { containerPorts, servedPorts } from './istio-port-protocols.js';

const PEER_AUTHENTICATION: KindName = 'security.istio.io/PeerAuthentication';
const AUTHORIZATION_POLICY: KindName = 'security.istio.io/AuthorizationPolicy';

/** Ports that policies name as those of workloads, and that are ports of a Service which leads to another one. */
export const istioPolicyPorts: FactSource = {
  kind: 'IstioPolicyPort',
  reads: [PEER_AUTHENTICATION, AUTHORIZATION_POLICY],
  looksAt: [
    ...POD_KINDS,
    'Service',
    'networking.istio.io/WorkloadEntry',
    'networking.istio.io/WorkloadGroup',
    SIDECAR,
    'meshlint/ControlPlane',
    'meshlint/IstioMeshConfig',
  ],
  derive: (graph) => {
    const named = [PEER_AUTHENTICATION, AUTHORIZATION_POLICY]
      .flatMap((kind) => istioPoliciesOf(graph, kind))
      .flatMap(portsOf);
    if (named.length === 0) return [];
    const services = servicesBefore(graph);
    const pods = namedByLabel(graph);
    const listeners = new Set(
      graph
        .ofKind(SIDECAR)
        .filter(hasListeners)
        .map(({ id }) => id.namespace),
    );
    return named
      .filter(({ policy }) => !listeners.has(policy.namespace))
      .flatMap((port) => portFact(port, pods, services));
  },
};

/** A port that a policy for the workloads of one namespace names. */
interface NamedPort {
  readonly policy: IstioPolicy;
  readonly number: number;
  readonly path: Path;
}

function hasListeners({ value }: Resource): boolean {
  return itemsAt(value, ['spec', 'ingress']).length > 0;
}

function portsOf(policy: IstioPolicy): readonly NamedPort[] {
  if (policy.namespace === undefined || policy.isUnread || policy.scope === 'targets') return [];
  return [...portLevels(policy), ...operationPorts(policy)];
}

function portLevels(policy: IstioPolicy): readonly NamedPort[] {
  return Object.keys(mappingAt(policy.resource.value, ['spec', 'portLevelMtls'])).flatMap((port) =>
    namedPort(policy, port, ['spec', 'portLevelMtls', port]),
  );
}

function operationPorts(policy: IstioPolicy): readonly NamedPort[] {
  return ['ports', 'notPorts'].flatMap((key) =>
    pick(policy.resource.value, `/spec/rules/*/to/*/operation/${key}/*`).flatMap(({ value, path }) =>
      namedPort(policy, value, path),
    ),
  );
}

function namedPort(policy: IstioPolicy, port: Json, path: Path): readonly NamedPort[] {
  const isNumber = typeof port === 'string' && !isPlaceholder(port) && /^\d+$/.test(port);
  return isNumber ? [{ policy, number: Number(port), path }] : [];
}

/** A containerPort need not be declared: only a Service that leads elsewhere shows that its own port was meant. */
function portFact(
  { policy, number, path }: NamedPort,
  pods: ByLabel,
  services: ServicesOf,
): readonly Resource[] {
  const selected = pods(policy.namespace).selected(policy.selector);
  const served = selected.flatMap((pod) => servedPorts(pod, services(pod)));
  const isTaken =
    served.some(({ target }) => target === number || target === undefined) ||
    selected.some((pod) => containerPorts(pod).some((port) => port.number === number));
  const meant = served.find(({ port }) => port === number);
  if (isTaken || meant === undefined) return [];
  const { resource } = policy;
  return [
    fact('IstioPolicyPort', { resource, path }, [resource.id.name, ...path.slice(1)].join('/'), {
      policyKind: resource.id.kind,
      policy: resource.id.name,
      port: concluded(number, resource, path),
      service: copied(meant.service, ['metadata', 'name']),
      target: meant.target ?? null,
    }),
  ];
}
