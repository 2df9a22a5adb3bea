import type { JsonObject } from '../../src/input/json.js';
import { base64 } from '../facts/pem.js';
import { before, has, type Installation, injectorWebhook, since, validatorWebhook } from './installation.js';
import { envoyImage, initImage, osmImage, settingsOf } from './mesh-config.js';
import { configMap, live, MADE, nameOf, only, secret, serviceAccount } from './objects.js';
import { ROOT } from './pem.js';
import { type ServicePort, service } from './services.js';
import { container, port, running } from './workloads.js';

type Component = 'osm-controller' | 'osm-injector' | 'osm-bootstrap';

/** All that OSM puts into its own namespace, and its rights. */
export function controlPlane(installation: Installation): readonly JsonObject[] {
  return [
    ...components(installation).flatMap((component) => deployment(installation, component)),
    ...evicted(installation),
    ...services(installation),
    ...settingsOf(installation),
    ...rights(installation),
    ...certificates(installation),
    ...only(has(installation, 'replicas'), ...scaling(installation)),
  ];
}

function components(installation: Installation): readonly Component[] {
  return ['osm-controller', 'osm-injector', ...only<Component>(since(installation, '0.10'), 'osm-bootstrap')];
}

/** The labels of the chart, from 0.8.3. The chart of 0.9.2 forgot the `v`. */
export function chartLabels({ version, flavor }: Installation): JsonObject {
  if (version === '0.8.2') return {};
  return {
    'app.kubernetes.io/name': 'openservicemesh.io',
    'app.kubernetes.io/instance': 'osm',
    'app.kubernetes.io/version': version === '0.9.2' && flavor === 'upstream' ? version : `v${version}`,
  };
}

function deployment(installation: Installation, app: Component): readonly JsonObject[] {
  const { namespace, flavor } = installation;
  const labels = { ...chartLabels(installation), app };
  const single = app === 'osm-controller' && (since(installation, '0.11') || flavor === 'arc');
  return running({
    metadata: {
      name: app,
      namespace,
      labels: { ...labels, meshName: 'osm', ...(single && { enforceSingleMesh: 'true' }) },
    },
    labels,
    selector: { app },
    annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9091' },
    replicas: has(installation, 'replicas') && app !== 'osm-bootstrap' ? 2 : 1,
    spec: podSpec(installation, app),
  });
}

function podSpec(installation: Installation, app: Component): JsonObject {
  const init = initContainers(installation, app);
  const isLogged = app === 'osm-controller' && has(installation, 'replicas');
  return {
    serviceAccountName: 'osm',
    serviceAccount: 'osm',
    ...(since(installation, '0.11') && { priorityClassName: 'system-node-critical' }),
    ...(init.length > 0 && { initContainers: init }),
    containers: [
      container(app, osmImage(installation, app), portsOf(installation, app), {
        command: [`/${app}`],
        args: argumentsOf(installation, app),
        env: environment(installation, app),
        resources: { limits: { cpu: '1500m', memory: '1G' }, requests: { cpu: '500m', memory: '128M' } },
        ...probes(installation, app),
      }),
      ...only(isLogged, container('fluentbit-logger', 'fluent/fluent-bit:1.6.4', [])),
    ],
  };
}

function initContainers(installation: Installation, app: Component): readonly JsonObject[] {
  if (before(installation, '0.9')) return [];
  if (before(installation, '0.10')) {
    const image = osmImage(installation, 'init-osm-controller');
    return only(app === 'osm-controller', container('init-osm-controller', image, []));
  }
  if (app === 'osm-bootstrap') {
    const isApplied = ['0.11', '1.0'].includes(installation.line) || installation.version === '1.1.0';
    return only(isApplied, container('init-osm-bootstrap', osmImage(installation, 'osm-crds'), []));
  }
  return [container(`init-${app}`, 'curlimages/curl', [])];
}

function portsOf(installation: Installation, app: Component): readonly JsonObject[] {
  const metrics = port('metrics', 9091);
  if (app === 'osm-injector') return [port('sidecar-inject', 9090), metrics];
  if (app === 'osm-bootstrap') return [...bootstrapPorts(installation), metrics];
  const ads = port(before(installation, '0.9') ? 'osm-port' : 'ads-port', 15128);
  return [port('admin-port', 15000), ads, metrics];
}

function bootstrapPorts(installation: Installation): readonly JsonObject[] {
  if (installation.line === '0.10') return [port('tls', 443), port('health', 9095)];
  if (installation.line === '0.11') return [port('tls', 9443), port('health', 9095)];
  return [port('crdconversion', 9443), ...only(before(installation, '1.2'), port('health', 9095))];
}

function probes(installation: Installation, app: Component): JsonObject {
  const probe = (path: string, number: number, scheme = 'HTTP') => ({
    httpGet: { path, port: number, scheme },
    initialDelaySeconds: 5,
    timeoutSeconds: 5,
  });
  const both = (one: JsonObject) => ({ livenessProbe: one, readinessProbe: one });
  if (app === 'osm-controller')
    return { livenessProbe: probe('/health/alive', 9091), readinessProbe: probe('/health/ready', 9091) };
  if (since(installation, '1.2')) return both(probe('/healthz', 9091));
  return both(app === 'osm-injector' ? probe('/healthz', 9090, 'HTTPS') : probe('/healthz', 9095));
}

function environment(installation: Installation, app: Component): readonly JsonObject[] {
  const name = `${app.slice('osm-'.length).toUpperCase()}_POD_NAME`;
  const images = {
    OSM_DEFAULT_ENVOY_IMAGE: envoyImage(installation),
    OSM_DEFAULT_ENVOY_WINDOWS_IMAGE: 'envoyproxy/envoy-windows:v1.19.1',
    OSM_DEFAULT_INIT_CONTAINER_IMAGE: initImage(installation),
    ...(since(installation, '1.1') && {
      OSM_DEFAULT_HEALTHCHECK_CONTAINER_IMAGE: osmImage(installation, 'osm-healthcheck'),
    }),
  };
  return [
    { name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ...only(
      app === 'osm-injector' && since(installation, '1.0'),
      ...Object.entries(images).map(([key, value]) => ({ name: key, value })),
    ),
  ];
}

function argumentsOf(installation: Installation, app: Component): readonly string[] {
  const { namespace, version } = installation;
  return [
    ...['--verbosity', 'info', '--osm-namespace', namespace],
    ...only(app !== 'osm-bootstrap', '--mesh-name', 'osm'),
    ...only(app !== 'osm-bootstrap' && since(installation, '0.10'), '--osm-service-account', 'osm'),
    ...only(since(installation, '0.11'), '--osm-version', `v${version}`),
    ...(before(installation, '0.9') ? sidecarArguments(installation) : []),
    ...webhookArguments(installation, app),
    ...providerArguments(installation),
    ...booleanArguments(installation, app),
  ];
}

function sidecarArguments(installation: Installation): readonly string[] {
  return ['--init-container-image', initImage(installation), '--sidecar-image', envoyImage(installation)];
}

function webhookArguments(installation: Installation, app: Component): readonly string[] {
  if (app === 'osm-bootstrap') return [];
  if (app === 'osm-injector')
    return [
      ...['--webhook-config-name', injectorWebhook(installation)],
      ...only(since(installation, '0.11'), '--webhook-timeout', '20'),
    ];
  const validator = validatorWebhook(installation);
  return since(installation, '0.10') && validator !== undefined
    ? ['--validator-webhook-config', validator]
    : ['--webhook-config-name', injectorWebhook(installation)];
}

function providerArguments(installation: Installation): readonly string[] {
  const provider = has(installation, 'vault')
    ? 'vault'
    : has(installation, 'cert-manager')
      ? 'cert-manager'
      : 'tresor';
  return [
    ...['--ca-bundle-secret-name', 'osm-ca-bundle', '--certificate-manager', provider],
    ...(provider === 'vault' ? vaultArguments(installation) : []),
    ...['--cert-manager-issuer-name', 'osm-ca', '--cert-manager-issuer-kind', 'Issuer'],
    ...['--cert-manager-issuer-group', issuerGroup(provider, installation)],
  ];
}

/** The chart of 0.8 and 0.9 writes a group that is none, which matters to nobody who has another provider. */
function issuerGroup(provider: string, installation: Installation): string {
  return provider !== 'cert-manager' && before(installation, '0.10') ? 'cert-manager' : 'cert-manager.io';
}

function vaultArguments(installation: Installation): readonly string[] {
  const token = since(installation, '1.2')
    ? ['--vault-token-secret-name', 'osm-vault-token', '--vault-token-secret-key', 'vault_token']
    : ['--vault-token', 's.masked'];
  const number = since(installation, '1.2') ? ['--vault-port', '8200'] : [];
  return ['--vault-host', 'vault.vault.svc.cluster.local', ...number, '--vault-protocol', 'https', ...token];
}

/** The booleans are written as one word each. */
function booleanArguments(installation: Installation, app: Component): readonly string[] {
  const isArcReconciled = installation.flavor === 'arc' && before(installation, '1.2');
  const hasRoot = has(installation, 'root-certificate');
  return [
    ...only(since(installation, '0.11'), `--enable-reconciler=${isArcReconciled}`),
    ...only(app === 'osm-controller' && since(installation, '0.11'), '--validate-traffic-target=true'),
    ...only(since(installation, '1.2'), `--enable-mesh-root-certificate=${hasRoot}`),
    ...only(
      app === 'osm-injector' && since(installation, '0.10'),
      '--osm-container-pull-policy=IfNotPresent',
    ),
  ];
}

/** A node under pressure threw a controller out; another one took over (seed 000). */
function evicted(installation: Installation): readonly JsonObject[] {
  const { namespace } = installation;
  const pod = deployment(installation, 'osm-controller').find(({ kind }) => kind === 'Pod');
  if (pod === undefined) return [];
  const name = `${nameOf(pod).slice(0, -5)}wglzl`;
  const { uid: _, name: __, namespace: ___, ...metadata } = pod.metadata as JsonObject;
  const status = {
    phase: 'Failed',
    reason: 'Evicted',
    message: 'The node was low on resource: memory.',
    startTime: MADE,
  };
  const same = live('v1', 'Pod', { ...metadata, name, namespace }, { spec: pod.spec ?? null });
  return [{ ...same, status }];
}

function services(installation: Installation): readonly JsonObject[] {
  const make = (name: string, app: Component, ports: readonly ServicePort[]) => {
    const { namespace } = installation;
    const labels = { ...chartLabels(installation), app };
    return service({ name, namespace, labels }, { app }, ports);
  };
  const validator = validatorService(installation);
  const isOldToo = has(installation, 'osm-config-validator') && validator !== 'osm-config-validator';
  const validating = [
    ...only(validator !== undefined, validator ?? ''),
    ...only(isOldToo, 'osm-config-validator'),
  ];
  return [
    make('osm-controller', 'osm-controller', controllerPorts(installation)),
    make('osm-injector', 'osm-injector', [{ name: 'sidecar-inject', port: 9090 }]),
    ...validating.map((name) => make(name, 'osm-controller', [{ name: 'validator', port: 9093 }])),
    ...only(
      since(installation, '0.10'),
      make('osm-bootstrap', 'osm-bootstrap', bootstrapServicePorts(installation)),
    ),
  ];
}

export function validatorService({ line }: Installation): string | undefined {
  if (line === '0.9') return undefined;
  return line === '0.8' ? 'osm-config-validator' : 'osm-validator';
}

function controllerPorts(installation: Installation): readonly ServicePort[] {
  return [
    { name: before(installation, '0.9') ? 'osm-port' : 'ads-port', port: 15128 },
    { name: 'debug-port', port: 9092 },
    ...only(since(installation, '0.10'), { name: 'healthz', port: 9091 }),
  ];
}

function bootstrapServicePorts(installation: Installation): readonly ServicePort[] {
  const [first, second] = [
    installation.line === '0.10' ? 443 : 9443,
    since(installation, '1.2') ? 9091 : 9095,
  ];
  const name = before(installation, '1.0') ? 'tls' : 'crdconversion';
  return [
    { name, port: first },
    { name: 'health', port: second },
  ];
}

const READ = ['get', 'list', 'watch'];
const WRITE = [...READ, 'create', 'update', 'patch', 'delete'];

function rights(installation: Installation): readonly JsonObject[] {
  const { namespace } = installation;
  const labels = chartLabels(installation);
  const group = 'rbac.authorization.k8s.io';
  const subjects = [{ kind: 'ServiceAccount', name: 'osm', namespace }];
  return [
    serviceAccount(namespace, 'osm', labels),
    live(`${group}/v1`, 'ClusterRole', { name: 'osm', labels }, { rules: rules(installation) }),
    live(
      `${group}/v1`,
      'ClusterRoleBinding',
      { name: 'osm', labels },
      {
        roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'osm' },
        subjects,
      },
    ),
  ];
}

function rules(installation: Installation): readonly JsonObject[] {
  const rule = (group: string, resources: readonly string[], verbs = READ) => ({
    apiGroups: [group],
    resources,
    verbs,
  });
  const core = ['endpoints', 'namespaces', 'pods', 'services', 'secrets', 'configmaps', 'serviceaccounts'];
  const webhooks = ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'];
  return [
    rule('apps', ['daemonsets', 'deployments', 'replicasets', 'statefulsets']),
    rule('networking.k8s.io', ['ingresses']),
    rule('batch', ['jobs']),
    rule('', core),
    rule('', ['secrets', 'configmaps', 'events'], WRITE),
    rule('admissionregistration.k8s.io', webhooks, WRITE),
    rule('split.smi-spec.io', ['trafficsplits']),
    rule('access.smi-spec.io', ['traffictargets']),
    rule('specs.smi-spec.io', ['httproutegroups', 'tcproutes']),
    rule('cert-manager.io', ['certificaterequests'], WRITE),
    ...only(
      since(installation, '0.9'),
      rule('apiextensions.k8s.io', ['customresourcedefinitions'], WRITE),
      rule('config.openservicemesh.io', configKinds(installation), WRITE),
      rule('policy.openservicemesh.io', policyKinds(installation)),
    ),
    ...only(
      since(installation, '0.10'),
      rule('policy.openservicemesh.io', ['ingressbackends/status', 'upstreamtrafficsettings/status'], WRITE),
    ),
  ];
}

function configKinds(installation: Installation): readonly string[] {
  return [
    'meshconfigs',
    ...only(since(installation, '0.10') && before(installation, '1.2'), 'multiclusterservices'),
    ...only(since(installation, '1.2'), 'meshrootcertificates', 'meshrootcertificates/status'),
  ];
}

function policyKinds(installation: Installation): readonly string[] {
  return [
    'egresses',
    ...only(since(installation, '0.10'), 'ingressbackends'),
    ...only(since(installation, '1.1'), 'retries', 'upstreamtrafficsettings'),
  ];
}

const KEY = base64('a private key is nobody’s business');

/** The Secrets of the mesh: with Vault and cert-manager nobody knows the key of the root. */
function certificates(installation: Installation): readonly JsonObject[] {
  const { namespace } = installation;
  const isForeign = has(installation, 'vault') || has(installation, 'cert-manager');
  const expiration = before(installation, '1.1') && { expiration: base64('2031-04-01T00:00:00Z') };
  const root = { 'ca.crt': base64(ROOT), ...(!isForeign && { 'private.key': KEY }), ...expiration };
  const names = [
    ...only(before(installation, '1.1'), 'mutating-webhook-cert-secret'),
    ...only(['0.11', '1.0'].includes(installation.line), 'validating-webhook-cert-secret'),
    ...only(['0.10', '0.11', '1.0'].includes(installation.line), 'crd-converter-cert-secret'),
  ];
  const own = { 'ca.crt': base64(ROOT), 'tls.crt': base64(ROOT), 'tls.key': KEY, ...expiration };
  return [
    secret({ name: 'osm-ca-bundle', namespace }, root),
    ...names.map((name) => secret({ name, namespace }, own)),
    ...only(
      has(installation, 'vault') && since(installation, '1.2'),
      secret({ name: 'osm-vault-token', namespace }, { vault_token: KEY }),
    ),
    ...only(has(installation, 'cert-manager'), issuer(installation)),
  ];
}

function issuer({ namespace }: Installation): JsonObject {
  const status = { conditions: [{ type: 'Ready', status: 'True', reason: 'KeyPairVerified' }] };
  const spec = { ca: { secretName: 'osm-ca-bundle' } };
  return live('cert-manager.io/v1', 'Issuer', { name: 'osm-ca', namespace }, { spec, status });
}

/** What the chart adds on request: several replicas, kept up while nodes are drained. */
function scaling(installation: Installation): readonly JsonObject[] {
  const { namespace } = installation;
  const labels = chartLabels(installation);
  const policy = since(installation, '0.10') ? 'policy/v1' : 'policy/v1beta1';
  const scaler = since(installation, '1.1') ? 'autoscaling/v2' : 'autoscaling/v1';
  return (['osm-controller', 'osm-injector'] as const).flatMap((app) => [
    live(
      scaler,
      'HorizontalPodAutoscaler',
      { name: `${app}-hpa`, namespace, labels },
      {
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: app },
          minReplicas: 1,
          maxReplicas: 5,
        },
        status: { currentReplicas: 2, desiredReplicas: 2 },
      },
    ),
    live(
      policy,
      'PodDisruptionBudget',
      { name: `${app}-pdb`, namespace, labels },
      {
        spec: { minAvailable: 1, selector: { matchLabels: { app } } },
        status: { currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1, expectedPods: 2 },
      },
    ),
    ...only(
      app === 'osm-controller',
      configMap({ name: 'fluentbit-configmap', namespace }, { 'fluent-bit.conf': '' }),
    ),
  ]);
}
