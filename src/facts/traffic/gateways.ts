import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { itemsAt, textAt } from '../metadata.js';

/** The kind `Gateway` of Istio; the Gateway API has another of that name. */
export const GATEWAY = 'networking.istio.io/Gateway';

export const API_GATEWAY = 'gateway.networking.k8s.io/Gateway';

/** One server of a Gateway of Istio: what it listens for, and whether anything comes through. */
export interface GatewayServer {
  readonly gateway: Resource;
  readonly path: Path;
  readonly port: number;
  readonly protocol: string;
  readonly bind: string;
  /** Its settings of TLS, where it has any. */
  readonly tls: Json | undefined;
  /** As istiod compares them: `./a.com` is `NAMESPACE/a.com`, `*\/a.com` is `a.com`. */
  readonly hosts: readonly string[];
}

/** The servers of a Gateway. One whose port cannot be told yet is left out. */
export function serversOf(gateway: Resource): readonly GatewayServer[] {
  return itemsAt(gateway.value, ['spec', 'servers']).flatMap((server, index) => {
    const port = valueAt(server, ['port', 'number']);
    const protocol = textAt(server, ['port', 'protocol']);
    if (typeof port !== 'number' || protocol === undefined) return [];
    return {
      gateway,
      path: ['spec', 'servers', index],
      port,
      protocol: protocol.toUpperCase(),
      bind: textAt(server, ['bind']) ?? '',
      tls: valueAt(server, ['tls']) ?? undefined,
      hosts: comparableHosts(itemsAt(server, ['hosts']), gateway.id.namespace),
    };
  });
}

function comparableHosts(hosts: readonly Json[], namespace: string | undefined): readonly string[] {
  const texts = hosts.filter((host) => typeof host === 'string' && !isPlaceholder(host)).map(String);
  if (texts.includes('*/*')) return ['*'];
  return texts.map((host) => {
    if (host.startsWith('*/')) return host.slice(2);
    return host.startsWith('./') && namespace !== undefined ? `${namespace}${host.slice(1)}` : host;
  });
}
