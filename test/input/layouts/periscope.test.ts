import { describe, expect, test } from 'vitest';
import { readBundle } from './bundle.js';

const list = (...items: readonly string[]) =>
  `{"apiVersion":"v1","items":[${items.join(',')}],"kind":"List","metadata":{"resourceVersion":""}}\n`;
const object = (kind: string, name: string, namespace?: string) =>
  `{"apiVersion":"v1","kind":"${kind}","metadata":{"name":"${name}"${namespace ? `,"namespace":"${namespace}"` : ''}}}`;

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: traffictargets.access.smi-spec.io
spec:
  group: access.smi-spec.io
  names: {kind: TrafficTarget, plural: traffictargets}
`;
const TARGET = `apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: {name: pay, namespace: shop}
`;
const CRD = 'apiextensions.k8s.io/v1 CustomResourceDefinition traffictargets.access.smi-spec.io';
const PAY = 'access.smi-spec.io/v1alpha3 TrafficTarget shop/pay';

const CONTROL_PLANE = `${list(object('Pod', 'osm-controller-1', 'osm-system'))}${list(object('Service', 'osm-controller', 'osm-system'))}`;

const NODE = {
  'iptables/iptables': '*nat\n',
  'kubeletcmd/kubeletcmd': '/usr/local/bin/kubelet\n',
  'kubeobjects/kube-system_pod_coredns': 'Name: coredns\n',
  'osm/osm/shop_metadata': object('Namespace', 'shop'),
  'osm/osm/shop_services': list(object('Service', 'orders', 'shop')),
  'osm/osm/shop_services_list': 'NAME     TYPE\norders   ClusterIP\n',
  'osm/osm/shop_endpoints': list(),
  'osm/osm/shop_configmaps': list(),
  'osm/osm/shop_ingresses': list(),
  'osm/osm/shop_service_accounts': list(object('ServiceAccount', 'orders', 'shop')),
  'osm/osm/orders-1_podConfig': object('Pod', 'orders-1', 'shop'),
  'osm/osm/osm-controller-1_podLogs': 'started\n',
  'osm/osm/envoy/orders-1config_dump': '{"configs":[]}',
  'osm/osm/control_plane/all_resources_list': 'NAME\n',
  'osm/osm/control_plane/all_resources_configs': CONTROL_PLANE,
  'osm/osm/control_plane/mutating_webhook_configurations': list(),
  'osm/osm/control_plane/mesh_configs': list(),
  'smi/smi/crd_traffictargets.access.smi-spec': DEFINITION,
  'smi/smi/namespace_shop/traffictargets.access.smi-spec.io_pay_custom_resource': TARGET,
};

const below = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

const CLAIMS_OF_NODE = [
  'full ConfigMap in shop: N/osm/osm/shop_configmaps',
  'full Endpoints in shop: N/osm/osm/shop_endpoints',
  'full Service in shop: N/osm/osm/shop_services',
  'full ServiceAccount in shop: N/osm/osm/shop_service_accounts',
  'full access.smi-spec.io/TrafficTarget in the cluster: N/smi/smi/crd_traffictargets.access.smi-spec',
  'full networking.k8s.io/Ingress in shop: N/osm/osm/shop_ingresses',
];

const OBJECTS_OF_NODE = [
  PAY,
  CRD,
  'v1 Namespace shop',
  'v1 Pod osm-system/osm-controller-1',
  'v1 Pod shop/orders-1',
  'v1 Service osm-system/osm-controller',
  'v1 Service shop/orders',
  'v1 ServiceAccount shop/orders',
];

const claimsOf = (node: string) => CLAIMS_OF_NODE.map((claim) => claim.replace(': N/', `: ${node}/`));

describe('a node', () => {
  test.each([
    ['as a folder', 'run/node-1', "in 'node-1/'"],
    ['as an archive', 'run/node-1.zip!', "in 'node-1.zip!/'"],
    ['as an archive in its folder', 'run/node-1/node-1.zip!', "in 'node-1/node-1.zip!/'"],
  ])('%s', async (_, folder, place) => {
    expect(await readBundle(below(folder, NODE))).toEqual({
      bundles: [`run: AKS Periscope capture, because ${place}, 'iptables/' stands beside 'kubeletcmd/'`],
      objects: OBJECTS_OF_NODE,
      claims: claimsOf(folder),
      problems: [],
      texts: [expect.stringMatching(/osm-controller-1_podLogs .*osm-controller-1$/)],
    });
  });
});

test.each([
  ['a folder', 'captures/apps/pay.yaml'],
  ['a file', 'captures/pay.yaml'],
])('a node beside %s of other things is a capture by itself', async (_, path) => {
  const read = await readBundle({ ...below('captures/node-1', NODE), [path]: TARGET });
  expect(read.bundles).toEqual([
    "captures/node-1: AKS Periscope capture, because 'iptables/' stands beside 'kubeletcmd/'",
  ]);
  expect(read.objects).toEqual([PAY, ...OBJECTS_OF_NODE]);
});

test('two nodes of a run are one capture', async () => {
  const read = await readBundle({ ...below('run/a', NODE), ...below('run/b.zip!', NODE) });
  expect(read.bundles).toHaveLength(1);
  expect(read.claims).toEqual(claimsOf('run/a').sort());
});

describe('keys of other releases', () => {
  test.each([
    [
      'flat',
      {
        'smi/smi_crd_definition_traffictargets.access.smi-spec.io': DEFINITION,
        'smi/namespace_shop_traffictargets.access.smi-spec.io_custom_resource_pay': TARGET,
        'osm/shop_services': list(object('Service', 'orders', 'shop')),
        'osm/osm_all_resources_configs': CONTROL_PLANE,
        'osm/osm_mutating_webhook_configurations': list(),
        'osm/orders-1': object('Pod', 'orders-1', 'shop'),
        'osm/config_dump_orders-1': '{"configs":[]}',
        'osm/osm-controller-1_logs': 'started\n',
      },
      'smi/smi_crd_definition_traffictargets.access.smi-spec.io',
      'osm/shop_services',
      'osm-controller-1_logs',
    ],
    [
      'of 2021, with folders',
      {
        'collector/smi/smi_crd_definitions/traffictargets.access.smi-spec.io_definition.yaml': DEFINITION,
        'collector/smi/smi_custom_resources/namespace_shop/traffictargets.access.smi-spec.io_custom_resources/traffictargets.access.smi-spec.io_pay.yaml':
          TARGET,
        'collector/osm/mesh_osm/namespace_shop/services.json': list(object('Service', 'orders', 'shop')),
        'collector/osm/mesh_osm/namespace_shop/services_list.tsv': 'NAME\norders\n',
        'collector/osm/mesh_osm/namespace_shop/pod_configs/orders-1.json': object('Pod', 'orders-1', 'shop'),
        'collector/osm/mesh_osm/all_resources_configs.json': CONTROL_PLANE,
        'collector/osm/mesh_osm/controller_namespace_osm-system/pod_logs/osm-controller-1.log': 'started\n',
      },
      'collector/smi/smi_crd_definitions/traffictargets.access.smi-spec.io_definition.yaml',
      'collector/osm/mesh_osm/namespace_shop/services.json',
      'osm-controller-1.log',
    ],
    [
      'in a blob container',
      {
        'smi/crd_traffictargets.access.smi-spec': DEFINITION,
        'smi/namespace_shop/traffictargets.access.smi-spec.io_pay_custom_resource': TARGET,
        'osm/shop_services': list(object('Service', 'orders', 'shop')),
        'osm/orders-1_podConfig': object('Pod', 'orders-1', 'shop'),
        'osm/control_plane/all_resources_configs': CONTROL_PLANE,
        'osm/osm-controller-1_podLogs': 'started\n',
      },
      'smi/crd_traffictargets.access.smi-spec',
      'osm/shop_services',
      'osm-controller-1_podLogs',
    ],
  ])('%s', async (_, files, definition, services, log) => {
    const read = await readBundle(below('node', files));
    expect(read.objects).toEqual([
      PAY,
      CRD,
      'v1 Pod osm-system/osm-controller-1',
      'v1 Pod shop/orders-1',
      'v1 Service osm-system/osm-controller',
      'v1 Service shop/orders',
    ]);
    expect(read.claims).toEqual([
      `full Service in shop: node/${services}`,
      `full access.smi-spec.io/TrafficTarget in the cluster: node/${definition}`,
    ]);
    expect(read.texts).toEqual([expect.stringMatching(`${log} .*osm-controller-1$`)]);
  });
});

const SMI = { 'smi/smi/crd_traffictargets.access.smi-spec': DEFINITION };
const FULL =
  'full access.smi-spec.io/TrafficTarget in the cluster: n/smi/smi/crd_traffictargets.access.smi-spec';

describe('the kinds of SMI', () => {
  test('without any object are only probably complete', async () => {
    expect((await readBundle(below('n', SMI))).claims).toEqual([FULL.replace('full', 'probable')]);
  });

  test.each([
    ['cut', TARGET.slice(0, 75)],
    ['empty', ''],
    ['an error', 'Error from server (NotFound): traffictargets.access.smi-spec.io "pay" not found'],
  ])('are unknown in the namespace of an object that is %s', async (_, text) => {
    const path = 'smi/smi/namespace_shop/traffictargets.access.smi-spec.io_pay_custom_resource';
    const read = await readBundle(below('n', { ...SMI, [path]: text }));
    expect(read.claims).toEqual([`failed access.smi-spec.io/TrafficTarget in shop: n/${path}`, FULL]);
    expect(read.problems).toEqual([expect.stringContaining(`note n/${path}: `)]);
  });

  test.each([
    ['cut', DEFINITION.slice(0, 130)],
    ['empty', ''],
    ['an error', 'Error from server (Forbidden): customresourcedefinitions is forbidden'],
  ])('are not complete by a definition that is %s', async (_, text) => {
    const read = await readBundle(
      below('n', {
        'smi/smi/crd_traffictargets.access.smi-spec': text,
        'smi/smi/namespace_shop/traffictargets.access.smi-spec.io_pay_custom_resource': TARGET,
      }),
    );
    expect(read.claims.filter((claim) => claim.includes('TrafficTarget'))).toEqual([]);
    expect(read.objects.filter((each) => each !== PAY && each !== CRD)).toEqual([]);
  });
});

describe('a list of OSM', () => {
  test.each([
    ['could not be collected', 'Failed to collect services for namespace shop: exit status 1'],
    ['is cut', list(object('Service', 'orders', 'shop')).slice(0, 70)],
    ['is empty', ''],
  ])('that %s makes its kind unknown', async (_, text) => {
    const read = await readBundle(below('n', { ...SMI, 'osm/osm/shop_services': text }));
    expect(read.objects).toEqual([CRD]);
    expect(read.claims).toEqual([
      'failed Service in shop: n/osm/osm/shop_services',
      FULL.replace('full', 'probable'),
    ]);
    expect(read.problems).toEqual([expect.stringContaining('note n/osm/osm/shop_services: ')]);
  });
});

test.each([
  [
    'applications named after meshes',
    { 'apps/osm/mesh/shop_services.yaml': TARGET, 'apps/smi/target.yaml': TARGET },
  ],
  [
    'one folder of iptables',
    { 'iptables/rules.yaml': 'a: 1', 'dns/zone.yaml': 'a: 1', 'osm/crd.yaml': DEFINITION },
  ],
])('a repository with %s is no capture', async (_, files) => {
  expect((await readBundle(files)).bundles).toEqual([]);
});
