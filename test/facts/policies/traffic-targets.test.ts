import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

interface Parts {
  readonly namespace?: string;
  readonly destination?: string;
  readonly rules?: string;
  readonly sources?: string;
}

const ACCOUNT = '{ kind: ServiceAccount, name: web, namespace: shop }';
const BUYER = '{ kind: ServiceAccount, name: buyer, namespace: homes }';
const TCP = '{ kind: TCPRoute, name: web }';
const HTTP = '{ kind: HTTPRouteGroup, name: web, matches: [all] }';

function target({
  namespace = 'shop',
  destination = ACCOUNT,
  rules = TCP,
  sources = BUYER,
}: Parts = {}): string {
  return `
apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: { name: target, namespace: ${namespace} }
spec: { destination: ${destination}, rules: [${rules}], sources: [${sources}] }
`;
}

function manifest(apiVersion: string, kind: string, metadata: string, spec = ''): string {
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\n${spec}`;
}

const LABEL = 'labels: { openservicemesh.io/monitored-by: osm }';
const NAMESPACES = ['shop', 'homes']
  .map((name) => manifest('v1', 'Namespace', `name: ${name}, ${LABEL}`))
  .join('');
const ACCOUNTS =
  manifest('v1', 'ServiceAccount', 'name: web, namespace: shop') +
  manifest('v1', 'ServiceAccount', 'name: buyer, namespace: homes');
const ROUTE = manifest('specs.smi-spec.io/v1alpha4', 'TCPRoute', 'name: web, namespace: shop');
const GROUP = manifest(
  'specs.smi-spec.io/v1alpha4',
  'HTTPRouteGroup',
  'name: web, namespace: shop',
  'spec: { matches: [{ name: all }, { name: some }] }\n',
);
const REST = NAMESPACES + ACCOUNTS + ROUTE + GROUP;
const OUTSIDE = REST.replace(`name: homes, ${LABEL}`, 'name: homes');

const COMPLETE = [
  'ServiceAccount',
  'Namespace',
  'specs.smi-spec.io/TCPRoute',
  'specs.smi-spec.io/HTTPRouteGroup',
];

test.each<[what: string, input: string, takesEffect: unknown, because: string, line?: string]>([
  ['as it should be', target() + REST, true, 'nothing is against it'],
  ['without sources, which admits everyone', target({ sources: '' }) + REST, true, 'nothing is against it'],
  [
    'with one source that is known',
    target({ sources: `${BUYER}, { kind: User, name: eve }` }) + REST,
    true,
    'nothing is against it',
  ],
  [
    'of an old version',
    target().replace('v1alpha3', 'v1alpha2') + REST,
    false,
    'OSM serves v1alpha3, not v1alpha2',
  ],
  [
    'in a namespace outside the mesh',
    target() + REST.replace(`name: shop, ${LABEL}`, 'name: shop'),
    false,
    "namespace 'shop' is not monitored by a mesh",
  ],
  ['without rules', target({ rules: '' }) + REST, false, 'it has no rules'],
  [
    'with a rule for UDP beside another',
    target({ rules: `${TCP}, { kind: UDPRoute, name: web }` }) + REST,
    false,
    'a rule is of a kind that OSM does not know',
  ],
  [
    'elsewhere than its destination',
    target({ namespace: 'homes' }) +
      REST +
      manifest('specs.smi-spec.io/v1alpha4', 'TCPRoute', 'name: web, namespace: homes'),
    'unknown apps/Deployment',
    "it stands in namespace 'homes', and its destination in 'shop'",
  ],
  [
    'elsewhere than its destination, on 0.11',
    target({ namespace: 'homes' }) +
      REST +
      manifest('specs.smi-spec.io/v1alpha4', 'TCPRoute', 'name: web, namespace: homes'),
    false,
    "it stands in namespace 'homes', and its destination in 'shop'",
    'v0.11.1',
  ],
  [
    'elsewhere than its destination, on 0.10',
    target({ namespace: 'homes' }) +
      REST +
      manifest('specs.smi-spec.io/v1alpha4', 'TCPRoute', 'name: web, namespace: homes'),
    true,
    'nothing is against it',
    'v0.10.0',
  ],
  [
    'whose destination names no namespace',
    target({ destination: '{ kind: ServiceAccount, name: web }' }) + REST,
    false,
    'it names no namespace',
  ],
  [
    'whose destination is a Service',
    target({ destination: '{ kind: Service, name: web, namespace: shop }' }) + REST,
    false,
    'OSM knows ServiceAccounts only, not Service',
  ],
  [
    'whose destination does not exist',
    target({ destination: '{ kind: ServiceAccount, name: www, namespace: shop }' }) + REST,
    false,
    "ServiceAccount 'www' of namespace 'shop' does not exist",
  ],
  [
    'whose TCPRoute is missing',
    target({ rules: `${HTTP}, { kind: TCPRoute, name: www }` }) + REST,
    false,
    "TCPRoute 'www' does not exist",
  ],
  ['whose sources are outside the mesh', target() + OUTSIDE, false, 'none of its sources is in the mesh'],
])('a TrafficTarget %s', (_, input, takesEffect, because, line) => {
  const release =
    line === undefined
      ? ''
      : manifest(
          'apps/v1',
          'Deployment',
          `name: osm-controller, namespace: osm-system, labels: { app: osm-controller, meshName: osm, app.kubernetes.io/version: ${line} }`,
        );
  const [found] = factsOf('TrafficTargetEffect', input + release, COMPLETE);
  expect(found && [plain(found).takesEffect, plain(found).because]).toEqual([takesEffect, because]);
});

test.each<[what: string, input: string, takesEffect: unknown, because: string]>([
  ['for its matches', target({ rules: HTTP }) + REST, true, 'nothing is against it'],
  [
    'for one match that is there',
    target({ rules: HTTP.replace('all', 'all, none') }) + REST,
    true,
    'nothing is against it',
  ],
  [
    'without matches',
    target({ rules: '{ kind: HTTPRouteGroup, name: web }' }) + REST,
    false,
    'it names no matches',
  ],
  [
    'for a match that is not there',
    target({ rules: HTTP.replace('all', 'none') }) + REST,
    false,
    "HTTPRouteGroup 'web' has none of these matches",
  ],
  [
    'for a missing group',
    target({ rules: HTTP.replace('web', 'www') }) + REST,
    false,
    "HTTPRouteGroup 'www' does not exist",
  ],
  [
    'for a missing TCPRoute',
    target({ rules: TCP.replace('web', 'www') }) + REST,
    false,
    "TCPRoute 'www' does not exist",
  ],
])('a rule %s', (_, input, takesEffect, because) => {
  const [found] = factsOf('TrafficTargetEffect', input, COMPLETE);
  const [rule] = (found ? plain(found).rules : []) as readonly {
    readonly takesEffect: unknown;
    readonly because: unknown;
  }[];
  expect(rule && [rule.takesEffect, rule.because]).toEqual([takesEffect, because]);
});

test('what is not in the input leaves nothing out', () => {
  const [found] = factsOf('TrafficTargetEffect', target({ rules: `${TCP}, ${HTTP}` }));
  const value = found && plain(found);
  expect(value?.takesEffect).toBe('unknown Namespace');
  expect(value?.rules).toMatchObject([
    { takesEffect: 'unknown specs.smi-spec.io/TCPRoute shop' },
    { takesEffect: 'unknown specs.smi-spec.io/HTTPRouteGroup shop' },
  ]);
  expect(value?.sources).toMatchObject([{ takesEffect: 'unknown Namespace' }]);
});

test('each reason stands where it is decided', () => {
  const input =
    target({ rules: `${TCP}, { kind: UDPRoute, name: web }`, sources: '{ kind: User, name: eve }' }) + REST;
  const [found] = factsOf('TrafficTargetEffect', input, COMPLETE);
  expect(found && origin(found, '/because')).toBe('TrafficTarget target /spec/rules/1/kind');
  expect(found && origin(found, '/sources/0/because')).toBe('TrafficTarget target /spec/sources/0/kind');
});

test('an earlier TrafficTarget that allows the same is named', () => {
  const second = target().replace('name: target', 'name: second');
  const same = (input: string) => factsOf('TrafficTargetEffect', input).map((found) => plain(found).sameAs);
  expect(same(`${target()}---${second}`)).toEqual([undefined, 'target']);
  expect(same(`${target()}---${target()}`)).toEqual([undefined, undefined]);
  expect(same(`${target()}---${second.replace('buyer', 'thief')}`)).toEqual([undefined, undefined]);
});

test('a use of a match tells whether its group defines none', () => {
  const uses = (group: string) =>
    factsOf('RouteUse', target({ rules: HTTP }) + group).map((use) => plain(use).isEmptyGroup);
  expect(uses(GROUP)).toEqual([false]);
  expect(uses(GROUP.replace(/\[.*\]/, '[]'))).toEqual([true]);
  expect(uses('')).toEqual([false]);
});

test('policies stand in namespaces that a mesh monitors, or not', () => {
  const spaces = (input: string) =>
    factsOf('PolicyNamespace', input).map((space) => [plain(space).monitored, plain(space).policy]);
  expect(spaces(target() + NAMESPACES)).toEqual([[true, "TrafficTarget 'target'"]]);
  expect(spaces(target() + NAMESPACES.replace(LABEL, 'labels: { team: a }') + ROUTE)).toEqual([
    [false, "TrafficTarget 'target'"],
    [false, "TCPRoute 'web'"],
  ]);
  expect(spaces(target())).toEqual([]);
  expect(spaces(target().replace('name: target', 'name: target, uid: 5f0c'))).toEqual([
    ['unknown Namespace', "TrafficTarget 'target'"],
  ]);
});
