import type { JsonObject } from '../../../src/input/json.js';
import { admittedApp } from '../apps.js';
import { contents, namespace } from '../base.js';
import { live, objectAt, only, serviceAccount } from '../objects.js';
import { service } from '../services.js';
import { container, port, running } from '../workloads.js';
import { gatewayWithProxy } from './gateways.js';
import { hasCni, type Installation, imageOf, security } from './installation.js';

/** The node agents, and a Namespace whose pods have no sidecars and are in the mesh all the same. */
export function ambient(installation: Installation): readonly JsonObject[] {
  return [
    ...only(hasCni(installation), ...agent(installation, 'istio-cni-node', 'install-cni')),
    ...only(
      installation.flavor === 'ambient',
      ...agent(installation, 'ztunnel', 'ztunnel'),
      ...tide(installation),
    ),
  ];
}

/** Google keeps its plugin in kube-system. */
function agent(installation: Installation, name: string, image: string): readonly JsonObject[] {
  const namespace = installation.flavor === 'managed' ? 'kube-system' : installation.namespace;
  const account = name === 'istio-cni-node' ? 'istio-cni' : name;
  const isOnHost = name === 'istio-cni-node' && installation.minor < 24;
  return [
    serviceAccount(namespace, account),
    ...running({
      metadata: { namespace, name, labels: { app: name } },
      labels: {
        app: name,
        'k8s-app': name,
        'sidecar.istio.io/inject': 'false',
        'istio.io/dataplane-mode': 'none',
      },
      selector: { app: name },
      kind: 'DaemonSet',
      spec: {
        serviceAccountName: account,
        serviceAccount: account,
        ...(isOnHost && { hostNetwork: true }),
        containers: [
          container(
            name === 'ztunnel' ? 'istio-proxy' : 'install-cni',
            imageOf(installation, image, installation.plane),
            [port('metrics', 15020)],
          ),
        ],
      },
    }),
  ];
}

function tide(installation: Installation): readonly JsonObject[] {
  const place = (name: string) => ({ namespace: 'tide', name });
  const waypoint = {
    ...place('waypoint'),
    className: 'istio-waypoint',
    listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
    type: 'ClusterIP',
    labels: { 'istio.io/waypoint-for': 'service' },
  };
  const labels = { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint' };
  return [
    namespace('tide', installation, labels),
    ...contents('tide'),
    ...admittedApp({ ...place('gauge'), listens: 8080 }, redirected),
    ...admittedApp(
      { ...place('buoy'), labels: { app: 'buoy', 'istio.io/dataplane-mode': 'none' } },
      (pod) => pod,
    ),
    service(place('gauge'), { app: 'gauge' }, [{ name: 'http', port: 80, targetPort: 'web' }]),
    ...gatewayWithProxy(installation, waypoint),
    live(security(installation), 'AuthorizationPolicy', place('readers'), {
      spec: {
        targetRefs: [{ kind: 'Service', group: '', name: 'gauge' }],
        rules: [
          {
            from: [{ source: { principals: ['cluster.local/ns/quay/sa/booking'] } }],
            to: [{ operation: { methods: ['GET'] } }],
          },
        ],
      },
    }),
    live(security(installation), 'AuthorizationPolicy', place('from-waypoint'), {
      spec: {
        selector: { matchLabels: { app: 'gauge' } },
        rules: [{ from: [{ source: { principals: ['cluster.local/ns/tide/sa/waypoint'] } }] }],
      },
    }),
    live(security(installation), 'PeerAuthentication', place('default'), {
      spec: { mtls: { mode: 'STRICT' } },
    }),
  ];
}

/** The plugin writes on the pod that its traffic goes through ztunnel. */
function redirected(pod: JsonObject): JsonObject {
  const metadata = objectAt(pod, 'metadata');
  const annotations = { ...objectAt(metadata, 'annotations'), 'ambient.istio.io/redirection': 'enabled' };
  return { ...pod, metadata: { ...metadata, annotations } };
}
