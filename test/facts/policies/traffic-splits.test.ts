import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

function split(backends: string, root = 'cart'): string {
  return `
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: { name: split, namespace: shop }
spec: { service: ${root}, backends: [${backends}] }
`;
}

function manifest(apiVersion: string, kind: string, metadata: string, spec: string): string {
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\nspec: ${spec}\n`;
}

function service(name: string, selector: string, port = 80): string {
  return manifest(
    'v1',
    'Service',
    `name: ${name}, namespace: shop`,
    `{ selector: ${selector}, ports: [{ name: http, port: ${port} }] }`,
  );
}

function workload(version: string): string {
  return manifest(
    'apps/v1',
    'Deployment',
    `name: cart-${version}, namespace: shop`,
    `{ template: { metadata: { labels: { app: cart, version: ${version} } }, spec: { serviceAccountName: cart-${version} } } }`,
  );
}

function access(account: string): string {
  return manifest(
    'access.smi-spec.io/v1alpha3',
    'TrafficTarget',
    `name: ${account}, namespace: shop`,
    `{ destination: { kind: ServiceAccount, name: ${account}, namespace: shop } }`,
  );
}

function mesh(line: string, permissive: boolean): string {
  const config = manifest(
    'config.openservicemesh.io/v1alpha1',
    'MeshConfig',
    'name: osm-mesh-config, namespace: osm-system',
    `{ traffic: { enablePermissiveTrafficPolicyMode: ${permissive} } }`,
  );
  const labels = `{ app: osm-controller, meshName: osm, app.kubernetes.io/version: ${line} }`;
  return (
    config +
    manifest('apps/v1', 'Deployment', `name: osm-controller, namespace: osm-system, labels: ${labels}`, '{}')
  );
}

const NAMESPACE =
  '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { openservicemesh.io/monitored-by: osm } }\n';
const V1 = '{ service: cart-v1, weight: 9 }';
const V2 = '{ service: cart-v2, weight: 1 }';
const ROOT = service('cart', '{ app: cart }');
const LEAVES = service('cart-v1', '{ version: v1 }') + service('cart-v2', '{ version: v2 }');
const REST = NAMESPACE + ROOT + LEAVES;
const VIRTUAL = NAMESPACE + service('cart', '{}') + LEAVES;

test.each<[what: string, input: string, takesEffect: unknown, because: string]>([
  ['as it should be', split(V1) + REST, true, 'nothing is against it'],
  [
    'of a version that is not served',
    split(V1).replace('v1alpha2', 'v1alpha4') + REST,
    false,
    'OSM serves v1alpha2, not v1alpha4',
  ],
  ['whose root is missing', split(V1, 'desk') + REST, false, "Service 'desk' does not exist"],
  ['whose weights are zero', split(V1.replace('9', '0')) + REST, false, 'none of its backends gets traffic'],
  [
    'whose backends are missing',
    split('{ service: cart-v3, weight: 1 }') + REST,
    false,
    'none of its backends gets traffic',
  ],
  [
    'in permissive mode of 0.10',
    split(V1) + REST + mesh('v0.10.0', true),
    false,
    "in permissive mode OSM 0.10 splits no HTTP (TrafficSplit 'split')",
  ],
  ['in permissive mode of 0.11', split(V1) + REST + mesh('v0.11.1', true), true, 'nothing is against it'],
  ['with a virtual root on 1.1', split(V1) + VIRTUAL + mesh('v1.1.1', false), true, 'nothing is against it'],
  [
    'with a virtual root on 1.2',
    split(V1) + VIRTUAL + mesh('v1.2.4', false),
    false,
    "Service 'cart' has no selector",
  ],
  [
    'with a virtual root on 1.2 in permissive mode',
    split(V1) + VIRTUAL + mesh('v1.2.4', true),
    true,
    'nothing is against it',
  ],
])('a TrafficSplit %s', (_, input, takesEffect, because) => {
  const [found] = factsOf('TrafficSplitEffect', input, ['Service']);
  expect(found && [plain(found).takesEffect, plain(found).because]).toEqual([takesEffect, because]);
});

test.each<[line: string, takesEffect: unknown]>([
  ['v0.10.0', true],
  ['v0.11.1', false],
  ['v1.1.4', false],
  ['v1.2.4', false],
])('a backend of another port, on %s', (line, takesEffect) => {
  const input =
    split(`${V1}, ${V2}`) +
    NAMESPACE +
    ROOT +
    service('cart-v1', '{ version: v1 }') +
    service('cart-v2', '{ version: v2 }', 8080);
  const [found] = factsOf('TrafficSplitEffect', input + mesh(line, false));
  expect(found && plain(found).backends).toMatchObject([{ takesEffect: true }, { takesEffect }]);
});

test.each<[what: string, input: string, opened: unknown, complete?: readonly string[]]>([
  ['both are', access('cart-v1') + access('cart-v2'), [true, true]],
  ['one is, in a repository', access('cart-v1'), [true, false]],
  [
    'none is, in a repository',
    '',
    ['unknown access.smi-spec.io/TrafficTarget', 'unknown access.smi-spec.io/TrafficTarget'],
  ],
  ['none is, in a cluster', '', [false, false], ['access.smi-spec.io/TrafficTarget']],
])('which backends a TrafficTarget opens: %s', (_, targets, opened, complete) => {
  const [found] = factsOf(
    'TrafficSplitEffect',
    split(`${V1}, ${V2}`) + REST + workload('v1') + workload('v2') + targets,
    complete,
  );
  expect(
    found && (plain(found).backends as readonly { readonly opened: unknown }[]).map((each) => each.opened),
  ).toEqual(opened);
});

const PODS = ['Pod', 'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet'];

test.each<[what: string, input: string, behind: unknown, complete?: readonly string[]]>([
  ['those of a backend', REST + workload('v1'), 'backends'],
  [
    'others',
    NAMESPACE + service('cart', '{ version: v3 }') + LEAVES + workload('v1') + workload('v3'),
    'others',
  ],
  [
    'others, as far as one can see',
    NAMESPACE + service('cart', '{ version: v3 }') + LEAVES + workload('v3'),
    undefined,
  ],
  ['none', REST, 'nothing', PODS],
  ['none that one can see', REST, 'unknown Pod shop'],
  ['none, without a selector', VIRTUAL, undefined, PODS],
])('the pods behind a root: %s', (_, input, behind, complete) => {
  const [found] = factsOf('TrafficSplitRoot', split(V1) + input, complete);
  expect(found && plain(found).behind).toEqual(behind);
});

test('the second TrafficSplit of a root names the first', () => {
  const second = split(V1, 'cart.shop').replace('name: split', 'name: second');
  const earlier = (input: string) => factsOf('TrafficSplitRoot', input).map((root) => plain(root).splitBy);
  expect(earlier(`${split(V1)}---${second}`)).toEqual([undefined, 'split']);
  expect(earlier(`${split(V1)}---${split(V1)}`)).toEqual([undefined, undefined]);
});
