import { describe, expect, test } from 'vitest';
import { Folder } from '../../../src/input/files/folder.js';
import { palette } from '../../../src/input/layouts/palette.js';
import { troubleshoot } from '../../../src/input/layouts/troubleshoot.js';
import { readBundle } from './bundle.js';

/** As `kubectl get -o yaml` prints objects, of any number. */
function list(...items: readonly string[]): string {
  const lines = items.flatMap((item) =>
    item.split('\n').map((line, at) => (at === 0 ? `- ${line}` : `  ${line}`)),
  );
  const held = items.length === 0 ? 'items: []' : ['items:', ...lines].join('\n');
  return `apiVersion: v1\n${held}\nkind: List\nmetadata:\n  resourceVersion: ""\n`;
}

function object(apiVersion: string, kind: string, name: string, namespace?: string): string {
  const where = namespace === undefined ? '' : `\n  namespace: ${namespace}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  managedFields: []\n  name: ${name}${where}`;
}

const NODES = list(object('v1', 'Node', 'worker-1'));

describe('recognised by', () => {
  test.each<[string, readonly string[], string | undefined]>([
    [
      'its folders',
      ['.support-bundle', 'k8s/cluster-resources/nodes.yaml', 'k8s/cluster-resources/pods/shop.yaml'],
      "there are 'k8s/cluster-resources/nodes.yaml' and 'k8s/cluster-resources/pods/'",
    ],
    [
      'what is in k8s/',
      ['cluster-info/cluster-version.yaml', 'cluster-resources/nodes.yaml'],
      "there are 'cluster-resources/nodes.yaml' and 'cluster-info/'",
    ],
    [
      'a repository',
      [
        'k8s/cluster-resources/namespaces.yaml',
        'k8s/cluster-resources/crds.yaml',
        'k8s/base/kustomization.yaml',
      ],
      undefined,
    ],
    [
      'a troubleshoot bundle with links',
      [
        'version.yaml',
        'cluster-info/cluster_version.json',
        'cluster-resources/nodes.json',
        'cluster-resources/nodes.yaml',
        'cluster-resources/pods/shop.json',
      ],
      undefined,
    ],
  ])('%s', (_, paths, because) => {
    expect(palette.evidence(Folder.of(paths))).toBe(because);
  });

  test('and is not taken for troubleshoot', () => {
    const folder = Folder.of([
      'cluster-info/cluster-version.yaml',
      'cluster-resources/nodes.yaml',
      'cluster-resources/pods/shop.yaml',
    ]);
    expect(troubleshoot.evidence(folder)).toBeUndefined();
  });
});

test('a bundle, in which a List proves no more than what is probable', async () => {
  const crds = 'b/k8s/cluster-resources/custom-resources';
  const read = await readBundle({
    'b/.support-bundle': 'Support Bundle Version: 1',
    'b/console.log': 'Collecting',
    'b/usr/local/cloud-config/user.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: not-of-the-cluster\n',
    'b/k8s/cluster-info/cluster-version.yaml': 'clientVersion:\n  major: "1"\n',
    'b/k8s/cluster-info/dump/nodes.yaml':
      'apiVersion: v1\nitems:\n- metadata:\n    name: worker-1\nkind: NodeList\n',
    'b/k8s/cluster-info/dump/shop/services.yaml': 'apiVersion: v1\nitems: []\nkind: ServiceList\n',
    'b/k8s/cluster-info/dump/shop/orders-1/logs.txt': 'started',
    'b/k8s/cluster-resources/nodes.yaml': NODES,
    'b/k8s/cluster-resources/crds.yaml': list(
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'meshconfigs.config.openservicemesh.io'),
    ),
    'b/k8s/cluster-resources/apiservices/shop.yaml': list(
      object('apiregistration.k8s.io/v1', 'APIService', 'v1.apps'),
    ),
    'b/k8s/cluster-resources/clusterissuers.cert-manager.io.yaml': list(
      object('cert-manager.io/v1', 'ClusterIssuer', 'ca'),
    ),
    'b/k8s/cluster-resources/clusterissuers.cert-manager.io/shop.yaml': list(
      object('cert-manager.io/v1', 'ClusterIssuer', 'asked-in-a-namespace'),
    ),
    'b/k8s/cluster-resources/hpa/shop.yaml': list(),
    'b/k8s/cluster-resources/ingress/shop.yaml': list(
      object('networking.k8s.io/v1', 'Ingress', 'orders', 'shop'),
    ),
    'b/k8s/cluster-resources/pods/shop.yaml': list(object('v1', 'Pod', 'orders-1', 'shop')),
    'b/k8s/cluster-resources/secrets/shop.yaml': list(object('v1', 'Secret', 'never-read', 'shop')),
    [`${crds}/gatewayclasses.gateway.networking.k8s.io.yaml`]: list(
      object('gateway.networking.k8s.io/v1', 'GatewayClass', 'istio'),
    ),
    [`${crds}/meshconfigs.config.openservicemesh.io/shop.yaml`]: list(
      object('config.openservicemesh.io/v1alpha2', 'MeshConfig', 'osm-mesh-config', 'shop'),
    ),
    'b/k8s/metrics/nodes-metrics': 'NAME CPU',
    'b/k8s/previous-pod-logs/shop/orders-1/previous.log': 'panic',
  });
  expect(read).toEqual({
    bundles: [
      "b: Palette support bundle, because there are 'k8s/cluster-resources/nodes.yaml' and 'k8s/cluster-resources/pods/'",
    ],
    objects: [
      'apiextensions.k8s.io/v1 CustomResourceDefinition meshconfigs.config.openservicemesh.io',
      'apiregistration.k8s.io/v1 APIService v1.apps',
      'cert-manager.io/v1 ClusterIssuer asked-in-a-namespace',
      'cert-manager.io/v1 ClusterIssuer ca',
      'config.openservicemesh.io/v1alpha2 MeshConfig shop/osm-mesh-config',
      'gateway.networking.k8s.io/v1 GatewayClass istio',
      'networking.k8s.io/v1 Ingress shop/orders',
      'v1 Node worker-1',
      'v1 Node worker-1',
      'v1 Pod shop/orders-1',
    ],
    claims: [
      'full Node in the cluster: b/k8s/cluster-info/dump/nodes.yaml',
      'full Service in shop: b/k8s/cluster-info/dump/shop/services.yaml',
      'probable Node in the cluster: b/k8s/cluster-resources/nodes.yaml',
      'probable Pod in shop: b/k8s/cluster-resources/pods/shop.yaml',
      'probable apiextensions.k8s.io/CustomResourceDefinition in the cluster: b/k8s/cluster-resources/crds.yaml',
      'probable apiregistration.k8s.io/APIService in the cluster: b/k8s/cluster-resources/apiservices/shop.yaml',
      'probable autoscaling/HorizontalPodAutoscaler in shop: b/k8s/cluster-resources/hpa/shop.yaml',
      'probable cert-manager.io/ClusterIssuer in the cluster: b/k8s/cluster-resources/clusterissuers.cert-manager.io.yaml',
      `probable config.openservicemesh.io/MeshConfig in shop: ${crds}/meshconfigs.config.openservicemesh.io/shop.yaml`,
      `probable gateway.networking.k8s.io/GatewayClass in the cluster: ${crds}/gatewayclasses.gateway.networking.k8s.io.yaml`,
      'probable networking.k8s.io/Ingress in shop: b/k8s/cluster-resources/ingress/shop.yaml',
    ],
    problems: [],
    texts: [
      'log b/k8s/cluster-info/dump/shop/orders-1/logs.txt shop/orders-1',
      'log b/k8s/previous-pod-logs/shop/orders-1/previous.log shop/orders-1',
    ],
  });
});

test.each<[string, string]>([
  ['an error', 'Error from server (Forbidden): services is forbidden: User "me" cannot list'],
  ['an unknown kind', 'error: the server doesn\'t have a resource type "services"'],
  ['nothing', ''],
  ['half of a list', 'apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata:\n    na'],
  ['half of a word', `apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata:\n    name: "or`],
])('services that hold %s', async (_, text) => {
  const { objects, claims, problems } = await readBundle({
    'b/k8s/cluster-info/cluster-info': 'Kubernetes control plane is running',
    'b/k8s/cluster-resources/nodes.yaml': NODES,
    'b/k8s/cluster-resources/services/shop.yaml': text,
  });
  expect([objects, claims, problems]).toEqual([
    ['v1 Node worker-1'],
    [
      'failed Service in shop: b/k8s/cluster-resources/services/shop.yaml',
      'probable Node in the cluster: b/k8s/cluster-resources/nodes.yaml',
    ],
    [expect.stringMatching(/^note b\/k8s\/cluster-resources\/services\/shop\.yaml: /)],
  ]);
});

test('a warning of kubectl before a List', async () => {
  const { objects, claims, problems } = await readBundle({
    'b/k8s/cluster-info/cluster-info': 'Kubernetes control plane is running',
    'b/k8s/cluster-resources/nodes.yaml': `Warning: v1 ComponentStatus is deprecated in v1.19+\n${NODES}`,
  });
  expect([objects, claims, problems]).toEqual([
    ['v1 Node worker-1'],
    ['probable Node in the cluster: b/k8s/cluster-resources/nodes.yaml'],
    [],
  ]);
});

test.each(['secrets/shop.yaml', 'secret/shop.yaml', 'secrets.yaml', 'pods/shop/more.yaml', 'pods/shop.txt'])(
  '%s is not read',
  (path) => {
    expect(palette.roleOf(`cluster-resources/${path}`, Folder.of([]))).toBeUndefined();
  },
);
