import { describe, expect, test } from 'vitest';
import { Folder } from '../../../src/input/files/folder.js';
import { osmBugReport } from '../../../src/input/layouts/osm-bug-report.js';
import { readBundle } from './bundle.js';

const ROOT = 'osm_bug_report_17';
const LIST = {
  [`${ROOT}/namespaces/commands/osm_namespace_list`]:
    'NAMESPACE  MESH  SIDECAR-INJECTION\nshop  osm  enabled\n',
};
const MESH_CONFIG = `${ROOT}/namespaces/osm-system/commands/kubectl_get_meshconfig_-n_osm-system_-o_yaml`;
const NO_MESH_CONFIG = 'apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: ""\n';
const ONE_MESH_CONFIG = NO_MESH_CONFIG.replace(
  '[]',
  `
- apiVersion: config.openservicemesh.io/v1alpha2
  kind: MeshConfig
  metadata:
    name: osm-mesh-config
    namespace: osm-system`,
);

const BECAUSE = "because it holds 'namespaces/commands/osm_namespace_list'";

describe('a healthy report', () => {
  test('knows the MeshConfig of the control plane and nothing else', async () => {
    const shop = `${ROOT}/namespaces/shop`;
    const read = await readBundle({
      ...LIST,
      [MESH_CONFIG]: ONE_MESH_CONFIG,
      [`${ROOT}/namespaces/osm-system/commands/kubectl_get_secrets_-n_osm-system`]: 'NAME  TYPE  DATA  AGE\n',
      [`${ROOT}/namespaces/osm-system/pods/osm-controller-1/commands/kubectl_logs_-n_osm-system_osm-controller-1`]:
        'a\n',
      [`${ROOT}/namespaces/osm-system/pods/osm-controller-1/commands/kubectl_logs_-n_osm-system_osm-controller-1_--previous`]:
        'b\n',
      [`${shop}/commands/kubectl_get_events_-n_shop`]: 'LAST SEEN  TYPE  REASON\n',
      [`${shop}/commands/kubectl_get_pods_-n_shop_-l_osm-proxy-uuid`]: 'NAME  READY\n',
      [`${shop}/commands/kubectl_get_svc_-n_shop`]: 'NAME  TYPE\n',
      [`${shop}/pods/orders-1/commands/kubectl_logs_orders-1_-n_shop_-c_envoy`]: 'c\n',
      [`${shop}/pods/orders-1/commands/osm_proxy_get_config_dump_orders-1_-n_shop`]:
        '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "not-a-pod"}}\n',
    });
    expect(read).toEqual({
      bundles: [`${ROOT}: osm support bug-report, ${BECAUSE}`],
      objects: ['config.openservicemesh.io/v1alpha2 MeshConfig osm-system/osm-mesh-config'],
      claims: [`full config.openservicemesh.io/MeshConfig in osm-system: ${MESH_CONFIG}`],
      problems: [],
      texts: [
        `events ${shop}/commands/kubectl_get_events_-n_shop shop`,
        `log ${ROOT}/namespaces/osm-system/pods/osm-controller-1/commands/kubectl_logs_-n_osm-system_osm-controller-1 osm-system/osm-controller-1`,
        `log ${ROOT}/namespaces/osm-system/pods/osm-controller-1/commands/kubectl_logs_-n_osm-system_osm-controller-1_--previous osm-system/osm-controller-1`,
        `log ${shop}/pods/orders-1/commands/kubectl_logs_orders-1_-n_shop_-c_envoy shop/orders-1 envoy`,
      ],
    });
  });

  test('a warning of the server in front of the MeshConfig does no harm', async () => {
    const read = await readBundle({ ...LIST, [MESH_CONFIG]: `Warning: this is old\n${ONE_MESH_CONFIG}` });
    expect(read.claims).toEqual([`full config.openservicemesh.io/MeshConfig in osm-system: ${MESH_CONFIG}`]);
    expect(read.objects).toEqual([
      'config.openservicemesh.io/v1alpha2 MeshConfig osm-system/osm-mesh-config',
    ]);
    expect(read.problems).toEqual([]);
  });

  test('without a MeshConfig it proves that there is none', async () => {
    const read = await readBundle({ ...LIST, [MESH_CONFIG]: NO_MESH_CONFIG });
    expect(read.claims).toEqual([`full config.openservicemesh.io/MeshConfig in osm-system: ${MESH_CONFIG}`]);
    expect(read.objects).toEqual([]);
    expect(read.problems).toEqual([]);
  });

  test('--ingress adds objects, and a description of each', async () => {
    const shop = `${ROOT}/namespaces/shop`;
    const read = await readBundle({
      ...LIST,
      [`${shop}/ingresses/front/commands/kubectl_get_ingresses_-n_shop_front_-o_yaml`]:
        'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: front, namespace: shop}\n',
      [`${shop}/ingresses/front/commands/kubectl_describe_ingresses_-n_shop_front`]: 'Name:  front\n',
      [`${shop}/ingressbackends/orders/commands/kubectl_get_ingressbackends_-n_shop_orders_-o_yaml`]:
        'apiVersion: policy.openservicemesh.io/v1alpha1\nkind: IngressBackend\nmetadata: {name: orders, namespace: shop}\n',
      [`${shop}/pods/nginx-1/commands/kubectl_get_pods_-n_shop_nginx-1_-o_yaml`]:
        'apiVersion: v1\nkind: Pod\nmetadata: {name: nginx-1, namespace: shop}\n',
      [`${shop}/pods/nginx-1/commands/kubectl_logs_-n_shop_nginx-1`]: 'a\n',
    });
    expect(read.objects).toEqual([
      'networking.k8s.io/v1 Ingress shop/front',
      'policy.openservicemesh.io/v1alpha1 IngressBackend shop/orders',
      'v1 Pod shop/nginx-1',
    ]);
    expect(read.claims).toEqual([]);
    expect(read.problems).toEqual([]);
    expect(read.texts).toEqual([
      `log ${shop}/pods/nginx-1/commands/kubectl_logs_-n_shop_nginx-1 shop/nginx-1`,
    ]);
  });

  test('a part of a report is known by its commands', async () => {
    const read = await readBundle({ [MESH_CONFIG]: ONE_MESH_CONFIG });
    expect(read.bundles).toEqual([
      `${ROOT}: osm support bug-report, because it holds '${MESH_CONFIG.slice(ROOT.length + 1)}'`,
    ]);
  });
});

describe('a MeshConfig that could not be captured is unknown', () => {
  test.each<[string, string]>([
    ['the command failed', 'Error from server (Forbidden): meshconfigs is forbidden\n'],
    ['the kind is not installed', 'error: the server doesn\'t have a resource type "meshconfig"\n'],
    [
      'a remark of the client stands before the List',
      `W0102 03:04:05.6 7 client.go:70] old\n${ONE_MESH_CONFIG}`,
    ],
    ['the file is cut off', ONE_MESH_CONFIG.replace(/kind: List.*/s, '')],
    ['the file is empty', ''],
  ])('%s', async (_, text) => {
    const read = await readBundle({ ...LIST, [MESH_CONFIG]: text });
    expect(read.objects).toEqual([]);
    expect(read.claims).toEqual([
      `failed config.openservicemesh.io/MeshConfig in osm-system: ${MESH_CONFIG}`,
    ]);
    expect(read.problems).toEqual([expect.stringMatching(`^note ${MESH_CONFIG}: `)]);
  });
});

test.each<[string, readonly string[]]>([
  ['a repository', ['namespaces/shop/commands/run.yaml', 'namespaces/commands/list.yaml']],
  ['a must-gather', ['namespaces/shop/shop.yaml', 'namespaces/shop/core/pods.yaml']],
])('%s is no report of osm', (_, paths) => {
  expect(osmBugReport.evidence(Folder.of(paths))).toBeUndefined();
});
