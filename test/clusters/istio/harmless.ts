import type { Json, JsonObject } from '../../../src/input/json.js';
import { base64 } from '../../facts/pem.js';
import {
  added,
  all,
  type Change,
  changed,
  event,
  inEntries,
  inTemplate,
  removed,
  rewritten,
  set,
} from '../changes.js';
import { configMap, itemsAt, live, nameOf, objectAt } from '../objects.js';
import type { Alteration } from './fault.js';
import { imaged, uninjected } from './injection.js';
import { FLAVORS, type Flavor, type Installation } from './installation.js';
import { ISTIO_ROOT, OTHER_ROOT } from './pem.js';

const IN_CLUSTER: readonly Flavor[] = ['default', 'revisioned', 'canary', 'tagged', 'asm', 'ambient', 'aks'];
const CONFIGURED = FLAVORS.filter((flavor) => flavor !== 'remote');
const PIER = CONFIGURED.filter((flavor) => flavor !== 'aks');

const INJECTOR = 'MutatingWebhookConfiguration {injector}';
const BUNDLE = '/clientConfig/caBundle';
const ALL_ROOTS = 'ConfigMap */istio-ca-root-cert';

/** A value in istiod's environment. */
function environment(name: string, value: string): Change {
  return inTemplate('{ns}/{istiod}', '/spec/containers/0/env/-', { name, value });
}

/** Pods once more, as they were left behind by what happened to them. */
function leftBehind(what: string, change: (pod: JsonObject) => JsonObject): Change {
  return (objects, place) => {
    const left = (object: JsonObject) => {
      const metadata = objectAt(object, 'metadata');
      return change({
        ...object,
        metadata: { ...metadata, name: `${metadata.name}-old`, uid: `${metadata.uid}-old` },
      });
    };
    const found: JsonObject[] = [];
    changed(what, (object) => {
      found.push(left(object));
      return object;
    })(objects, place);
    return [...objects, ...found];
  };
}

function evicted(pod: JsonObject): JsonObject {
  return {
    ...pod,
    status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
  };
}

function admitting(name: string, ports: readonly JsonObject[]): Change<Installation> {
  return added(({ namespace }) => [
    live(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      { namespace, name },
      {
        spec: {
          podSelector: { matchLabels: { app: 'istiod' } },
          policyTypes: ['Ingress'],
          ingress: ports.length === 0 ? [{}] : [{ ports }],
        },
      },
    ),
  ]);
}

/** Certificates, and who they are of. */
const CERTIFICATES: readonly Alteration[] = [
  {
    name: 'The CA bundle holds the next root beside the present one',
    flavors: IN_CLUSTER,
    change: inEntries(INJECTOR, BUNDLE, base64(OTHER_ROOT + ISTIO_ROOT)),
  },
  {
    name: 'The CA bundle has the line ends of Windows',
    flavors: IN_CLUSTER,
    change: inEntries(INJECTOR, BUNDLE, base64(ISTIO_ROOT.replaceAll('\n', '\r\n'))),
  },
  {
    name: 'Another authority signs for the mesh',
    flavors: ['default', 'revisioned', 'ambient', 'aks'],
    change: all(
      set(ALL_ROOTS, '/data/root-cert.pem', OTHER_ROOT),
      inEntries('MutatingWebhookConfiguration *', BUNDLE, base64(OTHER_ROOT)),
      inEntries('ValidatingWebhookConfiguration *', BUNDLE, base64(OTHER_ROOT)),
    ),
  },
  {
    name: 'The root is handed out as a ClusterTrustBundle',
    flavors: ['default', 'revisioned', 'ambient'],
    since: 26,
    change: all(environment('ENABLE_CLUSTER_TRUST_BUNDLE_API', 'true'), removed(ALL_ROOTS)),
  },
  {
    name: 'The ConfigMap of the root has another name',
    flavors: ['default', 'revisioned', 'ambient'],
    since: 24,
    change: all(environment('PILOT_CA_CERT_CONFIGMAP', 'harbour-root'), removed(ALL_ROOTS)),
  },
];

/** How webhooks may be written. */
const WEBHOOKS: readonly Alteration[] = [
  {
    name: 'A webhook says no port, which means 443',
    flavors: IN_CLUSTER,
    change: inEntries(INJECTOR, '/clientConfig/service/port', undefined),
  },
  {
    name: 'The path of the injector tells the cluster and its network',
    flavors: IN_CLUSTER,
    change: inEntries(INJECTOR, '/clientConfig/service/path', '/inject/cluster/outpost/net/outer'),
  },
  {
    name: 'A webhook says nothing of failures, which means Fail',
    flavors: IN_CLUSTER,
    change: inEntries(INJECTOR, '/failurePolicy', undefined),
  },
  {
    name: 'istiod has just started, and has yet to see its validator at work',
    flavors: IN_CLUSTER,
    since: 11,
    change: inEntries('ValidatingWebhookConfiguration {validator}', '/failurePolicy', 'Ignore'),
  },
  {
    name: 'The Service of another cluster is known by its name',
    flavors: ['remote'],
    change: all(
      set('Service {ns}/istiod', '/spec', {
        type: 'ExternalName',
        externalName: 'istiod.harbour-control.example',
      }),
      changed('EndpointSlice {ns}/istiod*', () => undefined),
    ),
  },
  {
    name: 'A tag is called like the one that everybody asks for, and leads to the old revision',
    flavors: ['canary'],
    change: (objects, place) =>
      added(() =>
        objects
          .filter(
            (each) =>
              each.kind === 'MutatingWebhookConfiguration' && nameOf(each) === 'istio-sidecar-injector',
          )
          .map(asTag),
      )(objects, place),
  },
];

/** A tag `stable` of the same control plane. */
function asTag(injector: JsonObject): JsonObject {
  const metadata = objectAt(injector, 'metadata');
  const labels = { ...objectAt(metadata, 'labels'), 'istio.io/tag': 'stable' };
  const entries = itemsAt(injector, 'webhooks').slice(0, 2);
  const named = JSON.stringify(entries).replaceAll('"values":["default"]', '"values":["stable"]');
  return {
    ...injector,
    metadata: { ...metadata, name: 'istio-revision-tag-stable', uid: `${metadata.uid}-tag`, labels },
    webhooks: JSON.parse(named) as Json,
  };
}

/** How pods and Namespaces may ask for a proxy, or do without. */
const INJECTION: readonly Alteration[] = [
  {
    name: 'A Namespace names the default revision',
    flavors: ['default', 'ambient'],
    since: 10,
    change: all(
      set('Namespace cargo', '/metadata/labels/istio-injection', undefined),
      set('Namespace cargo', '/metadata/labels/istio.io~1rev', 'default'),
    ),
  },
  {
    name: 'A pod was evicted before its Namespace joined the mesh',
    change: all(leftBehind('Pod cargo/crane-*', evicted), uninjected('Pod cargo/crane-*-old')),
  },
  {
    name: 'A pod without proxy is about to go',
    change: all(
      leftBehind('Pod cargo/crane-*', (pod) => pod),
      uninjected('Pod cargo/crane-*-old'),
      set('Pod cargo/crane-*-old', '/metadata/deletionTimestamp', '2023-03-01T10:04:50Z'),
    ),
  },
  {
    name: 'A kubelet runs a static pod in a Namespace of the mesh',
    change: all(
      leftBehind('Pod cargo/crane-*', (pod) => {
        const { ownerReferences: _, ...metadata } = objectAt(pod, 'metadata');
        return { ...pod, metadata: { ...metadata, labels: { app: 'winch' } } };
      }),
      uninjected('Pod cargo/crane-*-old'),
      set('Pod cargo/crane-*-old', '/metadata/annotations', { 'kubernetes.io/config.mirror': 'a1b2' }),
      set('Pod cargo/crane-*-old', '/metadata/ownerReferences', [
        { apiVersion: 'v1', kind: 'Node', name: 'node-0', uid: 'n0', controller: true },
      ]),
    ),
  },
  {
    name: 'The proxy of a pod is the image without shell',
    change: changed('Pod cargo/crane-*', (pod) => imaged(pod, (image) => `${image}-distroless`)),
  },
  {
    name: 'A pod asks for a proxy of its own',
    change: all(
      inTemplate('cargo/crane', '/metadata/annotations', {
        'sidecar.istio.io/proxyImage': 'registry.harbour.example/proxy:mine',
      }),
      changed('Pod cargo/crane-*', (pod) => imaged(pod, () => 'registry.harbour.example/proxy:mine')),
    ),
  },
  {
    name: 'Annotations of a pod have all that they may have',
    change: all(
      annotated('traffic.sidecar.istio.io/includeInboundPorts', '*'),
      annotated('traffic.sidecar.istio.io/excludeOutboundPorts', ' 3306 , 5433 '),
      annotated('traffic.sidecar.istio.io/excludeInboundPorts', ''),
      annotated('traffic.sidecar.istio.io/includeOutboundIPRanges', '*'),
      annotated('prometheus.io/port', '15020'),
      annotated('prometheus.io/scrape', 'true'),
      annotated('readiness.status.sidecar.istio.io/initialDelaySeconds', '5'),
    ),
  },
  {
    name: 'A pod names the template that it would get anyway, and one of the users',
    flavors: IN_CLUSTER,
    since: 10,
    change: all(
      annotated('inject.istio.io/templates', 'sidecar,harbour'),
      rewritten('ConfigMap {ns}/{templates}', 'config', (text) =>
        text.replace('templates:\n', 'templates:\n  harbour: |\n    spec: {}\n'),
      ),
    ),
  },
  {
    name: 'Pods of a quota cannot be made, which is not for Istio to mend',
    change: event(
      'ReplicaSet cargo/crane-*',
      'FailedCreate',
      'Error creating: pods "crane-5" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=5, limited: pods=5',
    ),
  },
  {
    name: 'Events tell of an outage that is over',
    flavors: IN_CLUSTER,
    change: event(
      'ReplicaSet cargo/crane-*',
      'FailedCreate',
      'Error creating: Internal error occurred: failed calling webhook "rev.namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://{istiod}.{ns}.svc:443/inject?timeout=10s": no endpoints available for service "{istiod}"',
    ),
  },
  {
    name: 'The template of a Deployment holds the annotation of a pod that was injected',
    change: annotated('sidecar.istio.io/status', '{"containers":["istio-proxy"]}'),
  },
];

function annotated(key: string, value: string): Change {
  return inTemplate('quay/tariff', `/metadata/annotations/${key.replace('/', '~1')}`, value);
}

/** How istiod may stand in a cluster. */
const CONTROL_PLANE: readonly Alteration[] = [
  {
    name: 'An evicted pod of istiod lies beside the one that runs',
    flavors: IN_CLUSTER,
    change: leftBehind('Pod {ns}/{istiod}-*', evicted),
  },
  {
    name: 'A NetworkPolicy admits what the other one does not',
    flavors: IN_CLUSTER,
    change: all(
      admitting('proxies', [{ port: 15012, protocol: 'TCP' }]),
      admitting('api-server', [{ port: 15017, protocol: 'TCP' }]),
    ),
  },
  {
    name: 'A NetworkPolicy admits a range of ports',
    flavors: IN_CLUSTER,
    since: 17,
    change: admitting('all', [{ port: 15000, endPort: 15100, protocol: 'TCP' }]),
  },
  {
    name: 'A NetworkPolicy admits everything',
    flavors: IN_CLUSTER,
    change: admitting('all', []),
  },
  {
    name: 'The ConfigMaps of a revision that is gone were left behind',
    flavors: IN_CLUSTER,
    change: added(({ namespace }) => [
      configMap(
        { namespace, name: 'istio-1-8-6' },
        { mesh: 'defaultConfig:\n  discoveryAddress: istiod-1-8-6.istio-system.svc:15012\n' },
      ),
      configMap(
        { namespace, name: 'istio-sidecar-injector-1-8-6' },
        { config: 'policy: enabled', values: '{}' },
      ),
    ]),
  },
  {
    name: 'A pod says the discovery address that it would have anyway',
    flavors: ['default', 'ambient'],
    change: inTemplate(
      'quay/tariff',
      '/metadata/annotations/proxy.istio.io~1config',
      'discoveryAddress: istiod.istio-system.svc:15012\n',
    ),
  },
  {
    name: 'A Deployment keeps the ReplicaSet of its last release',
    flavors: IN_CLUSTER,
    change: all(
      leftBehind('ReplicaSet {ns}/{istiod}-*', (each) => each),
      set('ReplicaSet {ns}/{istiod}-*-old', '/spec/replicas', 0),
    ),
  },
  {
    name: 'istiod runs on a port for webhooks of its own',
    flavors: ['default', 'revisioned', 'ambient', 'aks'],
    change: all(
      inTemplate('{ns}/{istiod}', '/spec/containers/0/args/-', '--httpsAddr=:15117'),
      set('Service {ns}/{istiod}', '/spec/ports/2/targetPort', 15117),
    ),
  },
  {
    name: 'The ports of istiod have other names',
    flavors: IN_CLUSTER,
    change: set('Service {ns}/{istiod}', '/spec/ports/2/name', 'webhooks'),
  },
];

function object(kind: string, place: string, spec: JsonObject): Change<Installation> {
  const [namespace = '', name = ''] = place.split('/');
  return added(({ names }) => [
    live(
      kind === 'AuthorizationPolicy' ? (names.security ?? '') : (names.networking ?? ''),
      kind,
      { namespace: namespace.replace('{ns}', names.ns ?? ''), name },
      { spec },
    ),
  ]);
}

/** What may be written in objects of Istio. */
const OBJECTS: readonly Alteration[] = [
  {
    name: 'A VirtualService belongs to the default revision',
    flavors: ['default', 'ambient'],
    change: set('VirtualService quay/booking', '/metadata/labels', { 'istio.io/rev': 'default' }),
  },
  {
    name: 'A DestinationRule is for all Services of a Namespace',
    flavors: CONFIGURED,
    change: object('DestinationRule', 'cargo/all', {
      host: '*.cargo.svc.cluster.local',
      trafficPolicy: { connectionPool: { tcp: { maxConnections: 10 } } },
    }),
  },
  {
    name: 'A DestinationRule is for the whole mesh',
    flavors: CONFIGURED,
    change: object('DestinationRule', '{ns}/all', {
      host: '*.local',
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    }),
  },
  {
    name: 'An AuthorizationPolicy of the root namespace selects pods of another one',
    flavors: CONFIGURED,
    change: object('AuthorizationPolicy', '{ns}/no-night-work', {
      selector: { matchLabels: { app: 'crane' } },
      action: 'DENY',
      rules: [{ to: [{ operation: { ports: ['7009'] } }] }],
    }),
  },
  {
    name: 'A VirtualService leads to a host of a wildcard ServiceEntry',
    flavors: CONFIGURED,
    change: object('VirtualService', 'quay/north', {
      hosts: ['north.tides.example'],
      tls: [
        {
          match: [{ port: 443, sniHosts: ['north.tides.example'] }],
          route: [{ destination: { host: 'north.tides.example', port: { number: 443 } } }],
        },
      ],
    }),
  },
  {
    name: 'ServiceEntries of one host offer other ports',
    flavors: CONFIGURED,
    change: object('ServiceEntry', 'pier/weather-plain', {
      hosts: ['weather.example.org'],
      location: 'MESH_EXTERNAL',
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: 'DNS',
    }),
  },
  {
    name: 'ServiceEntries of one host and port do not meet',
    flavors: CONFIGURED,
    change: all(
      object('ServiceEntry', 'cargo/rates', {
        hosts: ['rates.example.net'],
        exportTo: ['.'],
        addresses: ['240.0.9.9'],
        location: 'MESH_EXTERNAL',
        ports: [{ number: 80, name: 'tcp', protocol: 'TCP' }],
        resolution: 'DNS',
      }),
    ),
  },
  {
    name: 'The shares of a route are not 100 in all',
    flavors: CONFIGURED,
    since: 17,
    change: all(
      set('VirtualService quay/booking', '/spec/http/1/route/0/weight', 9),
      set('VirtualService quay/booking', '/spec/http/1/route/1/weight', 1),
    ),
  },
  {
    name: 'A Gateway names the port of its pods',
    flavors: PIER,
    before: 11,
    change: set('Gateway pier/public', '/spec/servers/0/port/number', 8080),
  },
  {
    name: 'Two Gateways take HTTP for one host, and its routes are put together',
    flavors: PIER,
    change: object('Gateway', 'pier/more', {
      selector: { istio: 'gate' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['notices.harbour.example'] }],
    }),
  },
  {
    name: 'Fields are null that may be null',
    flavors: CONFIGURED,
    change: all(
      set('VirtualService quay/booking', '/spec/gateways', null),
      set('DestinationRule quay/booking', '/spec/exportTo', null),
    ),
  },
  {
    name: 'An EnvoyFilter takes a filter away, and has no value for it',
    flavors: PIER.filter((flavor) => flavor !== 'managed'),
    since: 14,
    change: set('EnvoyFilter pier/no-powered-by', '/spec/configPatches/0', {
      applyTo: 'HTTP_FILTER',
      match: {
        context: 'GATEWAY',
        listener: {
          filterChain: {
            filter: {
              name: 'envoy.filters.network.http_connection_manager',
              subFilter: { name: 'envoy.filters.http.grpc_stats' },
            },
          },
        },
      },
      patch: { operation: 'REMOVE' },
    }),
  },
];

/** What looks odd, or is told to be wrong, and works. */
export const HARMLESS: readonly Alteration[] = [
  ...CERTIFICATES,
  ...WEBHOOKS,
  ...INJECTION,
  ...CONTROL_PLANE,
  ...OBJECTS,
];
