import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { Unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { HOST_KINDS, type IstioHost, type IstioHosts, istioHosts } from './istio-hosts.js';
import { VIRTUAL_SERVICE } from './virtual-services.js';

export const SIDECAR: KindName = 'networking.istio.io/Sidecar';

/** The hosts of other workloads that each Sidecar names, and whether there is such a host in the namespace that it names. */
export const istioSidecarHosts: FactSource = {
  kind: 'IstioSidecarHost',
  reads: [SIDECAR],
  looksAt: [...HOST_KINDS, VIRTUAL_SERVICE, 'Secret'],
  derive: (graph) => {
    const sidecars = graph.ofKind(SIDECAR);
    if (sidecars.length === 0) return [];
    const hosts = istioHosts(graph);
    const routed = routedHosts(graph);
    return sidecars.flatMap((sidecar) =>
      pick(sidecar.value, '/spec/egress/*/hosts/*').flatMap(({ value, path }) =>
        hostFact(sidecar, path, value, hosts, routed),
      ),
    );
  },
};

/** A Sidecar also takes in what a VirtualService calls its hosts, whether anything has that name or not. */
function routedHosts(graph: Graph): ReadonlySet<Json> {
  return new Set(
    graph
      .ofKind(VIRTUAL_SERVICE)
      .flatMap(({ value }) => pick(value, '/spec/hosts/*').map((host) => host.value)),
  );
}

const ENTRY = /^([^/]+)\/([^/]+)$/;

function hostFact(
  sidecar: Resource,
  path: Path,
  entry: Json,
  hosts: IstioHosts,
  routed: ReadonlySet<Json>,
): readonly Resource[] {
  const [, namespace, name] = (typeof entry === 'string' && !isPlaceholder(entry) && ENTRY.exec(entry)) || [];
  if (namespace === undefined || name === undefined || namespace === '~') return [];
  const isNamed = /^[^*.]/.test(namespace);
  return [
    fact('IstioSidecarHost', { resource: sidecar, path }, [sidecar.id.name, ...path.slice(1)].join('/'), {
      sidecar: copied(sidecar, ['metadata', 'name']),
      entry: copied(sidecar, path),
      namespace: isNamed ? concluded(namespace, sidecar, path) : undefined,
      host: name,
      ...(name.includes('*') || routed.has(name) ? {} : finding(sidecar, path, { namespace, name }, hosts)),
    }),
  ];
}

interface Entry {
  readonly namespace: string;
  readonly name: string;
}

/** Hosts are compared as they stand with full names: a short one is nobody's. */
function finding(sidecar: Resource, path: Path, { namespace, name }: Entry, hosts: IstioHosts): FactMapping {
  const own = namespace === '.' ? sidecar.id.namespace : namespace === '*' ? undefined : namespace;
  const host = hosts(name, sidecar.id.namespace);
  if (host === undefined) return {};
  const isShort = !name.includes('.') && host.entries.length === 0;
  if (isShort) return { full: `${name}.${own ?? 'NAMESPACE'}.svc.cluster.local` };
  return { found: concluded(found(host, own), sidecar, path), elsewhere: elsewhere(host, own) };
}

function found(host: IstioHost, namespace: string | undefined): Json {
  if (host.hidden.length > 0 || host.known === undefined) return true;
  if (host.known === false || host.known instanceof Unknown) return host.known;
  return namespace === undefined || owners(host).some((owner) => owner === namespace || owner === undefined);
}

function owners({ services, entries }: IstioHost): readonly (string | undefined)[] {
  return [...services, ...entries].map(({ id }) => id.namespace);
}

/** Where the host is, if not in the namespace that the entry names. */
function elsewhere(host: IstioHost, namespace: string | undefined): string | undefined {
  const [first] = owners(host);
  return first === namespace ? undefined : first;
}
