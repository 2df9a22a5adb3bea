import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, type FactSource, type FactValue, fact } from '../fact.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { HOST_KINDS, type IstioHosts, istioHosts, SERVICE_ENTRY } from './istio-hosts.js';

/** ServiceEntries beside what already has their hosts, and ports of endpoints that no port of theirs leads to. */
export const serviceEntries: FactSource = {
  kind: 'IstioServiceEntry',
  reads: [SERVICE_ENTRY],
  looksAt: [...HOST_KINDS, 'Secret'],
  derive: (graph) => {
    const entries = graph.ofKind(SERVICE_ENTRY);
    if (entries.length === 0) return [];
    const hosts = istioHosts(graph);
    return entries.map((entry) =>
      fact('IstioServiceEntry', { resource: entry, path: ['metadata', 'name'] }, entry.id.name, {
        serviceEntry: entry.id.name,
        hostsOfServices: hostsOfServices(entry, hosts),
        strayPorts: strayPorts(entry),
      }),
    );
  },
};

/** A short name is completed nowhere here, and so is no Service. What adds names of certificates is for a Service. */
function hostsOfServices(entry: Resource, hosts: IstioHosts): readonly FactValue[] {
  if (itemsAt(entry.value, ['spec', 'subjectAltNames']).length > 0) return [];
  return pick(entry.value, '/spec/hosts/*').flatMap(({ value, path }) => {
    const isFull = typeof value === 'string' && value.includes('.');
    const [service] = isFull ? (hosts(value, entry.id.namespace)?.services ?? []) : [];
    if (service === undefined) return [];
    const { name, namespace } = service.id;
    return [{ host: concluded(value, entry, path), service: name, namespace }];
  });
}

/** Endpoints lead by the names of the ports; the validator refuses any other name. */
function strayPorts(entry: Resource): readonly FactValue[] {
  const ports = itemsAt(entry.value, ['spec', 'ports']);
  const names = ports.map((port) => textAt(port, ['name']));
  if (names.some(isPlaceholder) || isPlaceholder(mappingAt(entry.value, ['spec']).ports)) return [];
  return pick(entry.value, '/spec/endpoints/*/ports/*').flatMap(({ path }) => {
    const name = String(path.at(-1));
    return names.includes(name) ? [] : [{ name: concluded(name, entry, path), known: names.join(', ') }];
  });
}
