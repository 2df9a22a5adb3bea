import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { CERTIFICATE, nameInCertificate } from '../certificates/istiod-certificates.js';
import { type Component, components } from '../control-planes/components.js';
import { revisionOf } from '../control-planes/istio-components.js';
import { hasIstio } from '../control-planes/istio-planes.js';
import { concluded, copied, type FactMapping, type FactSource, fact, Traced } from '../fact.js';
import { mappingAt, textAt } from '../metadata.js';
import { WORKLOAD_KINDS } from '../pods/workloads.js';
import { calledService } from '../webhooks/called-services.js';
import { istiodsBehind } from '../webhooks/istiods-behind.js';
import { isHostAndPort, type ServiceAddress, serviceIn } from './addresses.js';
import { discoveryTargets, type Target } from './discovery-targets.js';

/** Where istiod answers without TLS. */
const PLAINTEXT_PORT = 15010;

/** What addresses are judged against, looked up once for all of them. */
interface Mesh {
  readonly graph: Graph;
  readonly istiods: readonly Component[];
  /** By revision. */
  readonly configs: ReadonlyMap<string, Resource>;
}

/** Where proxies are sent for their configuration and their certificates: by the mesh, by their workload, and as they run. */
export const discoveryAddresses: FactSource = {
  kind: 'DiscoveryAddress',
  reads: ['ConfigMap'],
  looksAt: [
    ...WORKLOAD_KINDS,
    CERTIFICATE,
    'Endpoints',
    'Service',
    'discovery.k8s.io/EndpointSlice',
    'Secret',
    'meshlint/ControlPlane',
    'meshlint/IstioMeshConfig',
    'meshlint/Mesh',
  ],
  derive: (graph) => {
    const configs = graph.ofKind('meshlint/IstioMeshConfig');
    const isIstio = hasIstio(graph);
    if (!isIstio && configs.length === 0) return [];
    const mesh = {
      graph,
      istiods: components(graph, 'istiod', 'discovery'),
      configs: new Map(configs.map((config) => [String(config.value.revision), config])),
    };
    return discoveryTargets(graph).map((target) => discoveryAddress(mesh, target));
  },
};

function discoveryAddress(mesh: Mesh, target: Target): Resource {
  const { from, holder, resource, name, revision } = target;
  const found = { ...common(mesh, target), ...toService(mesh, target) };
  return fact('DiscoveryAddress', { resource, path: ['metadata', 'name'] }, name, {
    from,
    holder,
    revision,
    ...found,
    fault: from === 'proxy' || from === 'CA' ? fault(mesh.graph, found) : undefined,
  });
}

interface Common {
  readonly address: Traced;
  readonly wellFormed: boolean;
  readonly today: Traced | undefined;
}

function common(mesh: Mesh, target: Target): Common {
  const { address } = target;
  const isOpen = isPlaceholder(address.value);
  return {
    address,
    wellFormed: isOpen || isHostAndPort(String(address.value)),
    today: target.from === 'proxy' ? today(mesh, target) : undefined,
  };
}

/** The address that a new proxy of its revision would get, where it is another one. */
function today({ configs }: Mesh, { revision, address }: Target): Traced | undefined {
  const config = configs.get(revision ?? '');
  const now = config && copied(config, ['discoveryAddress']);
  return now === undefined || now.value === address.value || isPlaceholder(now.value) ? undefined : now;
}

interface Called {
  readonly service?: { readonly name: Traced; readonly namespace: Traced; readonly port: Traced };
  readonly serviceType?: FactMapping[string];
  readonly portListed?: FactMapping[string];
  readonly plaintextPort?: Traced;
  readonly leadsToIstiod?: Traced;
  readonly serves?: Traced | undefined;
  readonly nameInCertificate?: FactMapping[string];
}

function toService(mesh: Mesh, target: Target): Called {
  const { graph } = mesh;
  const { address, resource, from } = target;
  const call = serviceIn(String(address.value), (name) => name === resource.id.namespace);
  if (call === undefined) return {};
  const at = (value: string | number) => address.saying(value);
  const { serviceType, portListed } = calledService(graph, call);
  const [service] = graph.find({ kind: 'Service', namespace: call.namespace, name: call.name });
  return {
    service: { name: at(call.name), namespace: at(call.namespace), port: at(call.port) },
    serviceType,
    portListed,
    ...(from === 'CA' ? {} : { plaintextPort: plaintextPort(mesh, target, call) }),
    ...(from === 'CA' || service === undefined ? {} : behind(mesh, target, service)),
  };
}

/** Proxies speak TLS unless they are told otherwise: by the workload, else by the mesh. */
function plaintextPort({ configs }: Mesh, { address, authPolicy, revision }: Target, call: ServiceAddress) {
  const byMesh = [...configs.values()].map(({ value }) => value.controlPlaneAuthPolicy);
  const own = revision === undefined ? undefined : configs.get(revision)?.value.controlPlaneAuthPolicy;
  const known = authPolicy ?? own;
  const isPlain = known === undefined ? byMesh.includes('NONE') : known === 'NONE';
  return address.saying(call.port === PLAINTEXT_PORT && !isPlain);
}

/** Undefined where the Service leads out of the cluster, to a gateway before istiod, or to an istiod that is not in the input. */
function behind({ graph, istiods }: Mesh, target: Target, service: Resource): Called {
  const selector = mappingAt(service.value, ['spec', 'selector']);
  const isOutside = textAt(service.value, ['spec', 'type']) === 'ExternalName';
  if (isOutside || Object.keys(selector).length === 0) return {};
  const found = istiodsBehind(istiods, service);
  const [first] = found;
  if (first !== undefined) {
    return {
      leadsToIstiod: concluded(true, service, ['spec', 'selector']),
      serves: otherRevision(target, found, service),
      nameInCertificate: nameInCertificate(graph, found, service),
    };
  }
  const isHere = istiods.some(({ resource }) => resource.id.namespace === service.id.namespace);
  const isMeant = selector.app === 'istiod' || /pilot|istiod|gateway/.test(String(selector.istio));
  return isHere && !isMeant ? { leadsToIstiod: concluded(false, service, ['spec', 'selector']) } : {};
}

/** Charts for remote clusters write the names without a revision, and the Service of a tag stands for any. */
function otherRevision({ from, revision }: Target, istiods: readonly Component[], service: Resource) {
  const isShared = /^istiod(-remote)?$|^istiod-revision-tag-/.test(service.id.name);
  const served = new Set(istiods.map(revisionOf));
  const [other] = served;
  if (from !== 'mesh config' || isShared || other === undefined || revision === undefined) return undefined;
  return served.has(revision) ? undefined : concluded(other, service, ['metadata', 'name']);
}

/** Why a running proxy cannot reach what it was sent to, as the end of a sentence. */
function fault(graph: Graph, { wellFormed, ...found }: Common & Called): Traced | undefined {
  const { address, service, portListed, plaintextPort, leadsToIstiod } = found;
  const says = (text: Json) => address.saying(text);
  if (!wellFormed) return says('that is not of the form host:port');
  if (service === undefined) return undefined;
  const [name, namespace] = [String(service.name.value), String(service.namespace.value)];
  const { answer } = graph.exists({ kind: 'Service', namespace, name });
  if (answer === 'unknown') return says(unknown('Service', namespace));
  if (answer === 'no') return says(`Service '${name}' of namespace '${namespace}' does not exist`);
  if (answer === 'probably not')
    return says(`Service '${name}' of namespace '${namespace}' is not in this input`);
  if (isFalse(portListed)) return says(`Service '${name}' does not offer port ${service.port.value}`);
  if (plaintextPort?.value === true) return says(`port ${PLAINTEXT_PORT} speaks no TLS, as the proxy does`);
  if (isFalse(leadsToIstiod)) return says(`Service '${name}' does not lead to istiod`);
  return isFalse(found.nameInCertificate)
    ? says(`the certificate of istiod does not hold the name '${name}.${namespace}.svc'`)
    : undefined;
}

function isFalse(value: FactMapping[string]): boolean {
  return value instanceof Traced && value.value === false;
}
