import type { JsonObject } from '../../../src/input/json.js';
import { base64 } from '../../facts/pem.js';
import { contents, namespace } from '../base.js';
import { live, only, secret, serviceAccount } from '../objects.js';
import { type ServicePort, service } from '../services.js';
import { container, running } from '../workloads.js';
import { gatewayVersion, hasGatewayApi } from './crds.js';
import { gateway, PROXY_PORTS, proxy } from './injection.js';
import { type Installation, isConfigured, labelsOf } from './installation.js';
import { PORTAL } from './pem.js';

/** Where traffic enters: the namespace and name of the ingress gateway; its pods are `istio: <name>`. */
export function gateOf({ flavor }: Installation): { readonly namespace: string; readonly name: string } {
  return flavor === 'aks'
    ? { namespace: 'aks-istio-ingress', name: 'aks-istio-ingressgateway-external' }
    : { namespace: 'pier', name: 'gate' };
}

/** The add-on of AKS has no gateway for what leaves. */
export function hasExit(installation: Installation): boolean {
  return isConfigured(installation) && installation.flavor !== 'aks';
}

/** The gateways with their Namespace, by the chart of a gateway, or as the Gateway API has them made. */
export function gateways(installation: Installation): readonly JsonObject[] {
  const gate = gateOf(installation);
  return [
    namespace(gate.namespace, installation, labelsOf(installation)),
    ...contents(gate.namespace),
    ...deployed(installation, gate, 'LoadBalancer'),
    ...only(hasExit(installation), ...deployed(installation, { ...gate, name: 'exit' }, 'ClusterIP')),
    credential(gate.namespace, 'portal-credential'),
    ...only(
      hasGatewayApi(installation),
      ...gatewayClasses(installation),
      ...shore(installation),
      credential(gate.namespace, 'shore-credential'),
    ),
  ];
}

function credential(namespace: string, name: string): JsonObject {
  const data = { 'tls.crt': base64(PORTAL), 'tls.key': base64('a private key is nobody’s business') };
  return secret({ namespace, name }, data, 'kubernetes.io/tls');
}

/** Through 1.10 proxies listen above 1024. */
function portsOf({ minor }: Installation): readonly ServicePort[] {
  const isHigh = minor <= 10;
  return [
    { name: 'status-port', port: 15021 },
    { name: 'http2', port: 80, targetPort: isHigh ? 8080 : 80 },
    { name: 'https', port: 443, targetPort: isHigh ? 8443 : 443 },
  ];
}

/** In 1.9 the chart wrote the proxy out; later the injector does it. */
function deployed(
  installation: Installation,
  place: { readonly namespace: string; readonly name: string },
  type: string,
): readonly JsonObject[] {
  const { namespace, name } = place;
  const { plane, minor } = installation;
  const isWritten = minor < 10;
  const own = { app: name, istio: name };
  const labels = { ...own, 'sidecar.istio.io/inject': String(!isWritten) };
  const annotations = isWritten ? {} : { 'inject.istio.io/templates': 'gateway' };
  const written = proxy(installation, plane, ['proxy', 'router'], PROXY_PORTS, {});
  const containers = [isWritten ? written : container('istio-proxy', 'auto', PROXY_PORTS)];
  return [
    serviceAccount(namespace, name),
    ...running({
      metadata: { namespace, name, labels: own },
      labels,
      selector: own,
      annotations,
      spec: { serviceAccountName: name, serviceAccount: name, containers },
      ...(!isWritten && { admit: gateway(installation, plane) }),
    }),
    service({ namespace, name, labels: own }, own, portsOf(installation), { type }),
  ];
}

/** The classes that istiod makes. */
function gatewayClasses(installation: Installation): readonly JsonObject[] {
  const names = {
    istio: 'istio.io/gateway-controller',
    ...(installation.minor >= 20 && { 'istio-remote': 'istio.io/unmanaged-gateway' }),
    ...(installation.flavor === 'ambient' && { 'istio-waypoint': 'istio.io/mesh-controller' }),
  };
  return Object.entries(names).map(([name, controllerName]) =>
    live(
      gatewayVersion(installation),
      'GatewayClass',
      { name },
      {
        spec: { controllerName },
        status: { conditions: [{ type: 'Accepted', status: 'True', reason: 'Accepted' }] },
      },
    ),
  );
}

/** A Gateway of the Gateway API, and what istiod makes of it. */
function shore(installation: Installation): readonly JsonObject[] {
  const { namespace } = gateOf(installation);
  const allowedRoutes = { namespaces: { from: 'All' } };
  const certificateRefs = [{ group: '', kind: 'Secret', name: 'shore-credential' }];
  const listeners = [
    { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes },
    {
      name: 'https',
      port: 443,
      protocol: 'HTTPS',
      allowedRoutes,
      tls: { mode: 'Terminate', certificateRefs },
    },
  ];
  return gatewayWithProxy(installation, {
    namespace,
    name: 'shore',
    className: 'istio',
    listeners,
    type: 'LoadBalancer',
  });
}

export interface GeneratedGateway {
  readonly namespace: string;
  readonly name: string;
  readonly className: string;
  readonly listeners: readonly JsonObject[];
  readonly type: string;
  readonly labels?: JsonObject;
}

/** From 1.18 the objects are called after the class, too; a waypoint is called after itself. */
export function gatewayWithProxy(installation: Installation, given: GeneratedGateway): readonly JsonObject[] {
  const { namespace, name, className, listeners, type } = given;
  const { minor, plane } = installation;
  const isWaypoint = className === 'istio-waypoint';
  const made = isWaypoint || minor < 18 ? name : `${name}-${className}`;
  const key = minor < 20 ? 'istio.io/gateway-name' : 'gateway.networking.k8s.io/gateway-name';
  const own = { [key]: name };
  const condition = (type: string) => ({ type, status: 'True', reason: type });
  const object = live(
    gatewayVersion(installation),
    'Gateway',
    { namespace, name, labels: { ...gatewayRevision(installation), ...given.labels } },
    {
      spec: { gatewayClassName: className, listeners },
      status: {
        addresses: [{ type: 'Hostname', value: `${made}.${namespace}.svc.cluster.local` }],
        conditions: [condition('Accepted'), condition('Programmed')],
        listeners: listeners.map(({ name = '' }) => ({
          name,
          attachedRoutes: 1,
          conditions: [condition('Accepted'), condition('Programmed'), condition('ResolvedRefs')],
          supportedKinds: [],
        })),
      },
    },
  );
  const what = ['proxy', isWaypoint ? 'waypoint' : 'router'];
  const containers = [proxy(installation, plane, what, PROXY_PORTS, {})];
  const ports = listeners.map(({ name, port }) => ({ name: String(name), port: Number(port) }));
  return [
    object,
    serviceAccount(namespace, made, own),
    ...running({
      metadata: {
        namespace,
        name: made,
        labels: { ...own, 'gateway.istio.io/managed': 'istio.io-gateway-controller' },
      },
      labels: {
        ...own,
        'gateway.networking.k8s.io/gateway-class-name': className,
        'gateway.istio.io/managed': 'istio.io-gateway-controller',
        'service.istio.io/canonical-name': made,
        'service.istio.io/canonical-revision': 'latest',
        'sidecar.istio.io/inject': 'false',
        ...(minor >= 24 && { 'istio.io/dataplane-mode': 'none' }),
      },
      selector: own,
      annotations: {
        'istio.io/rev': plane.revision,
        'prometheus.io/path': '/stats/prometheus',
        'prometheus.io/port': '15020',
        'prometheus.io/scrape': 'true',
      },
      spec: { serviceAccountName: made, serviceAccount: made, containers },
    }),
    service({ namespace, name: made, labels: own }, own, [{ name: 'status-port', port: 15021 }, ...ports], {
      type,
    }),
  ];
}

/** A Gateway is served by the revision or tag that it names, and by the default one where it names none. */
function gatewayRevision({ plane, tags: [tag] }: Installation): JsonObject {
  return plane.suffix === '' ? {} : { 'istio.io/rev': tag ?? plane.revision };
}
