import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Folder } from '../../../src/input/files/folder.js';
import { mustGather } from '../../../src/input/layouts/must-gather.js';
import { readBundle } from './bundle.js';

const IMAGE = 'must-gather.local.42/registry-example-sha256-0af1';

/** A typed list as `oc` prints it: keys in order, so that its kind stands behind the items. */
function list(apiVersion: string, kind: string, items: string): string {
  return `---\napiVersion: ${apiVersion}\nitems:${items}\nkind: ${kind}List\nmetadata:\n  resourceVersion: "7"\n`;
}

function object(apiVersion: string, kind: string, name: string, namespace = ''): string {
  const inside = namespace === '' ? '' : `\n  namespace: ${namespace}`;
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}${inside}\n`;
}

const POD_ITEM = '\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: orders-1\n    namespace: shop';
const SHOP = { [`${IMAGE}/namespaces/shop/shop.yaml`]: object('v1', 'Namespace', 'shop') };
const PODS = { [`${IMAGE}/namespaces/shop/core/pods.yaml`]: list('v1', 'Pod', POD_ITEM) };

describe('a healthy must-gather', () => {
  test('lists are complete, objects alone are probably all, and a pod has a file of its own as well', async () => {
    const read = await readBundle({
      'must-gather.local.42/timestamp': 'start\n',
      'must-gather.local.42/event-filter.html': '<html></html>\n',
      [`${IMAGE}/version`]: 'openshift/must-gather\n',
      ...SHOP,
      ...PODS,
      [`${IMAGE}/namespaces/shop/core/secrets.yaml`]: list('v1', 'Secret', ' []'),
      [`${IMAGE}/namespaces/shop/core/services.yaml`]: list('v1', 'Service', ' []'),
      [`${IMAGE}/namespaces/shop/route.openshift.io/routes.yaml`]: list(
        'route.openshift.io/v1',
        'Route',
        ' []',
      ),
      [`${IMAGE}/namespaces/shop/networking.istio.io/gateways/front.yaml`]: object(
        'networking.istio.io/v1',
        'Gateway',
        'front',
        'shop',
      ),
      [`${IMAGE}/namespaces/shop/pods/orders-1/orders-1.yaml`]: object('v1', 'Pod', 'orders-1', 'shop'),
      [`${IMAGE}/namespaces/shop/pods/orders-1/orders-1.json`]: '{"kind": "Pod", "apiVersion": "v1"}',
      [`${IMAGE}/cluster-scoped-resources/core/nodes/one.yaml`]: object('v1', 'Node', 'one'),
      [`${IMAGE}/cluster-scoped-resources/config.openshift.io/ingresses.yaml`]: list(
        'config.openshift.io/v1',
        'Ingress',
        ' []',
      ),
    });
    expect(read).toEqual({
      bundles: [
        `${IMAGE}: OpenShift must-gather, because 'namespaces/shop/shop.yaml' stands beside 'namespaces/shop/core/pods.yaml'`,
      ],
      objects: [
        'networking.istio.io/v1 Gateway shop/front',
        'v1 Namespace shop',
        'v1 Node one',
        'v1 Pod shop/orders-1',
        'v1 Pod shop/orders-1',
      ],
      claims: [
        `full Pod in shop: ${IMAGE}/namespaces/shop/core/pods.yaml`,
        `full Service in shop: ${IMAGE}/namespaces/shop/core/services.yaml`,
        `full config.openshift.io/Ingress in the cluster: ${IMAGE}/cluster-scoped-resources/config.openshift.io/ingresses.yaml`,
        `full route.openshift.io/Route in shop: ${IMAGE}/namespaces/shop/route.openshift.io/routes.yaml`,
        `probable Node in the cluster: ${IMAGE}/cluster-scoped-resources/core/nodes/one.yaml`,
        `probable networking.istio.io/Gateway in shop: ${IMAGE}/namespaces/shop/networking.istio.io/gateways/front.yaml`,
      ],
      problems: [],
      texts: [],
    });
  });

  test('logs of containers are text; what a proxy or istiod tells of itself is not read', async () => {
    const pod = `${IMAGE}/namespaces/shop/pods/orders-1`;
    const read = await readBundle({
      ...SHOP,
      ...PODS,
      [`${pod}/envoy/envoy/logs/current.log`]: 'a\n',
      [`${pod}/envoy/envoy/logs/previous.log`]: 'b\n',
      [`${pod}/envoy/config_dump_istiod.json`]: '{"apiVersion": "v1", "kind": "Pod"}',
      [`${pod}/discovery/debug-syncz.json`]: '[{"apiVersion": "v1", "kind": "Pod"}]',
    });
    expect(read.texts).toEqual([
      `log ${pod}/envoy/envoy/logs/current.log shop/orders-1 envoy`,
      `log ${pod}/envoy/envoy/logs/previous.log shop/orders-1 envoy`,
    ]);
    expect(read.objects).toEqual(['v1 Namespace shop', 'v1 Pod shop/orders-1']);
  });

  test('a log that was rotated is compressed', async () => {
    const log = `${IMAGE}/namespaces/shop/pods/orders-1/envoy/envoy/logs/rotated/0.log.20250102-030405.gz`;
    const older = `${IMAGE}/namespaces/shop/pods/orders-1/envoy/envoy/logs/1.log.gz`;
    const read = await readBundle({
      ...SHOP,
      ...PODS,
      [log]: gzipSync('line\n'),
      [older]: gzipSync('line\n'),
    });
    expect(read.texts).toEqual([`log ${older} shop/orders-1 envoy`, `log ${log} shop/orders-1 envoy`]);
    expect(read.problems).toEqual([]);
  });

  test('a run with two images has two roots', async () => {
    const istio = 'must-gather.local.42/registry-example-istio-sha256-1bf2';
    const read = await readBundle({
      ...SHOP,
      ...PODS,
      [`${istio}/cluster-scoped-resources/apiextensions.k8s.io/customresourcedefinitions/gateways.networking.istio.io.yaml`]:
        object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'gateways.networking.istio.io'),
    });
    expect(read.bundles).toEqual([
      `${istio}: OpenShift must-gather, because 'cluster-scoped-resources/apiextensions.k8s.io/customresourcedefinitions/' is named after a kind`,
      `${IMAGE}: OpenShift must-gather, because 'namespaces/shop/shop.yaml' stands beside 'namespaces/shop/core/pods.yaml'`,
    ]);
  });

  test('the Istio image puts its part into a folder', async () => {
    const read = await readBundle({
      ...SHOP,
      ...PODS,
      [`${IMAGE}/istio/namespaces/shop/networking.istio.io/sidecars.yaml`]: list(
        'networking.istio.io/v1',
        'Sidecar',
        ' []',
      ),
    });
    expect(read.claims).toEqual([
      `full Pod in shop: ${IMAGE}/namespaces/shop/core/pods.yaml`,
      `full networking.istio.io/Sidecar in shop: ${IMAGE}/istio/namespaces/shop/networking.istio.io/sidecars.yaml`,
    ]);
  });

  test('a list of cluster scoped resources is evidence by itself', async () => {
    const read = await readBundle({
      'inspect.local.7/cluster-scoped-resources/core/nodes.yaml': list('v1', 'Node', ' []'),
    });
    expect(read.bundles).toEqual([
      "inspect.local.7: OpenShift must-gather, because 'cluster-scoped-resources/core/nodes.yaml' is a list of a kind",
    ]);
    expect(read.claims).toEqual([
      'full Node in the cluster: inspect.local.7/cluster-scoped-resources/core/nodes.yaml',
    ]);
  });
});

const PATH = `${IMAGE}/namespaces/shop/core/pods.yaml`;

describe('a file that proves nothing', () => {
  test.each<[string, string]>([
    ['is cut off between two items', list('v1', 'Pod', POD_ITEM).replace(/kind: PodList.*/s, '')],
    ['is cut off in the middle of a text', '---\napiVersion: v1\nitems:\n- kind: "Po'],
    ['is empty', ''],
    [
      'holds what the server said',
      '---\napiVersion: v1\nkind: Status\nmessage: pods is forbidden\nstatus: Failure\n',
    ],
    ['holds an error', 'Error from server (Forbidden): pods is forbidden\n'],
  ])('that %s', async (_, text) => {
    const read = await readBundle({ ...SHOP, [PATH]: text });
    expect(read.objects).toEqual(['v1 Namespace shop']);
    expect(read.claims).toEqual([`failed Pod in shop: ${PATH}`]);
    expect(read.problems).toEqual([expect.stringMatching(`^note ${PATH}: `)]);
  });
});

test.each<[string, readonly string[]]>([
  [
    'a repository with a folder for each namespace',
    [
      'namespaces/shop/shop.yaml',
      'namespaces/shop/apps/deployments.yaml',
      'namespaces/shop/core/orders.yaml',
      'namespaces/shop/pods/orders-1.yaml',
      'namespaces/shop/pods/orders/deployment.yaml',
    ],
  ],
  [
    'a repository that names a folder alike',
    ['cluster-scoped-resources/base/roles/reader.yaml', 'cluster-scoped-resources/reader.yaml'],
  ],
  [
    'a kustomization',
    ['kustomization.yaml', 'cluster-scoped-resources/rbac.authorization.k8s.io/clusterroles/reader.yaml'],
  ],
  [
    'a report of osm',
    [
      'namespaces/shop/pods/orders-1/commands/kubectl_logs_orders-1_-n_shop_-c_envoy',
      'namespaces/shop/commands/kubectl_get_svc_-n_shop',
    ],
  ],
  [
    'an archive of insights',
    [
      'insights-operator/gathers.json',
      'cluster-scoped-resources/rbac.authorization.k8s.io/clusterroles/admin.json',
    ],
  ],
])('%s is no must-gather', (_, paths) => {
  expect(mustGather.evidence(Folder.of(paths))).toBeUndefined();
});

test('a namespace of which only pods were gathered is evidence', () => {
  const folder = Folder.of(['namespaces/shop/shop.yaml', 'namespaces/shop/pods/orders-1/orders-1.yaml']);
  expect(mustGather.evidence(folder)).toBe(
    "'namespaces/shop/shop.yaml' stands beside 'namespaces/shop/pods/orders-1/orders-1.yaml'",
  );
});

test.each([
  'namespaces/shop/core/secrets.yaml',
  'namespaces/shop/core/secrets/key.yaml',
  'namespaces/shop/pods/orders-1.yaml',
  'namespaces/shop/pods/orders-1/envoy/envoy/version.json',
  'namespaces/shop/notes/todo.yaml',
  'namespaces/shop/v1.2/todo.yaml',
  'event-filter.html',
  'timestamp',
])('%s is not read', (path) => {
  expect(mustGather.roleOf(path, Folder.of([path]))).toBeUndefined();
});
