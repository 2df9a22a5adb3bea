import { expect, test } from 'vitest';
import { judge, judgeByAll, type Told, told } from './judge.js';

const TARGET = `
apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: { name: bookbuyer-access-bookstore, namespace: bookstore }
spec:
  destination: { kind: ServiceAccount, name: bookstore, namespace: bookstore }
  rules: [{ kind: TCPRoute, name: bookstore }]
  sources: [{ kind: ServiceAccount, name: bookbuyer, namespace: bookbuyer }]
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: TCPRoute
metadata: { name: bookstore, namespace: bookstore }
spec: { matches: { ports: [14001] } }
`;

const GROUP = `
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: bookstore-routes, namespace: bookstore }
spec:
  matches:
    - { name: books-bought, pathRegex: /books-bought, methods: [GET], headers: [{ client-app: bookbuyer }] }
`;

const SPLIT = `
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: { name: bookstore, namespace: bookstore }
spec:
  service: bookstore.bookstore.svc.cluster.local
  backends:
    - { service: bookstore-v1, weight: 90 }
    - { service: bookstore-v2, weight: 10 }
`;

/** The onboarding guide of AKS: a TrafficTarget and its HTTPRouteGroup, and a group that allows everything. */
const GUIDE = `
apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata:
  name: bookbuyer-access-bookstore-v1
  namespace: bookstore
spec:
  destination:
    kind: ServiceAccount
    name: bookstore
    namespace: bookstore
  rules:
  - kind: HTTPRouteGroup
    name: bookstore-service-routes
    matches:
    - buy-a-book
    - books-bought
  sources:
  - kind: ServiceAccount
    name: bookbuyer
    namespace: bookbuyer
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata:
  name: bookstore-service-routes
  namespace: bookstore
spec:
  matches:
  - name: books-bought
    pathRegex: /books-bought
    methods:
    - GET
    headers:
    - "user-agent": ".*-http-client/*.*"
    - "client-app": "bookbuyer"
  - name: buy-a-book
    pathRegex: ".*a-book.*new"
    methods:
    - GET
  - name: update-books-bought
    pathRegex: /update-books-bought
    methods:
    - POST
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata:
  name: allow-all
  namespace: yournamespace
spec:
  matches:
  - name: allow-all
    pathRegex: '.*'
    methods: ["GET","PUT","POST","DELETE","PATCH"]
`;

const NAMESPACES = `
apiVersion: v1
kind: Namespace
metadata: { name: bookstore, uid: 1, labels: { openservicemesh.io/monitored-by: osm } }
---
apiVersion: v1
kind: Namespace
metadata: { name: bookbuyer, uid: "2" }
---`;

function service(name: string, ports: string): string {
  return `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: bookstore }
spec: { selector: { app: bookstore }, ports: ${ports} }
`;
}

const ALL_PORTS = ['bookstore', 'bookstore-v1', 'bookstore-v2'].map((name) =>
  service(name, '[{ name: http, port: 80, targetPort: 14001 }]'),
);

/** What OSM would not do as it is written. */
const FAULTY = `
apiVersion: access.smi-spec.io/v1alpha2
kind: TrafficTarget
metadata: { name: anyone-access-bookstore, namespace: bookstore, uid: 5f0c }
spec:
  destination: { kind: Service, name: bookstore, namespace: elsewhere }
  rules: [{ kind: UDPRoute, name: bookstore }, { kind: HTTPRouteGroup, name: bookstore-routes }]
  sources: []
---
apiVersion: v1
kind: Service
metadata: { name: mysql, namespace: bookstore, uid: 5f0d }
spec: { selector: { app: mysql }, ports: [{ name: mysql, port: 3306 }, { name: web, port: 443, appProtocol: https }] }
`;

/** A text with one part replaced. */
function replaced(text: string, part: string, other: string): string {
  expect(text).toContain(part);
  return text.replace(part, other);
}

const OSM_1_1: Told = { mesh: { osm: '1.1.1' } };
const OSM_0_10: Told = { mesh: { osm: '0.10.0' } };

test.each<[what: string, input: string, expected: readonly string[], told?: Told]>([
  ['a whole TrafficTarget', TARGET, []],
  ['a whole HTTPRouteGroup', GROUP, []],
  ['a whole TrafficSplit', SPLIT, []],
  ['the samples of the AKS guide', GUIDE, ['55 smi-route-group-methods-incomplete']],
  [
    'the samples of the AKS guide, on 0.8',
    GUIDE,
    ['55 smi-route-group-methods-incomplete'],
    { mesh: { osm: '0.8.2' } },
  ],
  ['an old version', replaced(TARGET, 'v1alpha3', 'v1alpha2'), ['2 smi-version-not-served']],
  ['the newest version', replaced(SPLIT, 'v1alpha2', 'v1alpha4'), ['2 smi-version-not-served']],
  [
    'a destination elsewhere',
    replaced(
      TARGET,
      'name: bookstore, namespace: bookstore }\n  rules',
      'name: mysql, namespace: depot }\n  rules',
    ),
    ['6 smi-traffic-target-other-namespace'],
  ],
  [
    'a destination elsewhere on 0.10',
    replaced(
      TARGET,
      'name: bookstore, namespace: bookstore }\n  rules',
      'name: mysql, namespace: depot }\n  rules',
    ),
    [],
    OSM_0_10,
  ],
  ['no namespace of its own', replaced(TARGET, ', namespace: bookstore }\nspec', ' }\nspec'), []],
  [
    'a source without namespace',
    replaced(TARGET, ', namespace: bookbuyer', ''),
    ['8 smi-traffic-target-source-without-namespace'],
  ],
  [
    'no sources',
    replaced(TARGET, '[{ kind: ServiceAccount, name: bookbuyer, namespace: bookbuyer }]', '[]'),
    ['8 smi-traffic-target-empty-sources'],
  ],
  [
    'no sources on 0.10',
    replaced(TARGET, '[{ kind: ServiceAccount, name: bookbuyer, namespace: bookbuyer }]', '[]'),
    ['8 smi-traffic-target-empty-sources-tcp'],
    OSM_0_10,
  ],
  [
    'a missing route',
    replaced(TARGET, 'TCPRoute, name: bookstore', 'TCPRoute, name: books'),
    ['7 smi-traffic-target-missing-route'],
  ],
  [
    'a route of the other kind, and no matches',
    replaced(TARGET, 'kind: TCPRoute, name', 'kind: HTTPRouteGroup, name'),
    ['7 smi-traffic-target-missing-route', '7 smi-traffic-target-rule-without-matches'],
  ],
  [
    'a rule of an unknown kind',
    replaced(TARGET, 'kind: TCPRoute, name', 'kind: UDPRoute, name'),
    ['7 smi-traffic-target-rule-kind'],
  ],
  [
    'no rules',
    replaced(TARGET, '[{ kind: TCPRoute, name: bookstore }]', '[]'),
    ['7 smi-traffic-target-no-rules'],
  ],
  ['rules as text', replaced(TARGET, '[{ kind: TCPRoute, name: bookstore }]', 'all'), ['7 smi-wrong-type']],
  [
    'rules left out',
    replaced(TARGET, '\n  rules: [{ kind: TCPRoute, name: bookstore }]', ''),
    ['5 smi-missing-field'],
  ],
  ['a source that no mesh sees', NAMESPACES + TARGET, ['16 smi-traffic-target-namespace-not-monitored']],
  [
    'ServiceAccounts that are not there',
    TARGET,
    ['6 smi-traffic-target-missing-service-account', '8 smi-traffic-target-missing-service-account'],
    { complete: ['ServiceAccount'] },
  ],
  ['ports as text', replaced(TARGET, '[14001]', '["14001"]'), ['13 smi-wrong-type']],
  ['a port beyond the last', replaced(TARGET, '[14001]', '[140010]'), ['13 smi-tcp-route-port-out-of-range']],
  ['a placeholder for a port', replaced(TARGET, '[14001]', '["$(PORT)"]'), []],
  ['look-around', replaced(GROUP, '/books-bought', '"/(?<!x)books"'), ['7 smi-route-group-regex-not-re2']],
  [
    'a back-reference in a header',
    replaced(GROUP, 'client-app: bookbuyer', 'client-app: (a)\\1'),
    ['7 smi-route-group-regex-not-re2'],
  ],
  ['a lower-case method', replaced(GROUP, '[GET]', '[get]'), ['7 smi-route-group-unknown-method']],
  [
    'headers as a mapping',
    replaced(GROUP, '[{ client-app: bookbuyer }]', '{ client-app: bookbuyer }'),
    ['7 smi-route-group-headers-as-mapping'],
  ],
  [
    'two headers in an item',
    replaced(GROUP, '[{ client-app: bookbuyer }]', '[{ client-app: bookbuyer, host: bookstore }]'),
    ['7 smi-route-group-several-headers-in-one-item'],
  ],
  ['a misspelled key', replaced(GROUP, 'methods:', 'method:'), ['7 smi-unknown-key']],
  [
    'a match defined twice',
    `${GROUP}    - { name: books-bought, pathRegex: /all }\n`,
    ['7 smi-route-group-duplicate-match'],
  ],
  [
    'weights that sum to zero',
    replaced(replaced(SPLIT, '90', '0'), '10', '0'),
    ['7 smi-traffic-split-no-weight'],
  ],
  ['a negative weight', replaced(SPLIT, '10', '-10'), ['9 smi-traffic-split-negative-weight']],
  ['a fractional weight', replaced(SPLIT, '10', '9.5'), ['9 smi-traffic-split-fractional-weight']],
  ['a quantity', replaced(SPLIT, '10', '10m'), ['9 smi-wrong-type']],
  [
    'a backend as host name',
    replaced(SPLIT, 'bookstore-v2', 'bookstore-v2.other'),
    ['9 smi-traffic-split-backend-not-a-name'],
  ],
  [
    'a root elsewhere',
    replaced(SPLIT, 'bookstore.bookstore.svc', 'bookstore.other.svc'),
    ['6 smi-traffic-split-root-in-other-namespace'],
  ],
  [
    'Services that are not there',
    SPLIT + service('bookstore-v2', '[{ port: 80 }]'),
    ['6 smi-traffic-split-missing-root', '8 smi-traffic-split-missing-backend'],
    { complete: ['Service'] },
  ],
  ['Services that are there', SPLIT + ALL_PORTS.join(''), [], { complete: ['Service'] }],
  ['Services that are there, on 1.1', SPLIT + ALL_PORTS.join(''), [], OSM_1_1],
  [
    'another target port of the root',
    SPLIT + replaced(ALL_PORTS.join(''), '14001 }] }\n---', '9999 }] }\n---'),
    [],
    OSM_1_1,
  ],
  [
    'another target port of a backend',
    `${SPLIT}${ALL_PORTS.slice(0, 2).join('')}${service('bookstore-v2', '[{ port: 80, targetPort: 14002 }]')}`,
    ['9 smi-traffic-split-leaf-target-port'],
    OSM_1_1,
  ],
  [
    'another port of a backend, without a name',
    `${SPLIT}${ALL_PORTS.slice(0, 2).join('')}${service('bookstore-v2', '[{ port: 8080 }]')}`,
    ['9 smi-traffic-split-leaf-port'],
    OSM_1_1,
  ],
  [
    'another port of a backend, without a name, on 1.2',
    `${SPLIT}${ALL_PORTS.slice(0, 2).join('')}${service('bookstore-v2', '[{ port: 8080 }]')}`,
    [],
  ],
])('%s', async (_, input, expected, told) => {
  const found = await judgeByAll(input, told);
  expect(found.filter((line) => line.includes(' smi-'))).toEqual(expected);
});

test.each([
  [
    'Linkerd',
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: web, annotations: { linkerd.io/inject: enabled } }',
  ],
  [
    'NGINX',
    'apiVersion: specs.smi.nginx.com/v1alpha1\nkind: RateLimit\nmetadata: { name: web, namespace: web }',
  ],
  [
    'Consul',
    'apiVersion: consul.hashicorp.com/v1alpha1\nkind: ServiceDefaults\nmetadata: { name: web, namespace: web }',
  ],
  ['osm-edge', 'apiVersion: flomesh.io/v1alpha1\nkind: Proxy\nmetadata: { name: web, namespace: web }'],
  [
    'Traefik',
    'apiVersion: v1\nkind: Service\nmetadata: { name: web, annotations: { mesh.traefik.io/traffic-type: http } }',
  ],
])('what %s reads in its own way is left alone', async (_, trace) => {
  const input = `${replaced(SPLIT, 'weight: 90', 'weight: 900m')}---${replaced(GROUP, '[{ client-app: bookbuyer }]', '{ client-app: x }')}---${FAULTY}---\n${trace}\n`;
  const found = await judgeByAll(input, { complete: ['*'] });
  expect(found.filter((line) => / (smi|osm-service)-/.test(line))).toEqual([]);
});

test('the example of the architecture works as it stands there', () => {
  const rule = `
subject:
  kind: access.smi-spec.io/TrafficTarget
  at: /spec/rules/*/matches/*
when:
  exists: { kind: specs.smi-spec.io/HTTPRouteGroup, name: ../../name }
expect:
  exists:
    kind: specs.smi-spec.io/HTTPRouteGroup
    name: ../../name
    where: { /spec/matches/*/name: . }
message: HTTPRouteGroup '{../../name}' defines no match named '{.}'.
`;
  const outcome = judge(rule, replaced(GUIDE, '- buy-a-book', '- buy-a-bok'));
  expect(told(outcome)).toEqual([
    "error 16:7 HTTPRouteGroup 'bookstore-service-routes' defines no match named 'buy-a-bok'.",
  ]);
});
