import { describe, expect, test } from 'vitest';
import { Folder } from '../../../src/input/files/folder.js';
import { troubleshoot } from '../../../src/input/layouts/troubleshoot.js';
import { readBundle } from './bundle.js';

type Files = Readonly<Record<string, string>>;

const VERSION = 'apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\nspec:\n  versionNumber: 0.119.0\n';

/** A bundle with these files below `cluster-resources/`, and others by their whole path. */
function bundle(resources: Files, others: Files = {}) {
  const inner = Object.entries(resources).map(([path, text]) => [`b/cluster-resources/${path}`, text]);
  return readBundle({ 'b/version.yaml': VERSION, ...others, ...Object.fromEntries(inner) });
}

function object(apiVersion: string, kind: string, name: string, namespace?: string) {
  return { apiVersion, kind, metadata: { name, namespace } };
}

/** As releases since 0.28.1 write a kind. */
function list(apiVersion: string, kind: string, ...items: readonly object[]): string {
  return JSON.stringify({ kind: `${kind}List`, apiVersion, metadata: {}, items }, undefined, 2);
}

function namespaceList(...names: readonly string[]): string {
  return list('v1', 'Namespace', ...names.map((name) => object('v1', 'Namespace', name)));
}

function podList(...names: readonly string[]): string {
  return list('v1', 'Pod', ...names.map((name) => object('v1', 'Pod', name, 'shop')));
}

function definition(
  plural: string,
  group: string,
  kind: string,
  scope: 'Namespaced' | 'Cluster' = 'Namespaced',
) {
  return { metadata: { name: `${plural}.${group}` }, spec: { group, names: { kind, plural }, scope } };
}

function definitionList(...definitions: readonly object[]): string {
  const kind = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
  return list(kind.apiVersion, kind.kind, ...definitions.map((each) => ({ ...kind, ...each })));
}

const TARGETS = definition('traffictargets', 'access.smi-spec.io', 'TrafficTarget');
const SERVICES = definition('virtualservices', 'networking.istio.io', 'VirtualService');
const WIDGETS = definition('widgets', 'example.com', 'Widget');
const CLASSES = definition('gatewayclasses', 'gateway.networking.k8s.io', 'GatewayClass', 'Cluster');
const FACTORIES = definition('factories', 'example.com', 'Factory', 'Cluster');

const ALL_DEFINITIONS =
  'full apiextensions.k8s.io/CustomResourceDefinition in the cluster: b/cluster-resources/custom-resource-definitions.json';

describe('recognised by', () => {
  test.each<[string, readonly string[], string | undefined]>([
    [
      'version.yaml',
      ['version.yaml', 'cluster-resources/namespaces.json'],
      "'cluster-resources/' stands beside 'version.yaml'",
    ],
    [
      'cluster-info',
      ['cluster-info/cluster_version.json', 'cluster-resources/pods/shop.json'],
      "'cluster-resources/' stands beside 'cluster-info/'",
    ],
    ['a repository', ['version.yaml', 'cluster-resources/namespaces.yaml'], undefined],
    ['a folder of JSON', ['cluster-resources/namespaces.json', 'README.md'], undefined],
    ['host collectors alone', ['version.yaml', 'host-collectors/system/cpu.json'], undefined],
  ])('%s', (_, paths, because) => {
    expect(troubleshoot.evidence(Folder.of(paths))).toBe(because);
  });
});

test('a bundle of a recent release', async () => {
  const read = await bundle(
    {
      'auth-cani-list/shop.json': '[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]',
      'clusterroles.json': list('rbac.authorization.k8s.io/v1', 'ClusterRole'),
      'configmaps/shop.json': list('v1', 'ConfigMap', object('v1', 'ConfigMap', 'orders', 'shop')),
      'custom-resource-definitions.json': definitionList(TARGETS),
      'custom-resources/traffictargets.access.smi-spec.io/shop.json': JSON.stringify([
        object('access.smi-spec.io/v1alpha3', 'TrafficTarget', 'orders', 'shop'),
      ]),
      'custom-resources/traffictargets.access.smi-spec.io/shop.yaml': 'unquoted: ***HIDDEN***\n',
      'groups.json': '[{"name":"","versions":[{"groupVersion":"v1","version":"v1"}]}]',
      'image-pull-secrets/shop/registry.json': '{"registry.example.com":"robot"}',
      'mutating-webhook-configurations.json': list(
        'admissionregistration.k8s.io/v1',
        'MutatingWebhookConfiguration',
        object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'osm'),
      ),
      'namespaces.json': namespaceList('shop'),
      'nodes.json': list('v1', 'Node', object('v1', 'Node', 'worker-1')),
      'nodes.yaml': list('v1', 'Node', object('v1', 'Node', 'worker-1')),
      'pods/logs/shop/orders-1/envoy-previous.log': 'panic',
      'pods/logs/shop/orders-1/envoy.log': 'ready',
      'pods/logs/shop/orders-1/app-logs-errors.log': 'previous terminated container "app" not found',
      'pods/shop.json': podList('orders-1'),
      'resources.json': '[{"groupVersion":"v1","resources":[{"name":"pods","kind":"Pod"}]}]',
      'services/shop.json': '{"kind":"ServiceList","apiVersion":"v1","metadata":{},"items":null}',
    },
    {
      'b/analysis.json': '[{"name":"all.nodes.ready"}]',
      'b/cluster-info/cluster_version.json': '{"info":{"major":"1"}}',
      'b/configmaps/shop/orders.json': '{"namespace":"shop","name":"orders","configMapExists":true}',
      'b/mesh/orders-1/envoy.log': 'ready',
      'b/mesh/web-1/envoy.log': 'of an old collector',
      'b/node-agent/cluster-resources/pods/other.json': podList('not-read'),
      'b/node-agent/cluster-resources/pods/logs/other/p/c.log': 'not read',
      'b/secrets/shop/orders.json': '{"namespace":"shop","name":"orders","secretExists":true}',
    },
  );
  expect(read).toEqual({
    bundles: [
      "b: Replicated troubleshoot support bundle, because 'cluster-resources/' stands beside 'version.yaml'",
    ],
    objects: [
      'access.smi-spec.io/v1alpha3 TrafficTarget shop/orders',
      'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration osm',
      'apiextensions.k8s.io/v1 CustomResourceDefinition traffictargets.access.smi-spec.io',
      'v1 ConfigMap shop/orders',
      'v1 Namespace shop',
      'v1 Node worker-1',
      'v1 Pod shop/orders-1',
    ],
    claims: [
      'full ConfigMap in shop: b/cluster-resources/configmaps/shop.json',
      'full Namespace in the cluster: b/cluster-resources/namespaces.json',
      'full Node in the cluster: b/cluster-resources/nodes.json',
      'full Pod in shop: b/cluster-resources/pods/shop.json',
      'full Service in shop: b/cluster-resources/services/shop.json',
      'full access.smi-spec.io/TrafficTarget in shop: b/cluster-resources/custom-resources/traffictargets.access.smi-spec.io/shop.json',
      'full admissionregistration.k8s.io/MutatingWebhookConfiguration in the cluster: b/cluster-resources/mutating-webhook-configurations.json',
      ALL_DEFINITIONS,
      'full rbac.authorization.k8s.io/ClusterRole in the cluster: b/cluster-resources/clusterroles.json',
    ],
    problems: [],
    texts: [
      'log b/cluster-resources/pods/logs/shop/orders-1/envoy-previous.log shop/orders-1 envoy',
      'log b/cluster-resources/pods/logs/shop/orders-1/envoy.log shop/orders-1 envoy',
      'log b/mesh/web-1/envoy.log',
    ],
  });
});

describe('earlier releases', () => {
  test('before 0.28.1: bare arrays, and no kinds', async () => {
    const { objects, claims, problems } = await bundle({
      'namespaces.json': '[{"metadata":{"name":"shop"}}]',
      'custom-resource-definitions.json': `[${JSON.stringify(TARGETS)}]`,
      'pods/shop.json': '[{"metadata":{"name":"orders-1","namespace":"shop"},"spec":{}}]',
      'ingress/shop.json': '[]',
    });
    expect([objects, claims, problems]).toEqual([
      [
        'apiextensions.k8s.io/v1 CustomResourceDefinition traffictargets.access.smi-spec.io',
        'v1 Namespace shop',
        'v1 Pod shop/orders-1',
      ],
      [
        'full Pod in shop: b/cluster-resources/pods/shop.json',
        ALL_DEFINITIONS,
        'full networking.k8s.io/Ingress in shop: b/cluster-resources/ingress/shop.json',
      ],
      [],
    ]);
  });

  test('0.17.0: custom resources in YAML alone', async () => {
    const { objects, claims } = await bundle({
      'custom-resource-definitions.json': `[${JSON.stringify(TARGETS)},${JSON.stringify(SERVICES)}]`,
      'custom-resources/traffictargets.access.smi-spec.io/shop.yaml':
        '- apiVersion: access.smi-spec.io/v1alpha2\n  kind: TrafficTarget\n  metadata:\n    name: orders\n    namespace: shop\n',
      'pods/shop.json': '[]',
    });
    expect([objects, claims]).toEqual([
      [
        'access.smi-spec.io/v1alpha2 TrafficTarget shop/orders',
        'apiextensions.k8s.io/v1 CustomResourceDefinition traffictargets.access.smi-spec.io',
        'apiextensions.k8s.io/v1 CustomResourceDefinition virtualservices.networking.istio.io',
      ],
      [
        'full Pod in shop: b/cluster-resources/pods/shop.json',
        'full access.smi-spec.io/TrafficTarget in shop: b/cluster-resources/custom-resources/traffictargets.access.smi-spec.io/shop.yaml',
        ALL_DEFINITIONS,
        'full networking.istio.io/VirtualService in shop: b/cluster-resources/custom-resource-definitions.json',
      ],
    ]);
  });

  test('up to 0.50: definitions without any kind', async () => {
    const { objects, claims } = await bundle({
      'custom-resource-definitions.json': JSON.stringify({ metadata: {}, items: [TARGETS] }),
      'pods/shop.json': podList(),
    });
    expect([objects, claims]).toEqual([
      ['apiextensions.k8s.io/v1 CustomResourceDefinition traffictargets.access.smi-spec.io'],
      [
        'full Pod in shop: b/cluster-resources/pods/shop.json',
        'full access.smi-spec.io/TrafficTarget in shop: b/cluster-resources/custom-resource-definitions.json',
        ALL_DEFINITIONS,
      ],
    ]);
  });

  test('0.56.0 to 0.64.0: names that were put right later', async () => {
    const { objects, claims, problems } = await bundle({
      clusterroles: list('rbac.authorization.k8s.io/v1', 'ClusterRole'),
      clusterRoleBindings: list('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'),
      'custom-resource-definitions.json': definitionList(TARGETS, WIDGETS),
      'custom-resource-definitions/traffictargets.access.smi-spec.io/shop':
        '- apiVersion: access.smi-spec.io/v1alpha3\n  kind: TrafficTarget\n  metadata:\n    name: orders\n',
      'custom-resource-definitions/custom-resource-definitions-errors.json':
        '{"widgets.example.com": "gone"}',
      'pods/shop.json': podList(),
      'pod-disruption-budgets-info.json': '{"shop": "forbidden"}',
      'resource-quotas/shop.json': list('v1', 'ResourceQuota'),
      'statefulsets-errors.json/shop.json': list(
        'apps/v1',
        'ReplicaSet',
        object('apps/v1', 'ReplicaSet', 'orders-5f', 'shop'),
      ),
      'storage-errors.json': '["storageclasses is forbidden"]',
    });
    expect([objects, claims, problems]).toEqual([
      [
        'access.smi-spec.io/v1alpha3 TrafficTarget shop/orders',
        'apiextensions.k8s.io/v1 CustomResourceDefinition traffictargets.access.smi-spec.io',
        'apiextensions.k8s.io/v1 CustomResourceDefinition widgets.example.com',
        'apps/v1 ReplicaSet shop/orders-5f',
      ],
      [
        'failed example.com/Widget in the cluster: b/cluster-resources/custom-resource-definitions/custom-resource-definitions-errors.json',
        'failed policy/PodDisruptionBudget in shop: b/cluster-resources/pod-disruption-budgets-info.json',
        'failed storage.k8s.io/StorageClass in the cluster: b/cluster-resources/storage-errors.json',
        'full Pod in shop: b/cluster-resources/pods/shop.json',
        'full ResourceQuota in shop: b/cluster-resources/resource-quotas/shop.json',
        'full access.smi-spec.io/TrafficTarget in shop: b/cluster-resources/custom-resource-definitions/traffictargets.access.smi-spec.io/shop',
        ALL_DEFINITIONS,
        'full apps/ReplicaSet in shop: b/cluster-resources/statefulsets-errors.json/shop.json',
        'full rbac.authorization.k8s.io/ClusterRole in the cluster: b/cluster-resources/clusterroles',
        'full rbac.authorization.k8s.io/ClusterRoleBinding in the cluster: b/cluster-resources/clusterRoleBindings',
      ],
      [],
    ]);
  });
});

describe('namespaces', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'all of them',
      namespaceList('shop'),
      ['full Namespace in the cluster: b/cluster-resources/namespaces.json'],
    ],
    ['those that a spec names', '[{"metadata":{"name":"shop"}}]', []],
    ['the one of -n', '{"metadata":{"name":"shop"},"spec":{},"status":{}}', []],
  ])('%s', async (_, text, expected) => {
    const { objects, claims, problems } = await bundle({ 'namespaces.json': text });
    expect([objects, claims, problems]).toEqual([['v1 Namespace shop'], expected, []]);
  });

  test.each<[string, string]>([
    ['an empty file', ''],
    ['a file that was cut', namespaceList('shop').slice(0, -30)],
  ])('%s', async (_, text) => {
    const { objects, claims, problems } = await bundle({ 'namespaces.json': text });
    expect([objects, claims, problems]).toEqual([
      [],
      ['failed Namespace in the cluster: b/cluster-resources/namespaces.json'],
      [expect.stringMatching(/^note b\/cluster-resources\/namespaces\.json: /)],
    ]);
  });

  test('one whose objects may not be read is in no other file', async () => {
    const { claims } = await bundle({
      'namespaces.json': namespaceList('shop', 'vault'),
      'pods/shop.json': podList(),
      'custom-resource-definitions.json': definitionList(SERVICES),
    });
    expect(claims).toEqual([
      'full Namespace in the cluster: b/cluster-resources/namespaces.json',
      'full Pod in shop: b/cluster-resources/pods/shop.json',
      ALL_DEFINITIONS,
      'full networking.istio.io/VirtualService in shop: b/cluster-resources/custom-resource-definitions.json',
    ]);
  });
});

test('a namespace whose name ends like a file of errors', async () => {
  const { objects, claims } = await bundle({
    'pods/web-errors.json': podList(),
    'custom-resources/widgets.example.com/web-errors.json':
      '[{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}]',
    'custom-resource-definitions.json': definitionList(WIDGETS),
  });
  expect([objects, claims]).toEqual([
    [
      'apiextensions.k8s.io/v1 CustomResourceDefinition widgets.example.com',
      'example.com/v1 Widget web-errors/w',
    ],
    [
      'full Pod in web-errors: b/cluster-resources/pods/web-errors.json',
      ALL_DEFINITIONS,
      'full example.com/Widget in web-errors: b/cluster-resources/custom-resources/widgets.example.com/web-errors.json',
    ],
  ]);
});

describe('errors of a kind', () => {
  test.each<[string, string, string, readonly string[]]>([
    [
      'in namespaces',
      'services-errors.json',
      '{"shop":"forbidden","zoo":"timeout"}',
      ['Service in shop, zoo'],
    ],
    ['of a cluster', 'nodes-errors.json', '["forbidden"]', ['Node in the cluster']],
    [
      'of the definitions',
      'custom-resource-definitions-errors.json',
      '["no"]',
      ['apiextensions.k8s.io/CustomResourceDefinition in the cluster'],
    ],
    ['without a namespace', 'services-errors.json', '["forbidden"]', ['Service in the cluster']],
    ['that were cut', 'services-errors.json', '{"shop":"forb', ['Service in the cluster']],
    ['of which there are none', 'services-errors.json', '{}', []],
    ['of which a cluster has none', 'nodes-errors.json', '[]', []],
    ['in an empty file', 'services-errors.json', '', []],
    ['that are null', 'services-errors.json', 'null\n', []],
    ['of no kind', 'groups-resources-errors.json', '["metrics.k8s.io: unavailable"]', []],
  ])('%s', async (_, file, text, failed) => {
    const { claims, problems } = await bundle({ [file]: text, 'pods/shop.json': podList() });
    expect([claims, problems]).toEqual([
      [
        ...failed.map((what) => `failed ${what}: b/cluster-resources/${file}`),
        'full Pod in shop: b/cluster-resources/pods/shop.json',
      ],
      [],
    ]);
  });
});

describe('custom resources', () => {
  const errors = 'custom-resources/custom-resources-errors.json';
  const ofErrors = `b/cluster-resources/${errors}`;
  const ofDefinitions = 'b/cluster-resources/custom-resource-definitions.json';
  const files: Files = {
    'custom-resource-definitions.json': definitionList(SERVICES, WIDGETS, CLASSES, FACTORIES),
    'pods/shop.json': podList(),
    'pods/zoo.json': podList(),
  };

  test.each<[string, Files, readonly string[]]>([
    [
      'no instances',
      {},
      [
        `full example.com/Factory in the cluster: ${ofDefinitions}`,
        `full example.com/Widget in shop, zoo: ${ofDefinitions}`,
        `full gateway.networking.k8s.io/GatewayClass in the cluster: ${ofDefinitions}`,
        `full networking.istio.io/VirtualService in shop, zoo: ${ofDefinitions}`,
      ],
    ],
    [
      'some instances',
      {
        'custom-resources/widgets.example.com/shop.json':
          '[{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}]',
        'custom-resources/factories.example.com.yaml':
          '- apiVersion: example.com/v1\n  kind: Factory\n  metadata:\n    name: f\n',
        'custom-resources/gatewayclasses.gateway.networking.k8s.io.json':
          '[{"apiVersion":"gateway.networking.k8s.io/v1","kind":"GatewayClass","metadata":{"name":"istio"}}]',
      },
      [
        'full example.com/Factory in the cluster: b/cluster-resources/custom-resources/factories.example.com.yaml',
        'full example.com/Widget in shop: b/cluster-resources/custom-resources/widgets.example.com/shop.json',
        `full example.com/Widget in zoo: ${ofDefinitions}`,
        'full gateway.networking.k8s.io/GatewayClass in the cluster: b/cluster-resources/custom-resources/gatewayclasses.gateway.networking.k8s.io.json',
        `full networking.istio.io/VirtualService in shop, zoo: ${ofDefinitions}`,
      ],
    ],
    [
      'broken files',
      {
        'custom-resources/widgets.example.com/shop.yaml': '- apiVersion: example.com/v1\n  kind: "Wid',
        'custom-resources/virtualservices.networking.istio.io/zoo.json':
          '[{"apiVersion": "networking.istio.io/v1", "ki',
      },
      [
        'failed example.com/Widget in shop: b/cluster-resources/custom-resources/widgets.example.com/shop.yaml',
        'failed networking.istio.io/VirtualService in zoo: b/cluster-resources/custom-resources/virtualservices.networking.istio.io/zoo.json',
        `full example.com/Factory in the cluster: ${ofDefinitions}`,
        `full example.com/Widget in zoo: ${ofDefinitions}`,
        `full gateway.networking.k8s.io/GatewayClass in the cluster: ${ofDefinitions}`,
        `full networking.istio.io/VirtualService in shop: ${ofDefinitions}`,
      ],
    ],
    [
      'errors of a definition, and of a namespace',
      {
        [errors]:
          '{"virtualservices.networking.istio.io":"not found","widgets.example.com/zoo":"no","factories.example.com":"no"}',
      },
      [
        `failed example.com/Factory in the cluster: ${ofErrors}`,
        `failed example.com/Widget in zoo: ${ofErrors}`,
        `failed networking.istio.io/VirtualService in the cluster: ${ofErrors}`,
        `full example.com/Widget in shop: ${ofDefinitions}`,
        `full gateway.networking.k8s.io/GatewayClass in the cluster: ${ofDefinitions}`,
      ],
    ],
    ...['{"crdList":"forbidden"}', '{"discover apiextensions.k8s.io/v1":"no"}', '{"crdLi'].map(
      (text): [string, Files, readonly string[]] => [
        `errors before any definition: ${text}`,
        { [errors]: text },
        [
          `failed example.com/Factory in the cluster: ${ofErrors}`,
          `failed example.com/Widget in the cluster: ${ofErrors}`,
          `failed gateway.networking.k8s.io/GatewayClass in the cluster: ${ofErrors}`,
          `failed networking.istio.io/VirtualService in the cluster: ${ofErrors}`,
        ],
      ],
    ),
  ])('%s', async (_, more, expected) => {
    const { claims } = await bundle({ ...files, ...more });
    expect(claims.filter((claim) => !/ (Pod|apiextensions.*) in /.test(claim))).toEqual(expected);
  });

  test('definitions that were cut prove nothing', async () => {
    const { claims, problems } = await bundle({
      'custom-resource-definitions.json': definitionList(SERVICES).slice(0, -40),
      'pods/shop.json': podList(),
    });
    expect([claims, problems]).toEqual([
      [
        `failed apiextensions.k8s.io/CustomResourceDefinition in the cluster: ${ofDefinitions}`,
        'full Pod in shop: b/cluster-resources/pods/shop.json',
      ],
      [expect.stringMatching(/^note b\/cluster-resources\/custom-resource-definitions\.json: /)],
    ]);
  });
});

test.each<[string, string]>([
  ['empty', ''],
  ['cut', podList('orders-1', 'orders-2').slice(0, -50)],
  ['an error', 'pods is forbidden: User "me" cannot list resource "pods"'],
  ['an answer of the server', '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no"}'],
])('pods that are %s', async (_, text) => {
  const { objects, claims, problems } = await bundle({
    'pods/shop.json': text,
    'services/shop.json': list('v1', 'Service'),
  });
  expect([objects, claims, problems]).toEqual([
    [],
    [
      'failed Pod in shop: b/cluster-resources/pods/shop.json',
      'full Service in shop: b/cluster-resources/services/shop.json',
    ],
    [expect.stringMatching(/^note b\/cluster-resources\/pods\/shop\.json: /)],
  ]);
});
