/** A Service of the cluster, as an address names it, and its port. */
export interface ServiceAddress {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
}

const LABEL = '[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?';
const HOST_AND_PORT = new RegExp(`^(${LABEL}(\\.${LABEL})*\\.?|\\[[0-9A-Fa-f:.]+\\]):\\d{1,5}$`);

/** Whether a proxy can read an address: a host name or IP address, a colon, and a port. */
export function isHostAndPort(address: string): boolean {
  const port = Number(/:(\d+)$/.exec(address)?.[1]);
  return HOST_AND_PORT.test(address) && port >= 1 && port <= 65535;
}

/** A host such as `istiod.istio-system.svc` names a Service, `istiod.istio-system` too; any other may stand anywhere. */
export function serviceIn(
  address: string,
  isNamespace: (name: string) => boolean,
): ServiceAddress | undefined {
  const [, host = '', port] = /^([a-z0-9.-]+):(\d{1,5})$/.exec(address) ?? [];
  const [name, namespace, svc, ...domain] = host.split('.');
  if (!name || !namespace || port === undefined) return undefined;
  const isService = svc === 'svc' || (svc === undefined && domain.length === 0 && isNamespace(namespace));
  return isService ? { name, namespace, port: Number(port) } : undefined;
}
