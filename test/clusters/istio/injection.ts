import type { JsonObject } from '../../../src/input/json.js';
import { type Change, stripped } from '../changes.js';
import { itemsAt, nameOf, objectAt, only, textAt } from '../objects.js';
import { container, port } from '../workloads.js';
import {
  discoveryAddress,
  hasCni,
  hasNativeSidecars,
  type Installation,
  imageOf,
  type Plane,
  trustDomain,
} from './installation.js';

/** What pods become whose Namespace or labels ask for a proxy. */
export type Admission = (pod: JsonObject) => JsonObject;

/** The pod as the injector of a control plane hands it on, by the template `sidecar`. */
export function sidecar(installation: Installation, plane: Plane): Admission {
  return (pod) => {
    const spec = objectAt(pod, 'spec');
    const containers = itemsAt(spec, 'containers').map(withProbes);
    const init = [...itemsAt(spec, 'initContainers'), redirection(installation, plane)];
    const own = proxy(installation, plane, ['proxy', 'sidecar'], PROXY_PORTS, pod);
    const isNative = hasNativeSidecars(installation, plane);
    return {
      ...pod,
      metadata: injectedMetadata(pod, installation, plane, init.at(-1)),
      spec: {
        ...spec,
        initContainers: isNative
          ? [...init, { ...own, restartPolicy: 'Always', startupProbe: HEALTHY }]
          : init,
        containers: isNative ? containers : [...containers, own],
        volumes: [...itemsAt(spec, 'volumes'), ...volumes(installation, plane)],
      },
    };
  };
}

/** A gateway: its container `istio-proxy` of image `auto` becomes a proxy, by the template `gateway`. */
export function gateway(installation: Installation, plane: Plane): Admission {
  return (pod) => {
    const spec = objectAt(pod, 'spec');
    const [given = {}] = itemsAt(spec, 'containers');
    const own = proxy(installation, plane, ['proxy', 'router'], [], pod);
    const ports = [...itemsAt(given, 'ports'), ...PROXY_PORTS];
    return {
      ...pod,
      metadata: injectedMetadata(pod, installation, plane, undefined),
      spec: { ...spec, containers: [{ ...own, ports }], volumes: volumes(installation, plane) },
    };
  };
}

const HEALTHY = {
  httpGet: { path: '/healthz/ready', port: 15021, scheme: 'HTTP' },
  failureThreshold: 600,
  periodSeconds: 1,
};
export const PROXY_PORTS = [port('http-envoy-prom', 15090)];

/** The name of the control plane on a pod: a label to 1.10, an annotation from 1.18. */
function injectedMetadata(
  pod: JsonObject,
  installation: Installation,
  { revision, minor }: Plane,
  init: JsonObject | undefined,
): JsonObject {
  const metadata = objectAt(pod, 'metadata');
  const labels = objectAt(metadata, 'labels');
  const annotations = objectAt(metadata, 'annotations');
  const [first] = itemsAt(pod, 'spec', 'containers');
  const isNative = init !== undefined && minor >= 27;
  const status = {
    initContainers: [...only(init !== undefined, textAt(init, 'name')), ...only(isNative, 'istio-proxy')],
    containers: isNative ? null : ['istio-proxy'],
    volumes: volumes(installation, { minor }).map(({ name = '' }) => name),
    imagePullSecrets: null,
    ...(minor >= 10 && { revision }),
  };
  return {
    ...metadata,
    labels: {
      ...labels,
      'security.istio.io/tlsMode': 'istio',
      'service.istio.io/canonical-name': labels.app ?? nameOf(pod),
      'service.istio.io/canonical-revision': labels.version ?? 'latest',
      ...(minor <= 10 && { 'istio.io/rev': revision }),
    },
    annotations: {
      ...annotations,
      ...(minor >= 18 && { 'istio.io/rev': revision }),
      'kubectl.kubernetes.io/default-container': textAt(first, 'name'),
      'kubectl.kubernetes.io/default-logs-container': textAt(first, 'name'),
      'prometheus.io/path': '/stats/prometheus',
      'prometheus.io/port': '15020',
      'prometheus.io/scrape': 'true',
      'sidecar.istio.io/status': JSON.stringify(status),
    },
  };
}

function redirection(installation: Installation, plane: Plane): JsonObject {
  const isChecking = hasCni(installation);
  const capabilities = isChecking ? { drop: ['ALL'] } : { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] };
  const user = isChecking ? 1337 : 0;
  return container(
    isChecking ? 'istio-validation' : 'istio-init',
    imageOf(installation, 'proxyv2', plane),
    [],
    {
      args: [
        ...[
          'istio-iptables',
          '-p',
          '15001',
          '-z',
          '15006',
          '-u',
          '1337',
          '-m',
          'REDIRECT',
          '-i',
          '*',
          '-x',
          '',
        ],
        ...[
          '-b',
          '*',
          '-d',
          '15090,15021,15020',
          ...only(isChecking, '--run-validation', '--skip-rule-apply'),
        ],
      ],
      securityContext: {
        capabilities,
        privileged: false,
        runAsUser: user,
        runAsGroup: user,
        runAsNonRoot: isChecking,
      },
    },
  );
}

/** The container `istio-proxy` of a sidecar, or of a gateway. */
export function proxy(
  installation: Installation,
  plane: Plane,
  what: readonly string[],
  ports: readonly JsonObject[],
  pod: JsonObject,
): JsonObject {
  const address = discoveryAddress(installation, plane);
  const { flavor } = installation;
  const isOfGoogle = flavor === 'managed' || flavor === 'asm';
  // What is as Istio would have it anyway is left out.
  const isUsual = address === 'istiod.istio-system.svc:15012';
  const config = isUsual ? {} : { discoveryAddress: address };
  const env = {
    PILOT_CERT_PROVIDER: 'istiod',
    CA_ADDR: isOfGoogle ? 'meshca.googleapis.com:443' : address,
    PROXY_CONFIG: `${JSON.stringify(config)}\n`,
    ISTIO_META_POD_PORTS: '[]',
    ISTIO_META_APP_CONTAINERS: itemsAt(pod, 'spec', 'containers').map(nameIn).join(','),
    ISTIO_META_CLUSTER_ID: 'Kubernetes',
    ISTIO_META_INTERCEPTION_MODE: 'REDIRECT',
    ISTIO_META_MESH_ID: 'cluster.local',
    TRUST_DOMAIN: trustDomain(installation),
  };
  return container('istio-proxy', imageOf(installation, 'proxyv2', plane), ports, {
    args: [...what, '--domain', '$(POD_NAMESPACE).svc.cluster.local', '--proxyLogLevel=warning'],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    readinessProbe: { ...HEALTHY, failureThreshold: 4, periodSeconds: 15 },
    resources: { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '100m', memory: '128Mi' } },
    securityContext: { runAsUser: 1337, runAsGroup: 1337, runAsNonRoot: true, privileged: false },
    volumeMounts: volumes(installation, plane).map(({ name = '' }) => ({
      name,
      mountPath: `/var/run/${name}`,
    })),
  });
}

function nameIn({ name }: JsonObject): string {
  return String(name);
}

function volumes({ flavor }: Installation, { minor }: Pick<Plane, 'minor'>): readonly JsonObject[] {
  const token = {
    serviceAccountToken: { audience: 'istio-ca', expirationSeconds: 43200, path: 'istio-token' },
  };
  return [
    ...only(
      minor >= 14,
      { name: 'workload-socket', emptyDir: {} },
      { name: 'credential-socket', emptyDir: {} },
      { name: 'workload-certs', emptyDir: {} },
    ),
    { name: 'istio-envoy', emptyDir: { medium: 'Memory' } },
    { name: 'istio-data', emptyDir: {} },
    {
      name: 'istio-podinfo',
      downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] },
    },
    { name: 'istio-token', projected: { sources: [token] } },
    ...only(flavor !== 'managed', {
      name: 'istiod-ca-cert',
      configMap: { name: 'istio-ca-root-cert', defaultMode: 420 },
    }),
  ];
}

/** The agent asks the application in place of the kubelet. */
function withProbes(each: JsonObject): JsonObject {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((key) => {
    const { httpGet, ...rest } = objectAt(each, key);
    const path = `/app-health/${nameIn(each)}/${key.replace('Probe', 'z').replace('liveness', 'live').replace('readiness', 'ready')}`;
    return httpGet === undefined ? [] : [[key, { ...rest, httpGet: { path, port: 15020, scheme: 'HTTP' } }]];
  });
  return { ...each, ...Object.fromEntries(probes) };
}

/** A pod whose proxy has another image. */
export function imaged(pod: JsonObject, change: (image: string) => string): JsonObject {
  const spec = objectAt(pod, 'spec');
  const changedIn = (key: string) =>
    itemsAt(spec, key).map((each) =>
      each.name === 'istio-proxy' ? { ...each, image: change(textAt(each, 'image')) } : each,
    );
  return {
    ...pod,
    spec: { ...spec, containers: changedIn('containers'), initContainers: changedIn('initContainers') },
  };
}

/** Pods without what the injector put in: as they were before their Namespace joined the mesh. */
export function uninjected(what: string): Change {
  return stripped(what, INJECTED, ({ labels, annotations, ...rest }) => ({
    ...rest,
    labels: without(labels as JsonObject, /istio\.io\//),
    annotations: without(annotations as JsonObject, /istio\.io\/|default-(logs-)?container|prometheus\.io/),
  }));
}

const INJECTED = new Set([
  ...[
    'istio-proxy',
    'istio-init',
    'istio-validation',
    'workload-socket',
    'credential-socket',
    'workload-certs',
  ],
  ...['istio-envoy', 'istio-data', 'istio-podinfo', 'istio-token', 'istiod-ca-cert'],
]);

function without(mapping: JsonObject, keys: RegExp): JsonObject {
  return Object.fromEntries(Object.entries(mapping).filter(([key]) => !keys.test(key)));
}
