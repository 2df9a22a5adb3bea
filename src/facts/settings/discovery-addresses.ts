import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { components } from '../control-planes/components.js';
import { concluded, copied, type FactSource, type FactValue, fact } from '../fact.js';
import { calledService } from '../webhooks/called-services.js';
import type { Surroundings } from '../webhooks/surroundings.js';

const ADDRESS: Path = ['data', 'mesh', INSIDE_YAML, 'defaultConfig', 'discoveryAddress'];

interface Host {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
}

/** Where the mesh configurations send the proxies for their configuration. */
export const discoveryAddresses: FactSource = {
  kind: 'DiscoveryAddress',
  reads: ['ConfigMap'],
  looksAt: ['Endpoints', 'Pod', 'Service', 'apps/Deployment', 'discovery.k8s.io/EndpointSlice'],
  derive: (graph) => {
    const surroundings = {
      graph,
      istiods: components(graph, 'istiod', 'discovery'),
      latestTime: undefined,
    };
    return meshConfigurations(graph).flatMap((configMap) => discoveryAddress(surroundings, configMap) ?? []);
  },
};

/** ConfigMap `istio` of the default revision, `istio-<revision>` of the others. */
function meshConfigurations(graph: Graph): readonly Resource[] {
  return graph.ofKind('ConfigMap').filter(({ id }) => /^istio(-|$)/.test(id.name));
}

function discoveryAddress(surroundings: Surroundings, configMap: Resource): Resource | undefined {
  const address = copied(configMap, ADDRESS);
  if (address === undefined) return undefined;
  const host = serviceIn(String(address.value), configMap.id.namespace);
  return fact('DiscoveryAddress', { resource: configMap, path: ADDRESS }, configMap.id.name, {
    address,
    ...(host === undefined ? {} : toService(surroundings, configMap, host)),
  });
}

/** A host such as `istiod.istio-system.svc` names a Service; any other may stand anywhere. */
function serviceIn(address: string, own: string | undefined): Host | undefined {
  const [, host = '', port] = /^([a-z0-9.-]+):(\d{1,5})$/.exec(address) ?? [];
  const [name, namespace, svc, ...domain] = host.split('.');
  if (!name || !namespace || port === undefined) return undefined;
  const isService = svc === 'svc' || (svc === undefined && domain.length === 0 && namespace === own);
  return isService ? { name, namespace, port: Number(port) } : undefined;
}

function toService(
  surroundings: Surroundings,
  configMap: Resource,
  host: Host,
): { readonly [key: string]: FactValue } {
  const at = (value: string | number) => concluded(value, configMap, ADDRESS);
  const { serviceType, portListed } = calledService(surroundings.graph, host);
  return {
    service: { name: at(host.name), namespace: at(host.namespace), port: at(host.port) },
    serviceType,
    portListed,
  };
}
