import type { Json, JsonObject } from '../../src/input/json.js';
import { base64 } from '../facts/pem.js';
import { added, all, type Change, changed, removed, set } from './changes.js';
import type { Alteration } from './fault.js';
import { itemsAt, live, objectAt } from './objects.js';
import { SHORT_ROOT } from './pem.js';
import { service } from './services.js';

const MESH = 'MeshConfig {osm}/osm-mesh-config';
const MUTATING = 'MutatingWebhookConfiguration {injector}';
const VALIDATING = 'ValidatingWebhookConfiguration {validator}';
const BUNDLE = '/webhooks/0/clientConfig/caBundle';
const ROUTES = 'HTTPRouteGroup bookstore/bookstore-service-routes';

function withAll(what: string, key: string, change: (item: JsonObject) => Json): Change {
  return changed(what, (object) => {
    const spec = objectAt(object, 'spec');
    return { ...object, spec: { ...spec, [key]: itemsAt(spec, key).map(change) } };
  });
}

/** What looks odd, or is told to be wrong, and works. */
export const HARMLESS: readonly Alteration[] = [
  {
    name: 'A CA of an elliptic curve is shorter than the troubleshooting page wants',
    since: '0.10',
    change: all(set(MUTATING, BUNDLE, base64(SHORT_ROOT)), set(VALIDATING, BUNDLE, base64(SHORT_ROOT))),
  },
  {
    name: 'The CRD of UDPRoutes is missing, which OSM does not read',
    before: '0.9',
    change: removed('CustomResourceDefinition udproutes.specs.smi-spec.io'),
  },
  {
    name: 'The conversion of a CRD calls a port that nobody offers, and has nothing to convert',
    since: '1.0',
    before: '1.1',
    change: set(
      'CustomResourceDefinition meshconfigs.config.openservicemesh.io',
      '/spec/conversion/webhook/clientConfig/service/port',
      443,
    ),
  },
  {
    name: 'A Service of OSM has a port more',
    change: set('Service {osm}/osm-controller', '/spec/ports/-', {
      name: 'extra',
      port: 8080,
      protocol: 'TCP',
      targetPort: 15000,
    }),
  },
  {
    name: 'AKS keeps a webhook for osm-config though 0.9 has none, and its Service',
    since: '0.9',
    before: '0.10',
    flavors: ['aks'],
    change: added(({ namespace }) => [
      service({ namespace, name: 'osm-config-validator' }, { app: 'osm-controller' }, [{ port: 9093 }]),
      live(
        'admissionregistration.k8s.io/v1',
        'ValidatingWebhookConfiguration',
        { name: 'aks-osm-webhook-osm' },
        {
          webhooks: [
            {
              name: 'osm-config-webhook.k8s.io',
              admissionReviewVersions: ['v1beta1'],
              clientConfig: {
                caBundle: base64(SHORT_ROOT),
                service: { namespace, name: 'osm-config-validator', path: '/validate-webhook', port: 9093 },
              },
              failurePolicy: 'Fail',
              namespaceSelector: { matchLabels: { name: namespace } },
              rules: [
                {
                  apiGroups: [''],
                  apiVersions: ['v1'],
                  operations: ['UPDATE'],
                  resources: ['configmaps'],
                  scope: '*',
                },
              ],
              sideEffects: 'Unknown',
            },
          ],
        },
      ),
    ]),
  },
  {
    name: 'Proxies are updated every two minutes',
    since: '0.9',
    change: set(MESH, '/spec/sidecar/configResyncInterval', '2m'),
  },
  {
    name: 'Proxies are updated every 30 seconds',
    since: '0.11',
    change: set(MESH, '/spec/sidecar/configResyncInterval', '30s'),
  },
  {
    name: 'Texts of the MeshConfig are empty that may be empty',
    since: '0.9',
    change: all(
      set(MESH, '/spec/sidecar/configResyncInterval', ''),
      set(MESH, '/spec/traffic/inboundExternalAuthorization/timeout', ''),
    ),
  },
  {
    name: 'The log level of OSM is written in capitals',
    since: '0.9',
    change: set(MESH, '/spec/observability/osmLogLevel', 'DEBUG'),
  },
  {
    name: 'No match of an HTTPRouteGroup names methods, headers or a path',
    since: '0.9',
    change: withAll(ROUTES, 'matches', ({ name = '' }) => ({ name })),
  },
  {
    name: 'Everything is allowed as seed 003 shows it',
    change: withAll(ROUTES, 'matches', ({ name = '' }) => ({
      name,
      pathRegex: '.*',
      methods: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'],
    })),
  },
  {
    name: 'A TCPRoute lists no ports, which means all',
    change: set('TCPRoute bookwarehouse/cache', '/spec/matches/ports', []),
  },
  {
    name: 'A template holds the label of a pod that was injected',
    change: set(
      'Deployment bookthief/bookthief',
      '/spec/template/metadata/labels/osm-proxy-uuid',
      'of-long-ago',
    ),
  },
  {
    name: 'A Secret of a pod that is gone was left behind',
    change: added(() => [
      live(
        'v1',
        'Secret',
        { namespace: 'bookthief', name: 'envoy-bootstrap-config-b3a7e1f0-9f0c-4f4e-a1d2-1f8b1c7d9e10' },
        {
          data: { 'bootstrap.yaml': '' },
          type: 'Opaque',
        },
      ),
    ]),
  },
  {
    name: 'A namespace is ignored and in no mesh',
    change: set('Namespace default', '/metadata/labels/openservicemesh.io~1ignore', 'true'),
  },
  {
    name: 'The injection annotation is written in capitals',
    change: set('Namespace bookbuyer', '/metadata/annotations/openservicemesh.io~1sidecar-injection', 'TRUE'),
  },
  {
    name: 'A Deployment keeps the ReplicaSet of its last release',
    change: (objects, installation) =>
      added(() =>
        objects
          .filter(
            ({ kind, metadata }) =>
              kind === 'ReplicaSet' && String(objectAt(metadata).name).startsWith('osm-controller'),
          )
          .map((replicaSet) => {
            const metadata = objectAt(replicaSet, 'metadata');
            const old = { ...metadata, name: `${metadata.name}-old`, uid: `${metadata.uid}-old` };
            return { ...replicaSet, metadata: old, spec: { ...objectAt(replicaSet, 'spec'), replicas: 0 } };
          }),
      )(objects, installation),
  },
  {
    name: 'A pod outside the mesh has a container that is called envoy',
    change: changed('Pod outside/windows-service-*', (pod) => {
      const spec = objectAt(pod, 'spec');
      const containers = itemsAt(spec, 'containers').map((each) => ({ ...each, name: 'envoy' }));
      return { ...pod, spec: { ...spec, containers } };
    }),
  },
  {
    name: 'gRPC is spelled as its makers do',
    change: set('Service bookstore/bookstore-v1', '/spec/ports/0/appProtocol', 'gRPC'),
  },
  {
    name: 'Sidecars call an Egress of TCP at any address',
    since: '0.9',
    change: set('Egress bookbuyer/database', '/spec/ipAddresses', undefined),
  },
];
