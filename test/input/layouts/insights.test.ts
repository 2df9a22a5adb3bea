import { describe, expect, test } from 'vitest';
import { Folder } from '../../../src/input/files/folder.js';
import { insights } from '../../../src/input/layouts/insights.js';
import { readBundle } from './bundle.js';

const GATHERS = { 'home/insights-operator/gathers.json': '{"status_reports": []}' };

function object(kind: string | undefined, name: string, apiVersion = 'v1'): string {
  const typed = kind === undefined ? {} : { apiVersion, kind };
  return JSON.stringify({ metadata: { name }, spec: {}, ...typed });
}

describe('a healthy archive', () => {
  test('claims nothing, for it is a sample; what names no kind is of the kind of its folder', async () => {
    const read = await readBundle({
      ...GATHERS,
      'home/config/pod/shop/orders-1.json': object(undefined, 'orders-1'),
      'home/config/node/one.json': object('Node', 'one'),
      'home/config/node/logs/one.json': object(undefined, 'not-a-node'),
      'home/config/pdbs/quorum.json': object(undefined, 'quorum'),
      'home/config/crd/gateways.networking.istio.io.json': object(undefined, 'gateways.networking.istio.io'),
      'home/config/validatingwebhookconfigurations/istiod.json': object(undefined, 'istiod'),
      'home/config/mutatingwebhookconfigurations/injector.json': object(undefined, 'injector'),
      'home/config/infrastructure.json': object('Infrastructure', 'cluster', 'config.openshift.io/v1'),
      'home/config/configmaps/shop/settings/values.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: not-a-pod}\n',
      'home/config/id': '0001-0002\n',
      'home/conditional/namespaces/shop/pods/orders-2/orders-2.json': object(undefined, 'orders-2'),
      'home/cluster-scoped-resources/rbac.authorization.k8s.io/clusterroles/admin.json': object(
        undefined,
        'admin',
      ),
      'home/cluster-scoped-resources/nmstate.io/nodenetworkstates/one.json': object(undefined, 'one'),
      'home/namespaces/shop/networking.istio.io/gateways/front.json': object(undefined, 'front'),
      'home/customresources/networking.istio.io/sidecars/shop/default.json': object(undefined, 'default'),
    });
    expect(read).toEqual({
      bundles: [
        "home: OpenShift Insights archive, because 'insights-operator/gathers.json' tells what was gathered",
      ],
      objects: [
        'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration injector',
        'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration istiod',
        'apiextensions.k8s.io/v1 CustomResourceDefinition gateways.networking.istio.io',
        'networking.istio.io/v1 Gateway shop/front',
        'networking.istio.io/v1 Sidecar shop/default',
        'policy/v1 PodDisruptionBudget quorum',
        'rbac.authorization.k8s.io/v1 ClusterRole admin',
        'v1 Node one',
        'v1 Pod shop/orders-1',
        'v1 Pod shop/orders-2',
      ],
      claims: [],
      problems: [],
      texts: [],
    });
  });

  test('a list without a kind holds what its folder says', async () => {
    const read = await readBundle({
      ...GATHERS,
      'home/config/pdbs/shop/all.json': '{"metadata": {}, "items": [{"metadata": {"name": "quorum"}}]}',
      'home/config/node/none.json': '{"metadata": {}, "items": null}',
    });
    expect(read.objects).toEqual(['policy/v1 PodDisruptionBudget shop/quorum']);
    expect(read.claims).toEqual([]);
    expect(read.problems).toEqual([]);
  });

  test('events and logs are text', async () => {
    const read = await readBundle({
      ...GATHERS,
      'home/events/shop.json': '{"items": [{"namespace": "shop", "reason": "Failed"}]}\n',
      'home/events/store/events.json': '{"items": []}\n',
      'home/config/pod/shop/logs/orders-1/envoy_current.log': 'a\n',
      'home/config/pod/shop/logs/orders-1/errors.log': 'b\n',
      'home/config/node/logs/one.log': 'c\n',
      'home/conditional/namespaces/shop/pods/orders-1/containers/envoy/logs/last-100-lines.log': 'd\n',
      'home/conditional/namespaces/shop/pods/orders-1/containers/envoy/logs-previous/last-20-lines.log':
        'e\n',
    });
    expect(read.texts).toEqual([
      'events home/events/shop.json shop',
      'events home/events/store/events.json store',
      'log home/conditional/namespaces/shop/pods/orders-1/containers/envoy/logs-previous/last-20-lines.log shop/orders-1 envoy',
      'log home/conditional/namespaces/shop/pods/orders-1/containers/envoy/logs/last-100-lines.log shop/orders-1 envoy',
      'log home/config/pod/shop/logs/orders-1/envoy_current.log shop/orders-1 envoy',
      'log home/config/pod/shop/logs/orders-1/errors.log shop/orders-1',
    ]);
    expect(read.objects).toEqual([]);
  });

  test.each(['config/version', 'config/version.json'])('an older one is known by %s', async (version) => {
    const read = await readBundle({ [version]: '{}', 'config/clusteroperator/dns.json': '{}' });
    expect(read.bundles).toEqual([
      `.: OpenShift Insights archive, because '${version}' stands beside 'config/clusteroperator/'`,
    ]);
  });
});

describe('a file that proves nothing is a note', () => {
  test.each<[string, string]>([
    ['cut off', '{"metadata": {"name": "orders-1"}, "spec": {'],
    ['empty', ''],
    ['an answer of the server', '{"apiVersion": "v1", "kind": "Status", "message": "forbidden"}'],
    ['an error', 'unable to read'],
  ])('%s', async (_, text) => {
    const read = await readBundle({ ...GATHERS, 'home/config/pod/shop/orders-1.json': text });
    expect(read.objects).toEqual([]);
    expect(read.claims.filter((claim) => !claim.startsWith('failed '))).toEqual([]);
    expect(read.problems).toEqual([expect.stringMatching('^note home/config/pod/shop/orders-1.json: ')]);
  });
});

test.each<[string, readonly string[]]>([
  ['a program with a folder of settings', ['config/version.json', 'config/pod/shop/orders-1.json']],
  ['a must-gather', ['cluster-scoped-resources/core/nodes/one.yaml', 'version']],
])('%s is no archive of insights', (_, paths) => {
  expect(insights.evidence(Folder.of(paths))).toBeUndefined();
});
