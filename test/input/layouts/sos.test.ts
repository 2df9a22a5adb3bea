import { describe, expect, test } from 'vitest';
import { readBundle } from './bundle.js';

const INFO = 'sosreport-host/sos_commands/kubernetes/cluster-info';
const COMMAND = 'kubectl_--kubeconfig_.etc.kubernetes.admin.conf_get_-o_json';

const list = (...items: readonly string[]) =>
  `{"apiVersion":"v1","items":[${items.join(',')}],"kind":"List","metadata":{"resourceVersion":""}}\n`;
const object = (kind: string, name: string, namespace?: string, rest = '') =>
  `{"apiVersion":"v1","kind":"${kind}","metadata":{"name":"${name}"${namespace ? `,"namespace":"${namespace}"` : ''}}${rest}}`;

const POD = object(
  'Pod',
  'orders-1',
  'shop',
  ',"spec":{"containers":[{"name":"a","env":[{"name":"API_KEY","value": "********"}]}]}',
);
const ROLE =
  '{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"reader","namespace":"default"}}';

test('JSON of a command that names its namespace is complete; tables and Secrets are left alone', async () => {
  const read = await readBundle({
    'sosreport-host/version.txt': 'sosreport: 4.8.0\n',
    'sosreport-host/etc/kubernetes/manifests/etcd.yaml': object('Pod', 'etcd', 'kube-system'),
    [`${INFO}/${COMMAND}_nodes`]: list(object('Node', 'n1')),
    [`${INFO}/${COMMAND}_pv`]: list(),
    [`${INFO}/${COMMAND}_roles`]: list(ROLE),
    [`${INFO}/kubectl_get_namespaces`]: 'NAME   STATUS   AGE\nshop   Active   1d\n',
    [`${INFO}/shop/${COMMAND}_--namespace_shop_pods`]: list(POD),
    [`${INFO}/shop/${COMMAND}_--namespace_shop_services`]: list(),
    [`${INFO}/shop/${COMMAND}_--namespace_shop_clusterroles`]: list(),
    [`${INFO}/shop/${COMMAND}_--namespace_shop_secrets`]: list(object('Secret', 'key', 'shop')),
    [`${INFO}/shop/podlogs/orders-1/kubectl_--namespace_shop_logs_orders-1_-c_envoy`]: 'started\n',
  });
  expect(read).toEqual({
    bundles: ["sosreport-host: sos report, because 'sos_commands/kubernetes/' is there"],
    objects: ['rbac.authorization.k8s.io/v1 Role default/reader', 'v1 Node n1', 'v1 Pod shop/orders-1'],
    claims: [
      `full Node in the cluster: ${INFO}/${COMMAND}_nodes`,
      `full PersistentVolume in the cluster: ${INFO}/${COMMAND}_pv`,
      `full Pod in shop: ${INFO}/shop/${COMMAND}_--namespace_shop_pods`,
      `full Service in shop: ${INFO}/shop/${COMMAND}_--namespace_shop_services`,
      `full rbac.authorization.k8s.io/ClusterRole in the cluster: ${INFO}/shop/${COMMAND}_--namespace_shop_clusterroles`,
    ],
    problems: [],
    texts: [
      `log ${INFO}/shop/podlogs/orders-1/kubectl_--namespace_shop_logs_orders-1_-c_envoy shop/orders-1 envoy`,
    ],
  });
});

describe('a command that failed', () => {
  const path = `${INFO}/shop/kubectl_get_-o_json_--namespace_shop_pods`;
  test.each([
    ['wrote its error', 'The connection to the server localhost:8080 was refused\n'],
    ['wrote nothing', ''],
    ['was cut at the limit of sizes', list(POD).slice(30)],
  ])('and %s makes its kind unknown', async (_, text) => {
    const read = await readBundle({ [path]: text });
    expect(read.objects).toEqual([]);
    expect(read.claims).toEqual([`failed Pod in shop: ${path}`]);
    expect(read.problems).toEqual([expect.stringContaining(`note ${path}: `)]);
  });
});

test('a report of a host without Kubernetes holds nothing for meshlint', async () => {
  const read = await readBundle({
    'host/version.txt': 'sosreport: 4.8.0\n',
    'host/sos_commands/kernel/uname_-a': 'Linux\n',
    'host/etc/app/deploy.yaml': object('Pod', 'orders-1', 'shop'),
  });
  expect(read.bundles).toEqual(["host: sos report, because 'sos_commands/' stands beside 'version.txt'"]);
  expect(read.objects).toEqual([]);
});

test('a repository with a version.txt is no report', async () => {
  expect((await readBundle({ 'version.txt': '1', 'apps/pod.yaml': POD })).bundles).toEqual([]);
});
