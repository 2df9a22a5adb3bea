import type { JsonObject } from '../../src/input/json.js';
import { plainApp } from './apps.js';
import { contents, namespace, node, ownNamespaces, ownServices } from './base.js';
import { app, meshed } from './bookstore.js';
import { has, type Installation } from './installation.js';
import { hasContour } from './mesh-config.js';
import { configMap, only } from './objects.js';
import { service } from './services.js';
import { container, running } from './workloads.js';

/** The cluster that OSM is installed in: nodes, Kubernetes' own Namespaces, and DNS. */
export function surroundings(installation: Installation): readonly JsonObject[] {
  return [
    node('node-0', 'linux', installation),
    ...only(has(installation, 'oddities'), node('akswin-0', 'windows', installation)),
    ...ownNamespaces(installation),
    namespace('kube-system', installation, kubeSystemLabels(installation)),
    ...contents('kube-system'),
    ...ownNamespace(installation),
    ...ownServices(),
  ];
}

/** AKS labels kube-system, and the job of the Arc chart puts it beyond the reach of the mesh. */
function kubeSystemLabels({ flavor }: Installation): JsonObject {
  if (flavor === 'aks')
    return {
      'addonmanager.kubernetes.io/mode': 'Reconcile',
      'control-plane': 'true',
      'kubernetes.io/cluster-service': 'true',
    };
  return flavor === 'arc' ? { 'openservicemesh.io/ignore': 'true' } : {};
}

/** The Namespace of OSM; on AKS it is kube-system. Contour in it makes it a part of the mesh. */
function ownNamespace(installation: Installation): readonly JsonObject[] {
  const { flavor, namespace: name } = installation;
  if (flavor === 'aks') return [];
  const ignored = { 'openservicemesh.io/ignore': 'true', 'admission.policy.azure.com/ignore': 'true' };
  const monitored = hasContour(installation) ? { 'openservicemesh.io/monitored-by': 'osm' } : {};
  const labels = flavor === 'arc' ? { name, ...ignored } : { name, ...monitored };
  return [
    namespace(name, installation, labels),
    ...contents(name),
    ...only(flavor === 'arc', namespace('azure-arc', installation, ignored), ...contents('azure-arc')),
  ];
}

/** What looks like a mistake and is none. */
export function oddities(installation: Installation): readonly JsonObject[] {
  const annotated = (value: string) => ({ 'openservicemesh.io/sidecar-injection': value });
  const monitored = { 'openservicemesh.io/monitored-by': 'osm' };
  return [
    meshed('mixed', installation),
    ...contents('mixed'),
    ...plainApp({ namespace: 'mixed', name: 'opted-out', annotations: annotated('False') }),
    ...plainApp({ namespace: 'mixed', name: 'migration', kind: 'Job', annotations: annotated('disabled') }),
    ...app({ namespace: 'mixed', name: 'udp-server', listens: 8080 }, installation),
    service({ namespace: 'mixed', name: 'udp-server' }, { app: 'udp-server' }, [
      { name: 'http-web', port: 8080 },
      { name: 'dns', port: 53, protocol: 'UDP', appProtocol: 'dns' },
    ]),
    service({ namespace: 'mixed', name: 'elsewhere' }, undefined, [], {
      type: 'ExternalName',
      externalName: 'example.com',
    }),
    namespace('selective', installation, monitored),
    ...contents('selective'),
    ...app({ namespace: 'selective', name: 'chosen', annotations: annotated('Yes') }, installation),
    namespace('outside', installation),
    ...contents('outside'),
    ...running({
      metadata: { namespace: 'outside', name: 'agent' },
      labels: { app: 'agent' },
      kind: 'DaemonSet',
      spec: { hostNetwork: true, containers: [container('agent', 'agent:v1', [15000])] },
    }),
    ...running({
      metadata: { namespace: 'outside', name: 'windows-service' },
      labels: { app: 'windows-service' },
      node: 'akswin-0',
      spec: {
        nodeSelector: { 'kubernetes.io/os': 'windows' },
        containers: [container('iis', 'iis:v1', [80])],
      },
    }),
    service({ namespace: 'outside', name: 'iis' }, { app: 'windows-service' }, [
      { name: 'web', port: 443, targetPort: 80, appProtocol: 'https' },
    ]),
  ];
}

/** An authorizer, a tracer, and Azure Monitor. None of them is in the mesh. */
export function integrations(installation: Installation): readonly JsonObject[] {
  const { namespace: own } = installation;
  return [
    namespace('opa', installation),
    ...contents('opa'),
    ...plainApp({ namespace: 'opa', name: 'opa', listens: 9191 }),
    service({ namespace: 'opa', name: 'opa' }, { app: 'opa' }, [{ name: 'grpc', port: 9191 }]),
    ...plainApp({ namespace: own, name: 'jaeger', listens: 9411 }),
    service({ namespace: own, name: 'jaeger' }, { app: 'jaeger' }, [{ name: 'zipkin', port: 9411 }]),
    ...only(installation.flavor === 'aks', azureMonitor()),
  ];
}

const MONITORED = `# OSM metric collection settings
[osm_metric_collection_configuration]
  [osm_metric_collection_configuration.settings]
    # Namespaces to monitor
    monitor_namespaces = ["bookstore"]
`;

function azureMonitor(): JsonObject {
  return configMap(
    { name: 'container-azm-ms-osmconfig', namespace: 'kube-system' },
    { 'schema-version': 'v1', 'config-version': 'ver1', 'osm-metric-collection-configuration': MONITORED },
  );
}
