import type { JsonObject } from '../../../src/input/json.js';
import { base64 } from '../../facts/pem.js';
import { serves } from '../kubernetes.js';
import { configMap, live, only, secret, serviceAccount } from '../objects.js';
import { service } from '../services.js';
import { container, port, running } from '../workloads.js';
import { hasCni, type Installation, imageOf, type Plane } from './installation.js';
import { chartLabels, settingsOf, sharedName } from './mesh-config.js';
import { ISTIO_ROOT } from './pem.js';

/** What the charts base and istiod install for all control planes of a cluster, and what istiod adds. */
export function controlPlanes(installation: Installation): readonly JsonObject[] {
  return [
    ...installation.planes.flatMap((plane) => controlPlane(installation, plane)),
    ...base(installation),
    ...elections(installation),
  ];
}

function controlPlane(installation: Installation, plane: Plane): readonly JsonObject[] {
  return [
    ...deployment(installation, plane),
    ...services(installation, plane),
    ...settingsOf(installation, plane),
    ...rights(installation, plane),
    ...scaling(installation, plane),
  ];
}

/** The same pod holds both labels by which Services of istiod select. */
function selectorOf({ suffix, revision }: Plane): JsonObject {
  return suffix === '' ? { app: 'istiod', istio: 'pilot' } : { app: 'istiod', 'istio.io/rev': revision };
}

function deployment(installation: Installation, plane: Plane): readonly JsonObject[] {
  const { namespace } = installation;
  const { revision, suffix } = plane;
  const chart = chartLabels(installation, plane);
  return running({
    metadata: {
      name: `istiod${suffix}`,
      namespace,
      labels: { ...chart, app: 'istiod', istio: 'pilot' },
    },
    labels: {
      app: 'istiod',
      'istio.io/rev': revision,
      'install.operator.istio.io/owning-resource': 'unknown',
      'sidecar.istio.io/inject': 'false',
      'operator.istio.io/component': 'Pilot',
      istio: suffix === '' ? 'pilot' : 'istiod',
      ...(plane.minor >= 24 && {
        'istio.io/dataplane-mode': 'none',
        'app.kubernetes.io/version': plane.version,
      }),
    },
    selector: selectorOf(plane),
    annotations: {
      'prometheus.io/port': '15014',
      'prometheus.io/scrape': 'true',
      'sidecar.istio.io/inject': 'false',
    },
    replicas: installation.flavor === 'aks' ? 2 : 1,
    spec: podSpec(installation, plane),
  });
}

function podSpec(installation: Installation, plane: Plane): JsonObject {
  const account = accountOf(plane);
  const optional = (name: string) => ({
    name,
    secret: { secretName: name, optional: true, defaultMode: 420 },
  });
  const ports = [
    ...[8080, 15010, ...only(plane.minor >= 24, 15012), 15017].map((containerPort) => ({
      containerPort,
      protocol: 'TCP',
    })),
    ...only(plane.minor >= 28, port('http-monitoring', 15014)),
  ];
  return {
    serviceAccountName: account,
    serviceAccount: account,
    containers: [
      container('discovery', imageOf(installation, 'pilot', plane), ports, {
        args: [
          'discovery',
          '--monitoringAddr=:15014',
          '--log_output_level=default:info',
          '--domain',
          'cluster.local',
          '--keepaliveMaxServerConnectionAge',
          '30m',
        ],
        env: environment(installation, plane),
        readinessProbe: {
          httpGet: { path: '/ready', port: 8080, scheme: 'HTTP' },
          initialDelaySeconds: 1,
          periodSeconds: 3,
          timeoutSeconds: 5,
        },
        securityContext: { runAsUser: 1337, runAsGroup: 1337, runAsNonRoot: true },
        volumeMounts: [
          { mountPath: '/var/run/secrets/istio-dns', name: 'local-certs' },
          { mountPath: '/etc/cacerts', name: 'cacerts', readOnly: true },
          { mountPath: '/var/run/secrets/remote', name: 'istio-kubeconfig', readOnly: true },
        ],
      }),
    ],
    volumes: [
      { name: 'local-certs', emptyDir: { medium: 'Memory' } },
      optional('cacerts'),
      optional('istio-kubeconfig'),
    ],
  };
}

function environment(installation: Installation, plane: Plane): readonly JsonObject[] {
  const { namespace, flavor } = installation;
  const field = (name: string, fieldPath: string) => ({
    name,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  });
  const values = {
    REVISION: plane.revision,
    PILOT_CERT_PROVIDER: 'istiod',
    KUBECONFIG: '/var/run/secrets/remote/config',
    ...(hasCni(installation) && {
      PILOT_ENABLE_AMBIENT: 'true',
      CA_TRUSTED_NODE_ACCOUNTS: `${namespace}/ztunnel`,
    }),
    ...(flavor === 'aks' && { SHARED_MESH_CONFIG: sharedName(plane) }),
    ISTIOD_ADDR: `istiod${plane.suffix}.${namespace}.svc:15012`,
    PILOT_ENABLE_ANALYSIS: 'false',
    CLUSTER_ID: flavor === 'asm' ? 'cn-harbour-europe-west1-b-quay' : 'Kubernetes',
  };
  return [
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
    field('POD_NAME', 'metadata.name'),
    field('POD_NAMESPACE', 'metadata.namespace'),
    field('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
  ];
}

export const ISTIOD_PORTS = [
  { name: 'grpc-xds', port: 15010 },
  { name: 'https-dns', port: 15012 },
  { name: 'https-webhook', port: 443, targetPort: 15017 },
  { name: 'http-monitoring', port: 15014 },
];

/** From 1.28 each tag has a Service. ASM adds a plain `istiod`, which the old validator calls. */
function services(installation: Installation, plane: Plane): readonly JsonObject[] {
  const { namespace, flavor, tags } = installation;
  const labels = { ...chartLabels(installation, plane), app: 'istiod', istio: 'pilot' };
  const make = (name: string, more: JsonObject = {}) =>
    service({ name, namespace, labels: { ...labels, ...more } }, selectorOf(plane), ISTIOD_PORTS);
  const tagged = plane === installation.plane && plane.minor >= 28 ? tags : [];
  return [
    make(`istiod${plane.suffix}`),
    ...tagged.map((tag) => make(`istiod-revision-tag-${tag}`, { 'istio.io/tag': tag })),
    ...only(flavor === 'asm', make('istiod')),
  ];
}

function accountOf({ suffix, minor }: Plane): string {
  return minor < 11 ? 'istiod-service-account' : `istiod${suffix}`;
}

const READ = ['get', 'watch', 'list'];
const WRITE = [...READ, 'update', 'patch', 'create', 'delete'];

interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs?: readonly string[];
}

function rule({ groups, resources, verbs = READ }: Rule): JsonObject {
  return { apiGroups: groups, resources, verbs };
}

function clusterRules({ minor }: Plane): readonly Rule[] {
  const own = [
    'config.istio.io',
    'security.istio.io',
    'networking.istio.io',
    'authentication.istio.io',
    'rbac.istio.io',
    ...only(minor >= 10, 'telemetry.istio.io'),
    ...only(minor >= 12, 'extensions.istio.io'),
  ];
  const webhooks = 'admissionregistration.k8s.io';
  const certificates = ['certificatesigningrequests', 'certificatesigningrequests/approval'];
  return [
    { groups: [webhooks], resources: ['mutatingwebhookconfigurations'], verbs: [...READ, 'update', 'patch'] },
    { groups: [webhooks], resources: ['validatingwebhookconfigurations'], verbs: [...READ, 'update'] },
    { groups: own, resources: ['*'] },
    {
      groups: ['networking.istio.io'],
      resources: ['workloadentries', 'workloadentries/status'],
      verbs: WRITE,
    },
    ...only(minor >= 24, {
      groups: ['networking.istio.io'],
      resources: ['serviceentries/status'],
      verbs: [...READ, 'update', 'patch', 'create', 'delete'],
    }),
    { groups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'] },
    { groups: [''], resources: ['pods', 'nodes', 'services', 'namespaces', 'endpoints'] },
    { groups: ['discovery.k8s.io'], resources: ['endpointslices'] },
    { groups: ['networking.k8s.io'], resources: ['ingresses', 'ingressclasses'] },
    { groups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['*'] },
    { groups: [''], resources: ['configmaps'], verbs: ['create', ...READ, 'update'] },
    {
      groups: ['certificates.k8s.io'],
      resources: certificates,
      verbs: ['update', 'create', ...READ, 'delete'],
    },
    { groups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
    { groups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
    {
      groups: ['networking.x-k8s.io', 'gateway.networking.k8s.io'],
      resources: ['*'],
      verbs: [...READ, 'update'],
    },
    {
      groups: ['gateway.networking.k8s.io'],
      resources: ['gatewayclasses'],
      verbs: ['create', 'update', 'patch', 'delete'],
    },
    { groups: [''], resources: ['secrets'] },
    {
      groups: ['multicluster.x-k8s.io'],
      resources: ['serviceexports'],
      verbs: [...READ, 'create', 'delete'],
    },
    { groups: ['multicluster.x-k8s.io'], resources: ['serviceimports'] },
  ];
}

const GATEWAY_RULES: readonly Rule[] = [
  { groups: ['apps'], resources: ['deployments'], verbs: WRITE },
  { groups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: WRITE },
  { groups: ['policy'], resources: ['poddisruptionbudgets'], verbs: WRITE },
  { groups: [''], resources: ['services', 'serviceaccounts'], verbs: WRITE },
];

const OWN_RULES: readonly Rule[] = [
  { groups: ['networking.istio.io'], resources: ['gateways'], verbs: ['create'] },
  { groups: [''], resources: ['secrets'], verbs: ['create', ...READ, 'update', 'delete'] },
  { groups: [''], resources: ['configmaps'], verbs: ['delete'] },
  { groups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'update', 'patch', 'create'] },
];

const RBAC = 'rbac.authorization.k8s.io';

function bound(
  kind: 'ClusterRole' | 'Role',
  metadata: { readonly name: string; readonly namespace?: string },
  rules: readonly Rule[],
  account: { readonly name: string; readonly namespace: string },
): readonly JsonObject[] {
  const roleRef = { apiGroup: RBAC, kind, name: metadata.name };
  const subjects = [{ kind: 'ServiceAccount', ...account }];
  return [
    live(`${RBAC}/v1`, kind, metadata, { rules: rules.map(rule) }),
    live(`${RBAC}/v1`, `${kind}Binding`, metadata, { roleRef, subjects }),
  ];
}

/** Until 1.10 the chart base made one account for all revisions; it stands in `base`. */
function rights({ namespace, minor }: Installation, plane: Plane): readonly JsonObject[] {
  if (minor < 11) return [];
  const name = accountOf(plane);
  const account = { name, namespace };
  const inCluster = (what: string) => ({ name: `${what}${plane.suffix}-${namespace}` });
  return [
    serviceAccount(namespace, name, { app: 'istiod', release: 'istio' }),
    ...bound('ClusterRole', inCluster('istiod-clusterrole'), clusterRules(plane), account),
    ...only(
      plane.minor >= 14,
      ...bound('ClusterRole', inCluster('istiod-gateway-controller'), GATEWAY_RULES, account),
    ),
    ...bound('Role', { name, namespace }, OWN_RULES, account),
  ];
}

/** The chart base: the accounts of all revisions, and the certificate authority that istiod made for itself. */
function base({ namespace, minor, plane }: Installation): readonly JsonObject[] {
  const reader = { name: 'istio-reader-service-account', namespace };
  const istiod = { name: 'istiod-service-account', namespace };
  const readable = [
    'endpoints',
    'pods',
    'services',
    'nodes',
    'replicationcontrollers',
    'namespaces',
    'secrets',
  ];
  const whole = { name: `istiod-${namespace}` };
  return [
    serviceAccount(namespace, reader.name),
    ...bound(
      'ClusterRole',
      { name: `istio-reader-${namespace}` },
      [{ groups: [''], resources: readable }],
      reader,
    ),
    ...only(
      minor < 11,
      serviceAccount(namespace, istiod.name),
      ...bound('ClusterRole', whole, clusterRules(plane), istiod),
      ...bound('Role', { ...whole, namespace }, OWN_RULES, istiod),
    ),
    secret(
      { name: 'istio-ca-secret', namespace },
      {
        'ca-cert.pem': base64(ISTIO_ROOT),
        'ca-key.pem': '',
        'cert-chain.pem': '',
        'key.pem': '',
        'root-cert.pem': '',
      },
      'istio.io/ca-root',
    ),
  ];
}

/** Which istiod does what only one may do. */
function elections({ namespace }: Installation): readonly JsonObject[] {
  const names = ['istio-leader', 'istio-namespace-controller-election', 'istio-gateway-status-leader'];
  return names.map((name) => configMap({ name, namespace }, {}));
}

function scaling(installation: Installation, plane: Plane): readonly JsonObject[] {
  const { namespace } = installation;
  const name = `istiod${plane.suffix}`;
  const labels = { ...chartLabels(installation, plane), app: 'istiod' };
  const replicas = installation.flavor === 'aks' ? 2 : 1;
  const counts = {
    currentHealthy: replicas,
    desiredHealthy: 1,
    disruptionsAllowed: replicas - 1,
    expectedPods: replicas,
  };
  return [
    live(
      serves(installation, 23) ? 'autoscaling/v2' : 'autoscaling/v2beta1',
      'HorizontalPodAutoscaler',
      { name, namespace, labels },
      {
        spec: {
          minReplicas: replicas,
          maxReplicas: 5,
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        },
        status: { currentReplicas: replicas, desiredReplicas: replicas },
      },
    ),
    live(
      serves(installation, 21) ? 'policy/v1' : 'policy/v1beta1',
      'PodDisruptionBudget',
      { name, namespace, labels },
      { spec: { minAvailable: 1, selector: { matchLabels: selectorOf(plane) } }, status: counts },
    ),
  ];
}
