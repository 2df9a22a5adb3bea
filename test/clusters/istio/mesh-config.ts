import { stringify } from 'yaml';
import type { JsonObject } from '../../../src/input/json.js';
import { configMap, only } from '../objects.js';
import {
  discoveryAddress,
  hasCni,
  type Installation,
  isInCluster,
  type Plane,
  trustDomain,
} from './installation.js';
import { ISTIO_ROOT } from './pem.js';

/** The ConfigMaps of a control plane: its mesh configuration, and what it injects. */
export function settingsOf(installation: Installation, plane: Plane): readonly JsonObject[] {
  const { namespace, flavor } = installation;
  const labels = chartLabels(installation, plane);
  const mesh = { mesh: stringify(meshConfig(installation, plane)), meshNetworks: 'networks: {}' };
  return [
    configMap({ name: `istio${plane.suffix}`, namespace, labels }, mesh),
    configMap(
      { name: `istio-sidecar-injector${plane.suffix}`, namespace, labels },
      { config: injectorConfig(plane), values: JSON.stringify(values(installation, plane)) },
    ),
    ...only(flavor === 'aks', configMap({ name: sharedName(plane), namespace }, { mesh: SHARED })),
  ];
}

/** What the users of the add-on write; istiod of a revision reads it first. */
export function sharedName({ revision }: Plane): string {
  return `istio-shared-configmap-${revision}`;
}

const SHARED = 'accessLogFile: /dev/stdout\n';

export function chartLabels(
  { flavor, namespace }: Installation,
  { revision, version, minor }: Plane,
): JsonObject {
  const isByOperator = flavor === 'default' && minor < 24;
  return {
    'istio.io/rev': revision,
    'install.operator.istio.io/owning-resource': isByOperator ? 'installed-state' : 'unknown',
    'operator.istio.io/component': 'Pilot',
    release: 'istio',
    ...(isByOperator && {
      'install.operator.istio.io/owning-resource-namespace': namespace,
      'operator.istio.io/managed': 'Reconcile',
      'operator.istio.io/version': version,
    }),
    ...(minor >= 24 && {
      'app.kubernetes.io/name': 'istiod',
      'app.kubernetes.io/managed-by': 'Helm',
      'app.kubernetes.io/instance': 'istio',
      'app.kubernetes.io/part-of': 'istio',
      'app.kubernetes.io/version': version,
      'helm.sh/chart': `istiod-${version}`,
    }),
  };
}

function meshConfig(installation: Installation, plane: Plane): JsonObject {
  const { namespace } = installation;
  return {
    ...(plane.minor < 20 && { accessLogFile: '/dev/stdout' }),
    ...(isInCluster(installation) && {
      ingressControllerMode: 'STRICT',
      ingressService: 'istio-ingressgateway',
    }),
    defaultConfig: {
      discoveryAddress: discoveryAddress(installation, plane),
      ...(plane.minor < 22 && { tracing: { zipkin: { address: 'collector.lighthouse:9411' } } }),
      proxyMetadata: {},
    },
    ...(plane.minor >= 14 && { defaultProviders: { metrics: ['prometheus'] } }),
    enablePrometheusMerge: true,
    extensionProviders: [
      {
        name: 'gatekeeper',
        envoyExtAuthzGrpc: { service: 'gatekeeper.customs.svc.cluster.local', port: 9000 },
      },
      ...only(plane.minor >= 14, {
        name: 'collector',
        zipkin: { service: 'collector.lighthouse.svc.cluster.local', port: 9411 },
      }),
    ],
    outboundTrafficPolicy: { mode: 'ALLOW_ANY' },
    rootNamespace: namespace,
    trustDomain: trustDomain(installation),
  };
}

/** Templates are named; what they hold matters to istiod alone. */
function injectorConfig({ minor }: Plane): string {
  const names = ['sidecar', 'gateway', ...only(minor >= 11, 'grpc-simple', 'grpc-agent')];
  const more = [...only(minor >= 16, 'kube-gateway', 'waypoint')];
  const templates = Object.fromEntries([...names, ...more].map((name) => [name, TEMPLATE]));
  return stringify({
    ...(minor >= 10 && { defaultTemplates: ['sidecar'] }),
    policy: 'enabled',
    alwaysInjectSelector: [],
    neverInjectSelector: [],
    injectedAnnotations: null,
    template: '{{ Template_Version_And_Istio_Version_Mismatched_Check_Installation }}',
    templates,
  });
}

const TEMPLATE = `metadata:
  labels:
    security.istio.io/tlsMode: {{ index .ObjectMeta.Labels \`security.istio.io/tlsMode\` | default "istio"  | quote }}
spec:
  containers:
  - name: istio-proxy
    image: "{{ .ProxyImage }}"
`;

function values(installation: Installation, { revision, version, suffix }: Plane): JsonObject {
  const { hub, namespace, flavor } = installation;
  return {
    global: {
      hub,
      tag: version,
      istioNamespace: namespace,
      imagePullPolicy: '',
      network: '',
      multiCluster: { clusterName: flavor === 'remote' ? 'outpost' : '' },
      proxy: { image: 'proxyv2', clusterDomain: 'cluster.local', statusPort: 15020 },
      proxy_init: { image: 'proxyv2' },
      pilotCertProvider: 'istiod',
    },
    istio_cni: { enabled: hasCni(installation) },
    revision: suffix === '' ? '' : revision,
    sidecarInjectorWebhook: {
      alwaysInjectSelector: [],
      enableNamespacesByDefault: false,
      injectedAnnotations: {},
      neverInjectSelector: [],
      rewriteAppHTTPProbe: true,
    },
  };
}

/** istiod hands its root out in each Namespace that it watches. */
export function rootCertificate(namespace: string): JsonObject {
  const metadata = { name: 'istio-ca-root-cert', namespace, labels: { 'istio.io/config': 'true' } };
  return configMap(metadata, { 'root-cert.pem': ISTIO_ROOT });
}
