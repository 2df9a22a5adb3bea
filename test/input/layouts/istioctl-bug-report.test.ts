import { describe, expect, test } from 'vitest';
import { Folder } from '../../../src/input/files/folder.js';
import { istioctlBugReport } from '../../../src/input/layouts/istioctl-bug-report.js';
import { readBundle } from './bundle.js';

const CLUSTER = 'bug-report/cluster';

/** What `kubectl get -o yaml` prints: keys in order, so that the kind of the List stands behind the items. */
function list(...items: readonly string[]): string {
  const all = items.length === 0 ? ' []' : `\n${items.join('\n')}`;
  return `apiVersion: v1\nitems:${all}\nkind: List\nmetadata:\n  resourceVersion: ""\n`;
}

function item(apiVersion: string, kind: string, name: string, namespace = ''): string {
  const inside = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `- apiVersion: ${apiVersion}\n  kind: ${kind}\n  metadata: {name: ${name}${inside}}`;
}

function definition(plural: string, kind: string): string {
  const named = item('apiextensions.k8s.io/v1', 'CustomResourceDefinition', `${plural}.networking.istio.io`);
  return `${named}\n  spec: {group: networking.istio.io, names: {kind: ${kind}, plural: ${plural}}, scope: Namespaced}`;
}

const POD = item('v1', 'Pod', 'orders-1', 'shop');
const SHOP = item('v1', 'Namespace', 'shop');
const STORE = item('v1', 'Namespace', 'store');
const GATEWAYS = definition('gateways', 'Gateway');
const SIDECARS = definition('sidecars', 'Sidecar');
const GATEWAY = item('networking.istio.io/v1', 'Gateway', 'front', 'shop');

function versions(release: string) {
  return {
    'bug-report/versions': `CLI version: version.BuildInfo{Version:"${release}", GolangVersion:"go1.22.1"}\n`,
  };
}

/** Of any release: the category `all`, and more. */
const EVER = [
  'ConfigMap',
  'Pod',
  'ReplicationController',
  'Service',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'autoscaling/HorizontalPodAutoscaler',
  'batch/CronJob',
  'batch/Job',
  'networking.k8s.io/Ingress',
];
const UP_TO_1_29 = [...EVER, 'Endpoints', 'Event', 'apiextensions.k8s.io/CustomResourceDefinition'];
const WEBHOOKS = [
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
];
const SINCE_1_12 = ['Namespace', ...WEBHOOKS];
const SINCE_1_18 = [...SINCE_1_12, 'discovery.k8s.io/EndpointSlice'];
const SINCE_1_19 = [...SINCE_1_18, 'networking.k8s.io/NetworkPolicy'];

function claimed(completeness: string, kinds: readonly string[], file: string, scope = 'the cluster') {
  return kinds.map((kind) => `${completeness} ${kind} in ${scope}: ${CLUSTER}/${file}`);
}

const RESOURCES = `${CLUSTER}/k8s-resources`;
const CLUSTER_RESOURCES = `${CLUSTER}/k8s-cluster-resources`;
const CRS = `${CLUSTER}/crs`;

describe('up to 1.29', () => {
  test('one file holds the fixed kinds of all namespaces, another one all custom resources', async () => {
    const read = await readBundle({
      ...versions('1.24.3'),
      [RESOURCES]: list(POD, SHOP, GATEWAYS, SIDECARS),
      [CRS]: list(GATEWAY),
      [`${CLUSTER}/nodes`]: list(item('v1', 'Node', 'one')),
      [`${CLUSTER}/pods`]: list(item('v1', 'Pod', 'istiod-1', 'istio-system')),
      [`${CLUSTER}/secrets`]: list(item('v1', 'Secret', 'key', 'shop')),
      [`${CLUSTER}/cluster-context`]: 'kind\n',
      [`${CLUSTER}/kubectl-version`]: 'Client Version: v1.30.0\n',
    });
    expect(read).toEqual({
      bundles: ["bug-report: istioctl bug-report, because 'cluster/k8s-resources' stands beside 'versions'"],
      objects: [
        'apiextensions.k8s.io/v1 CustomResourceDefinition gateways.networking.istio.io',
        'apiextensions.k8s.io/v1 CustomResourceDefinition sidecars.networking.istio.io',
        'networking.istio.io/v1 Gateway shop/front',
        'v1 Namespace shop',
        'v1 Node one',
        'v1 Pod istio-system/istiod-1',
        'v1 Pod shop/orders-1',
      ],
      claims: [
        ...claimed('full', [...UP_TO_1_29, ...SINCE_1_19], 'k8s-resources'),
        ...claimed('full', ['networking.istio.io/Gateway', 'networking.istio.io/Sidecar'], 'crs'),
        ...claimed('full', ['Node'], 'nodes'),
      ].sort(),
      problems: [],
      texts: [],
    });
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['1.11', versions('1.11.8'), []],
    ['1.12', versions('1.12.0'), SINCE_1_12],
    ['1.18 of a vendor', versions('1.18.2-asm.4'), SINCE_1_18],
    ['1.29', versions('1.29.0'), SINCE_1_19],
    [
      'a release that says so in other words',
      { 'bug-report/versions': 'CLI version: client version: 1.18.0\n' },
      SINCE_1_18,
    ],
    ['a build of its own', versions('unknown'), []],
    [
      'a release that could not tell',
      { 'bug-report/versions': 'failed to load CLI version.\nCLI version: \n1.29\n' },
      [],
    ],
  ])('what %s asks for', async (_, files, kinds) => {
    const read = await readBundle({ ...files, [RESOURCES]: list() });
    expect(read.claims).toEqual(claimed('full', [...UP_TO_1_29, ...kinds], 'k8s-resources').sort());
  });

  test('an object shows that its kind was asked for, whatever the release', async () => {
    const policy = item('networking.k8s.io/v1', 'NetworkPolicy', 'deny', 'shop');
    const read = await readBundle({ 'bug-report/bug-report.log': '', [RESOURCES]: list(SHOP, policy) });
    expect(read.claims).toEqual(
      claimed(
        'full',
        [...UP_TO_1_29, 'Namespace', 'networking.k8s.io/NetworkPolicy'],
        'k8s-resources',
      ).sort(),
    );
  });

  test('up to 1.20 nodes and pods are descriptions', async () => {
    const read = await readBundle({
      ...versions('1.20.0'),
      [CRS]: list(GATEWAY),
      [`${CLUSTER}/nodes`]: 'Name:  one\nRoles: worker\n',
      [`${CLUSTER}/describe-pods`]: 'Name:  istiod-1\n',
    });
    expect(read.claims).toEqual([]);
    expect(read.problems).toEqual([]);
  });
});

describe('from 1.30 on', () => {
  const FROM_1_30 = [...EVER, 'discovery.k8s.io/EndpointSlice', 'networking.k8s.io/NetworkPolicy'];
  const CLUSTER_SCOPED = claimed(
    'full',
    ['Namespace', 'Node', ...WEBHOOKS, 'apiextensions.k8s.io/CustomResourceDefinition'],
    'k8s-cluster-resources',
  );
  const settings = (namespace: string) => item('v1', 'ConfigMap', 'kube-root-ca.crt', namespace);

  test('a report of all namespaces proves as much as an older one', async () => {
    const read = await readBundle({
      ...versions('1.30.0'),
      [CLUSTER_RESOURCES]: list(SHOP, STORE, GATEWAYS),
      [RESOURCES]: list(settings('shop'), settings('store')),
      [CRS]: list(),
    });
    expect(read.claims).toEqual(
      [
        ...CLUSTER_SCOPED,
        ...claimed('full', FROM_1_30, 'k8s-resources'),
        ...claimed('full', ['networking.istio.io/Gateway'], 'crs'),
      ].sort(),
    );
  });

  test('a report of some namespaces says nothing of others', async () => {
    const read = await readBundle({
      ...versions('1.30.0'),
      [CLUSTER_RESOURCES]: list(SHOP, STORE, item('v1', 'Namespace', 'bank'), GATEWAYS),
      [RESOURCES]: list(settings('shop')),
      [CRS]: list(item('networking.istio.io/v1', 'Gateway', 'front', 'store')),
    });
    expect(read.claims).toEqual(
      [
        ...CLUSTER_SCOPED,
        ...claimed('full', FROM_1_30, 'k8s-resources', 'shop'),
        ...claimed('full', ['networking.istio.io/Gateway'], 'crs', 'shop, store'),
      ].sort(),
    );
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['is missing', {}],
    ['is cut off', { [RESOURCES]: `apiVersion: v1\nitems:\n${settings('shop')}\n` }],
  ])('namespaced kinds are unknown where their file %s', async (_, files) => {
    const read = await readBundle({ ...versions('1.30.0'), [CLUSTER_RESOURCES]: list(SHOP), ...files });
    expect(read.claims).toEqual([...CLUSTER_SCOPED].sort());
  });
});

describe('what a missing or broken file leaves unknown', () => {
  const OF_RESOURCES = [...UP_TO_1_29, ...SINCE_1_19];

  test('custom resources without their file', async () => {
    const read = await readBundle({ ...versions('1.24.0'), [RESOURCES]: list(SHOP, GATEWAYS) });
    expect(read.claims).toEqual(claimed('full', OF_RESOURCES, 'k8s-resources').sort());
  });

  test('custom resources whose file holds one object and no List', async () => {
    const one =
      'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: front, namespace: shop}\n';
    const read = await readBundle({ ...versions('1.24.0'), [RESOURCES]: list(GATEWAYS), [CRS]: one });
    expect(read.claims).toEqual(claimed('full', OF_RESOURCES, 'k8s-resources').sort());
  });

  test('custom resources without the list of their definitions', async () => {
    const read = await readBundle({ ...versions('1.24.0'), [CRS]: list(GATEWAY) });
    expect(read.claims).toEqual([]);
    expect(read.objects).toEqual(['networking.istio.io/v1 Gateway shop/front']);
  });

  test.each<[string, string]>([
    ['cut off between two items', `apiVersion: v1\nitems:\n${GATEWAY}\n`],
    ['cut off in the middle of a text', 'apiVersion: v1\nitems:\n- apiVersion: "net'],
    ['empty', ''],
    ['an error', 'Error from server: gone\n'],
  ])('custom resources whose file is %s', async (_, text) => {
    const read = await readBundle({ ...versions('1.24.0'), [RESOURCES]: list(GATEWAYS), [CRS]: text });
    expect(read.claims).toEqual(claimed('full', OF_RESOURCES, 'k8s-resources').sort());
    expect(read.problems).toEqual([expect.stringMatching(`^note ${CRS}: `)]);
  });

  test.each<[string, string]>([
    ['cut off between two items', `apiVersion: v1\nitems:\n${POD}\n${GATEWAYS}\n`],
    ['empty', ' \n'],
    ['an answer of the server', 'apiVersion: v1\nkind: Status\nstatus: Failure\n'],
  ])('all kinds of a file that is %s', async (_, text) => {
    const read = await readBundle({ ...versions('1.24.0'), [RESOURCES]: text, [CRS]: list(GATEWAY) });
    expect(read.claims).toEqual(claimed('failed', UP_TO_1_29, 'k8s-resources').sort());
    expect(read.problems).toEqual([expect.stringMatching(`^note ${RESOURCES}: `)]);
  });
});

test('logs and events are text; what istiod tells of itself is neither text nor object', async () => {
  const configz =
    '[{"apiVersion": "networking.istio.io/v1", "kind": "Gateway", "metadata": {"name": "made-up"}}]';
  const read = await readBundle({
    [CRS]: list(),
    'bug-report/bug-report.log': 'error: exit status 1\n',
    [`${CLUSTER}/events`]: 'NAMESPACE  LAST SEEN\n',
    'bug-report/proxies/shop/orders-1/istio-proxy.log': 'a\n',
    'bug-report/proxies/shop/orders-1/config_dump?include_eds=true': '{"configs": []}',
    'bug-report/istio/istio-system/istiod-1/discovery.log': 'b\n',
    'bug-report/istio/istio-system/istiod-1/debug/configz': configz,
    'bug-report/operator/istio-operator/op-1/operator.log': 'c\n',
    'bug-report/cni/istio-cni-1/cni.log': 'd\n',
    'bug-report/analyze/allNamespaces/allNamespaces': 'Warning [IST0101]\n',
  });
  expect(read.objects).toEqual([]);
  expect(read.problems).toEqual([]);
  expect(read.texts).toEqual([
    'errors bug-report/bug-report.log',
    `events ${CLUSTER}/events`,
    'log bug-report/cni/istio-cni-1/cni.log',
    'log bug-report/istio/istio-system/istiod-1/discovery.log istio-system/istiod-1 discovery',
    'log bug-report/operator/istio-operator/op-1/operator.log istio-operator/op-1',
    'log bug-report/proxies/shop/orders-1/istio-proxy.log shop/orders-1 istio-proxy',
  ]);
});

test.each<[string, readonly string[]]>([
  ['a repository', ['cluster/crs.yaml', 'cluster/nodes', 'istio/gateway.yaml', 'versions']],
  ['a lone file', ['cluster/crs']],
])('%s is no bug report', (_, paths) => {
  expect(istioctlBugReport.evidence(Folder.of(paths))).toBeUndefined();
});

test.each([
  'versions',
  'bug-report.log',
  'proxies/shop/orders-1/netstat',
  'analyze/shop/shop',
  'istio/a/b/c',
])('custom resources beside %s are evidence', (path) => {
  expect(istioctlBugReport.evidence(Folder.of(['cluster/crs', path]))).toMatch(
    /^'cluster\/crs' stands beside '/,
  );
});
