import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/input/json.js';
import { factsOf, origin, plain } from '../facts.js';
import { base64, OLD, ONE, TWO } from '../pem.js';

interface Parts {
  readonly entry?: string;
  readonly client?: string;
  readonly caBundle?: string;
  readonly created?: string;
  readonly others?: readonly string[];
  readonly complete?: readonly string[];
}

/** The one webhook call of an injector configuration of Istio, and the resources around it. */
function call({ entry, client, caBundle, created, others = [], complete }: Parts) {
  const service = 'service: { name: istiod, namespace: istio-system, path: /inject }';
  const configuration = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: istio-sidecar-injector
  ${created === undefined ? '' : `creationTimestamp: "${created}"`}
  labels: { istio.io/rev: default }
webhooks:
- name: ${entry ?? 'namespace.sidecar-injector.istio.io'}
  clientConfig:
    ${client ?? service}
    ${caBundle === undefined ? '' : `caBundle: ${caBundle}`}
`;
  const [fact] = factsOf('WebhookCall', [configuration, ...others].join('---'), complete);
  if (fact === undefined) throw new Error('no fact');
  return { fact, value: plain(fact) };
}

const service = (spec: string) => `
apiVersion: v1
kind: Service
metadata: { name: istiod, namespace: istio-system }
spec: ${spec}
`;
const ISTIOD = service(
  '{ selector: { app: istiod }, ports: [{ name: https-webhook, port: 443, targetPort: 15017 }] }',
);

const endpoints = (subsets: string) => `
apiVersion: v1
kind: Endpoints
metadata: { name: istiod, namespace: istio-system }
subsets: ${subsets}
`;

const slice = (name: string, portName: string, list: string) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}, namespace: istio-system, labels: { kubernetes.io/service-name: istiod } }
ports: [{ name: ${portName}, port: 15017 }]
endpoints: ${list}
`;

const pod = (name: string, ready: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: istio-system, uid: ${name}, labels: { app: istiod } }
status: { phase: Running, conditions: [{ type: Initialized, status: "True" }, { type: Ready, status: "${ready}" }] }
`;

test.each([
  ['osm-inject.k8s.io', 'osm', 'injector'],
  ['osm-validator.k8s.io', 'osm', 'validator'],
  ['osm-config-webhook.k8s.io', 'osm', 'validator'],
  ['sidecar-injector.istio.io', 'istio', 'injector'],
  ['rev.object.sidecar-injector.istio.io', 'istio', 'injector'],
  ['rev.validation.istio.io', 'istio', 'validator'],
  ['validation.notistio.io', 'other', undefined],
])('entry %s belongs to %s', (entry, mesh, role) => {
  expect([call({ entry }).value.mesh, call({ entry }).value.role]).toEqual([mesh, role]);
});

test('a call carries what its entry and configuration say, each at its place', () => {
  const { fact, value } = call({});
  expect(value).toMatchObject({
    configuration: { kind: 'MutatingWebhookConfiguration', name: 'istio-sidecar-injector' },
    entry: 'namespace.sidecar-injector.istio.io',
    revision: 'default',
    deactivated: false,
    failurePolicy: 'Fail',
    service: { name: 'istiod', namespace: 'istio-system', path: '/inject', port: 443 },
  });
  expect(fact.id.name).toBe('istio-sidecar-injector/namespace.sidecar-injector.istio.io');
  const at = 'MutatingWebhookConfiguration istio-sidecar-injector /webhooks/0';
  expect(
    ['/entry', '/service/name', '/service/port', '/caBundle/state'].map((path) => origin(fact, path)),
  ).toEqual([
    `${at}/name`,
    `${at}/clientConfig/service/name`,
    `${at}/clientConfig/service/port`,
    `${at}/clientConfig`,
  ]);
});

test('a url has no Service', () => {
  const { value } = call({ client: 'url: "https://istiod.example.org/inject"', others: [ISTIOD] });
  expect(value.url).toBe('https://istiod.example.org/inject');
  expect(
    ['service', 'serviceType', 'portListed', 'endpoints', 'pods', 'rootMatches'].filter(
      (key) => key in value,
    ),
  ).toEqual([]);
});

test('a Service that is not in the input makes everything behind it unknown', () => {
  expect(call({}).value).toMatchObject({
    serviceType: 'unknown Service istio-system',
    portListed: 'unknown Service istio-system',
    endpoints: { ready: 'unknown Service istio-system' },
  });
});

test('a Service that is known to be missing has no port', () => {
  expect(Object.keys(call({ complete: ['Service'] }).value)).not.toEqual(
    expect.arrayContaining(['portListed']),
  );
  expect(call({ complete: ['Service'] }).value.endpoints).toBeUndefined();
});

test.each([
  [
    'the port',
    ISTIOD,
    {
      portListed: true,
      servicePort: { name: 'https-webhook', number: 443, targetPort: 15017 },
      serviceType: 'ClusterIP',
      headless: false,
      selectsPods: true,
    },
  ],
  [
    'no target port',
    service('{ selector: { app: istiod }, ports: [{ port: 443 }] }'),
    { portListed: true, servicePort: { number: 443, targetPort: 443 } },
  ],
  [
    'another port',
    service('{ type: NodePort, selector: { app: istiod }, ports: [{ port: 15017 }] }'),
    { portListed: false, serviceType: 'NodePort' },
  ],
  [
    'no address of its own',
    service('{ clusterIP: None, selector: { app: istiod }, ports: [{ port: 443 }] }'),
    { headless: true },
  ],
  [
    'no selector',
    service('{ ports: [{ port: 443 }] }'),
    { selectsPods: false, endpoints: { ready: 'unknown Endpoints istio-system' } },
  ],
])('a Service with %s', (_, yaml, expected) => {
  expect(call({ others: [yaml] }).value).toMatchObject(expected);
});

test('nobody looks at the ports and endpoints of an ExternalName', () => {
  const { value } = call({ others: [service('{ type: ExternalName, externalName: istiod.example.org }')] });
  expect(value).toMatchObject({ serviceType: 'ExternalName', selectsPods: false });
  expect(['portListed', 'servicePort', 'endpoints', 'pods'].filter((key) => key in value)).toEqual([]);
});

const READY =
  '{ addresses: [{ ip: 10.0.0.1 }], notReadyAddresses: [{ ip: 10.0.0.2 }], ports: [{ name: https-webhook, port: 15017 }] }';

test.each<[string, readonly string[], JsonObject]>([
  ['none', [], { ready: 'unknown Endpoints istio-system' }],
  ['one ready, one not', [endpoints(`[${READY}]`)], { ready: 1, notReady: 1, object: 'istiod' }],
  [
    'two ports',
    [endpoints(`[${READY.replace('ports: [', 'ports: [{ name: grpc, port: 15012 }, ')}]`)],
    { ready: 1, notReady: 1, object: 'istiod' },
  ],
  ['no subsets', [endpoints('[]')], { ready: 0, notReady: 0, object: 'istiod' }],
  [
    'another port name',
    [endpoints(`[${READY.replace('https-webhook', 'webhook')}]`)],
    { ready: 0, notReady: 0, object: 'istiod' },
  ],
  [
    'a port without a name',
    [endpoints(`[${READY.replace('name: https-webhook, ', '')}]`)],
    { ready: 0, notReady: 0, object: 'istiod' },
  ],
  [
    'a slice, which counts first',
    [
      endpoints('[]'),
      slice(
        'istiod-a',
        'https-webhook',
        '[{ addresses: [10.0.0.1], conditions: { ready: true } }, { addresses: [10.0.0.2], conditions: { ready: false } }, { addresses: [10.0.0.3], conditions: { ready: true } }]',
      ),
    ],
    { ready: 2, notReady: 1, object: 'istiod-a' },
  ],
  [
    'a slice that leaves readiness open',
    [slice('istiod-a', 'https-webhook', '[{ addresses: [10.0.0.1] }]')],
    { ready: 1, notReady: 0, object: 'istiod-a' },
  ],
  [
    'two slices of the same pod',
    [
      slice('istiod-a', 'https-webhook', '[{ addresses: [10.0.0.1], targetRef: { name: p } }]'),
      slice('istiod-b', 'https-webhook', '[{ addresses: ["fd00::1"], targetRef: { name: p } }]'),
    ],
    { ready: 1, notReady: 0, object: 'istiod-a' },
  ],
  [
    'a slice of another port',
    [slice('istiod-a', 'grpc', '[{ addresses: [10.0.0.1] }]')],
    { ready: 0, notReady: 0, object: 'istiod-a' },
  ],
])('endpoints: %s', (_, others, expected) => {
  expect(call({ others: [ISTIOD, ...others] }).value.endpoints).toEqual(expected);
});

test('all Endpoints are known and this Service has none', () => {
  expect(call({ others: [ISTIOD], complete: ['Endpoints'] }).value.endpoints).toEqual({ ready: 0 });
});

test('the number of ready endpoints stands at the Endpoints', () => {
  const { fact } = call({ others: [ISTIOD, endpoints('[]')] });
  expect(origin(fact, '/endpoints/object')).toBe('Endpoints istiod /metadata/name');
  expect(origin(fact, '/portListed')).toBe('Service istiod /spec/ports/0');
});

test.each([
  ['not captured', [], [], 'unknown Pod istio-system'],
  ['known to be missing', [], ['Pod'], []],
  [
    'captured',
    [
      pod('a', 'True'),
      pod('b', 'False'),
      pod('c', 'True').replace('app: istiod', 'app: other'),
      pod('d', 'True').replace('uid: d, ', ''),
    ],
    [],
    [
      { name: 'a', phase: 'Running', ready: true },
      { name: 'b', phase: 'Running', ready: false },
    ],
  ],
])('pods behind the Service, %s', (_, pods, complete, expected) => {
  expect(call({ others: [ISTIOD, ...pods], complete }).value.pods).toEqual(expected);
});

const node = (time: string) => `
apiVersion: v1
kind: Node
metadata: { name: a, uid: a, creationTimestamp: "2019-01-01T00:00:00Z" }
status: { conditions: [{ type: Ready, status: "True", lastHeartbeatTime: "${time}" }] }
`;

test.each([
  ['no time at all', OLD, undefined, [], undefined],
  ['a time before its end', OLD, '2020-12-31T23:59:59Z', [], false],
  ['a time after its end', OLD, '2021-01-01T00:00:01Z', [], true],
  ['a later time elsewhere', OLD, '2020-12-31T23:59:59Z', [node('2022-01-01T00:00:00Z')], true],
  ['a masked time elsewhere', OLD, '2020-12-31T23:59:59Z', [node('xxx')], false],
  [
    'a time in a manifest',
    OLD,
    '2020-12-31T23:59:59Z',
    [node('2022-01-01T00:00:00Z').replace('uid: a, creationTimestamp: "2019-01-01T00:00:00Z"', '')],
    false,
  ],
  ['one of two certificates', `${OLD}${ONE}`, '2021-01-01T00:00:01Z', [], false],
])('expiry, by %s', (_, pem, created, others, expired) => {
  const { value } = call({ caBundle: base64(pem), ...(created === undefined ? {} : { created }), others });
  expect((value.caBundle as JsonObject).expired).toBe(expired);
});

test('each certificate tells its own expiry', () => {
  const { caBundle } = call({ caBundle: base64(`${OLD}${ONE}`), created: '2021-06-01T00:00:00Z' }).value;
  expect(caBundle).toMatchObject({
    certificates: [{ subject: 'CN=old', expired: true }, { expired: false }],
  });
});

const root = (pem: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-ca-root-cert, namespace: istio-system }
data: { root-cert.pem: ${JSON.stringify(pem)} }
`;
const istiod = (container = '{ name: discovery }') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
spec: { template: { spec: { containers: [${container}] } } }
`;
const TLS = '\napiVersion: v1\nkind: Secret\nmetadata: { name: istiod-tls, namespace: istio-system }\n';
const set = (name: string, value: string) =>
  istiod(`{ name: discovery, env: [{ name: ${name}, value: "${value}" }] }`);

test.each([
  ['no ConfigMap', ONE, [istiod()], 'unknown ConfigMap istio-system'],
  ['the same root', ONE, [root(ONE), istiod()], true],
  ['the same root among others', `${TWO}${ONE}`, [root(ONE), istiod()], true],
  ['one of two roots', ONE, [root(`${TWO}${ONE}`), istiod()], true],
  ['another root', TWO, [root(ONE), istiod()], false],
  ['another root, of an istiod that is not there', TWO, [root(ONE)], 'unknown apps/Deployment istio-system'],
  ['another provider', TWO, [root(ONE), set('PILOT_CERT_PROVIDER', 'custom')], undefined],
  [
    'another provider, of one of two',
    TWO,
    [root(ONE), istiod(), set('PILOT_CERT_PROVIDER', 'custom')],
    undefined,
  ],
  ['the provider istiod', TWO, [root(ONE), set('PILOT_CERT_PROVIDER', 'istiod')], false],
  ['another ConfigMap', TWO, [root(ONE), set('PILOT_CA_CERT_CONFIGMAP', 'mine')], undefined],
  ['cluster trust bundles', TWO, [root(ONE), set('ENABLE_CLUSTER_TRUST_BUNDLE_API', 'true')], undefined],
  ['a certificate from a Secret', TWO, [root(ONE), istiod(), TLS], undefined],
  [
    'a certificate from a file',
    TWO,
    [root(ONE), istiod('{ name: discovery, args: [--tlsCertFile=/a.pem] }')],
    undefined,
  ],
])('the root, %s', (_, pem, others, expected) => {
  expect(call({ caBundle: base64(pem), others }).value.rootMatches).toBe(expected);
});

test('only a bundle of certificates is compared with the root', () => {
  expect(call({ caBundle: 'REDACTED', others: [root(ONE), istiod()] }).value.rootMatches).toBeUndefined();
});

test('an entry of OSM tells its mesh and the policy of v1beta1', () => {
  const [fact] = factsOf(
    'WebhookCall',
    `
apiVersion: admissionregistration.k8s.io/v1beta1
kind: ValidatingWebhookConfiguration
metadata: { name: osm-validator-mesh-shop }
webhooks:
- name: osm-validator.k8s.io
  namespaceSelector: { matchExpressions: [{ key: openservicemesh.io/monitored-by, operator: In, values: [shop] }] }
  objectSelector: { matchLabels: { istio.io/deactivated: never-match } }
  clientConfig: { service: { name: osm-validator, namespace: osm-system, port: 9093 } }
`,
  );
  expect(fact && plain(fact)).toMatchObject({
    meshName: 'shop',
    deactivated: true,
    failurePolicy: 'Ignore',
    service: { port: 9093 },
  });
  expect(fact && 'rootMatches' in plain(fact)).toBe(false);
});
