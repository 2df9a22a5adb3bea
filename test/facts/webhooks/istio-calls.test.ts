import { expect, test } from 'vitest';
import type { Json } from '../../../src/input/json.js';
import { factsOf, origin, plain } from '../facts.js';
import { base64, ONE, TWO } from '../pem.js';

interface Entry {
  readonly configuration?: string;
  readonly labels?: string;
  readonly created?: string;
  readonly name?: string;
  readonly service?: string;
  readonly caBundle?: string;
  readonly more?: string;
}

function webhook(kind: 'Mutating' | 'Validating', entry: Entry): string {
  const { configuration = 'istio-sidecar-injector', labels = '{ istio.io/rev: default }', created } = entry;
  const { name = 'namespace.sidecar-injector.istio.io', service = 'istiod', caBundle, more = '' } = entry;
  return `
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}WebhookConfiguration
metadata:
  name: ${configuration}
  ${created === undefined ? '' : `creationTimestamp: "${created}"`}
  labels: ${labels}
webhooks:
- name: ${name}
  clientConfig:
    service: { name: ${service}, namespace: istio-system, path: /inject }
    ${caBundle === undefined ? '' : `caBundle: ${base64(caBundle)}`}
  ${more}
`;
}

const injector = (entry: Entry = {}) => webhook('Mutating', entry);
const validator = (entry: Entry = {}) =>
  webhook('Validating', { configuration: 'istio-validator', name: 'rev.validation.istio.io', ...entry });

const service = (spec: string, name = 'istiod') => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: istio-system }
spec: ${spec}
`;
const offering = (targetPort: string, name?: string) =>
  service(
    `{ selector: { app: istiod }, ports: [{ name: https-webhook, port: 443, targetPort: ${targetPort} }] }`,
    name,
  );
const SERVICE = offering('15017');

const istiod = (
  container = '{ name: discovery, image: "istio/pilot:1.20.1" }',
  created = '2024-01-01T00:00:00Z',
) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, creationTimestamp: "${created}", labels: { app: istiod } }
spec: { template: { metadata: { labels: { app: istiod } }, spec: { containers: [${container}] } } }
`;
const set = (name: string, value: string) =>
  istiod(`{ name: discovery, image: "istio/pilot:1.20.1", env: [{ name: ${name}, value: "${value}" }] }`);

const mesh = (address: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "defaultConfig: { discoveryAddress: '${address}' }" }
`;

/** The facts about calls, in the order of their configurations. */
function calls(documents: readonly string[], complete?: readonly string[]) {
  return factsOf('WebhookCall', documents.join('---'), complete);
}

function call(documents: readonly string[], complete?: readonly string[]): Readonly<Record<string, Json>> {
  const [fact] = calls(documents, complete);
  return fact === undefined ? {} : plain(fact);
}

const rule = (text: string) => ({ more: `rules: [${text}]` });

test.each([
  ['none', {}, undefined],
  [
    'that of the chart',
    rule('{ operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods], scope: "*" }'),
    true,
  ],
  [
    'everything',
    rule('{ operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["*/*"] }'),
    true,
  ],
  [
    'what was hidden',
    rule('{ operations: [CREATE], apiGroups: ["REDACTED"], apiVersions: [v1], resources: [pods] }'),
    true,
  ],
  [
    'other operations',
    rule('{ operations: [UPDATE], apiGroups: [""], apiVersions: [v1], resources: [pods] }'),
    false,
  ],
  [
    'another group',
    rule('{ operations: [CREATE], apiGroups: [apps], apiVersions: [v1], resources: [pods] }'),
    false,
  ],
  [
    'another version',
    rule('{ operations: [CREATE], apiGroups: [""], apiVersions: [v1beta1], resources: [pods] }'),
    false,
  ],
  [
    'other resources',
    rule('{ operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods/status] }'),
    false,
  ],
  [
    'the cluster',
    rule('{ operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods], scope: Cluster }'),
    false,
  ],
])('the rules of an injector, %s', (_, entry, expected) => {
  expect(call([injector(entry)]).callsForPods).toBe(expected);
});

test('the rules of a validator are no matter of pods', () => {
  expect(call([validator(rule('{ operations: [CREATE] }'))]).callsForPods).toBeUndefined();
});

test('the control plane that answers is found by the labels of its pods', () => {
  expect(call([injector({ labels: '{}' }), SERVICE, istiod()]).controlPlane).toEqual({
    name: 'default',
    namespace: 'istio-system',
    line: '1.20',
  });
  expect(call([injector(), service('{ selector: { app: pilot } }'), istiod()]).controlPlane).toBeUndefined();
});

test.each([
  ['is not in the input', [], [], 'unknown Service istio-system'],
  ['is missing', [], ['Service'], false],
  ['selects pods', [SERVICE], [], false],
  ['selects none', [service('{ ports: [{ port: 443 }] }')], [], true],
  ['is a name', [service('{ type: ExternalName, externalName: istiod.example.org }')], [], true],
])('a Service leads out, which %s', (_, others, complete, expected) => {
  expect(call([injector(), ...others], complete).leadsOut).toBe(expected);
});

test('an istiod beside a Service that leads out is passed by', () => {
  const outside = service('{ type: ExternalName, externalName: istiod.example.org }');
  expect(call([injector(), outside, istiod()]).passesBy).toBe('istiod');
  expect(call([injector(), outside]).passesBy).toBeUndefined();
  expect(call([injector(), SERVICE, istiod()]).passesBy).toBeUndefined();
});

const CUSTOM = set('ISTIOD_CUSTOM_HOST', 'istiod.example.org, mine.istio-system.svc');

test.each([
  ['of the revision', 'istiod', istiod(), [], true],
  ['of older releases', 'istio-pilot', istiod(), [], true],
  ['of the discovery address', 'mine', istiod(), [mesh('mine.istio-system.svc:15012')], true],
  ['of a custom host', 'mine', CUSTOM, [], true],
  ['that the mesh may know', 'mine', istiod(), [], 'unknown ConfigMap istio-system'],
  ['that nobody knows', 'mine', istiod(), [mesh('istiod.istio-system.svc:15012')], false],
  ['of a certificate from elsewhere', 'mine', set('PILOT_CERT_PROVIDER', 'custom'), [mesh('a:1')], undefined],
])('a name %s', (_, name, plane, others, expected) => {
  const { nameInCertificate } = call([
    injector({ service: name }),
    offering('15017', name),
    plane,
    ...others,
  ]);
  expect(nameInCertificate).toBe(expected);
});

test('of a certificate that cert-manager writes no name is known', () => {
  const certificate = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: istiod, namespace: istio-system }
spec: { secretName: istiod-tls }
`;
  const others = [offering('15017', 'mine'), istiod(), mesh('a:1'), certificate];
  expect(call([injector({ service: 'mine' }), ...others]).nameInCertificate).toBeUndefined();
});

const PORTS = '{ name: discovery, ports: [{ name: webhook, containerPort: 15017 }] }';

test.each([
  ['the number', '15017', istiod(), { port: 15017, reached: true }],
  ['another number', '15012', istiod(), { port: 15017, reached: false }],
  ['the name of the port', 'webhook', istiod(PORTS), { port: 15017, reached: true }],
  ['an unknown name', 'https', istiod(PORTS), { port: 15017, reached: false }],
  [
    'what istiod was told',
    '10250',
    istiod('{ name: discovery, args: ["--httpsAddr=:10250"] }'),
    { port: 10250, reached: true },
  ],
  ['TLS that somebody else ends', '15017', istiod('{ name: discovery, args: ["--httpsAddr="] }'), undefined],
])('a targetPort, %s', (_, target, plane, expected) => {
  expect(call([injector(), offering(target), plane]).listener).toEqual(expected);
});

test('a wrong targetPort stands at the Service', () => {
  const [fact] = calls([injector(), offering('15012'), istiod()]);
  expect(fact && origin(fact, '/listener/reached')).toBe('Service istiod /spec/ports/0/targetPort');
});

const OLDER = istiod('{ name: discovery, image: "istio/pilot:1.9.9" }');

test.each([
  ['known by its label', injector(), istiod(), undefined],
  ['without label', injector({ labels: '{}' }), istiod(), /lacks the label istio.io\/rev/],
  ['without label, of a release that goes by the name', injector({ labels: '{}' }), OLDER, undefined],
  [
    'that istiod is told to leave alone',
    injector(),
    set('INJECTION_WEBHOOK_CONFIG_NAME', ''),
    /empty INJECTION_WEBHOOK/,
  ],
  ['that is a matter of validators', injector(), set('VALIDATION_WEBHOOK_CONFIG_NAME', ''), undefined],
])('an entry %s', (_, entry, plane, expected) => {
  const { neglected } = call([entry, SERVICE, plane]);
  if (expected === undefined) expect(neglected).toBeUndefined();
  else expect(neglected).toMatch(expected);
});

test.each([
  ['of the same root', ONE, 'istiod', undefined],
  ['of both roots', `${TWO}${ONE}`, 'istiod', undefined],
  [
    'of another root',
    TWO,
    'istiod',
    { configuration: 'istio-sidecar-injector', entry: 'namespace.sidecar-injector.istio.io' },
  ],
  ['of another root, for another Service', TWO, 'istiod-canary', undefined],
  ['without', undefined, 'istiod', undefined],
])('two bundles, the second %s', (_, caBundle, called, expected) => {
  const second = { service: called, ...(caBundle === undefined ? {} : { caBundle }) };
  const [, fact] = calls([injector({ caBundle: ONE }), validator(second)]);
  expect(fact && plain(fact).unlikeBundle).toEqual(expected);
});

const LATER = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, creationTimestamp: "2024-01-02T00:00:00Z" }
`;

test.each([
  ['both are old', '2024-01-01T00:00:00Z', istiod(), true],
  ['the validator is young', '2024-01-01T23:55:00Z', istiod(), false],
  ['istiod is young', '2024-01-01T23:46:00Z', istiod(undefined, '2024-01-01T23:55:00Z'), false],
  [
    'istiod is young, another was before it',
    '2024-01-01T00:00:00Z',
    istiod(undefined, '2024-01-01T23:55:00Z'),
    true,
  ],
  ['the age is not known', undefined, istiod(), false],
])('a validator had its time, as %s', (_, created, plane, expected) => {
  const entry = validator(created === undefined ? {} : { created });
  expect(call([entry, SERVICE, plane, LATER]).settled).toBe(expected);
});

const namespace = (name: string, labels = '{}') => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: ${labels} }
`;
const deployment = (name: string, metadata: string, spec = '{ containers: [] }') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { template: { metadata: ${metadata}, spec: ${spec} } }
`;
const ENABLED = { more: 'namespaceSelector: { matchLabels: { istio-injection: enabled } }' };
const SHOP = namespace('shop', '{ istio-injection: enabled }');

test('who waits for an injector that does not answer', () => {
  const { consequence, heldUp } = call([
    injector(ENABLED),
    SHOP,
    namespace('other'),
    deployment('cart', '{}'),
    deployment('node', '{}', '{ hostNetwork: true }'),
    deployment('shy', '{ annotations: { sidecar.istio.io/inject: "false" } }'),
  ]);
  expect(consequence).toBe('no pod that it selects is created (namespace shop)');
  expect(heldUp).toEqual({ namespaces: ['shop'], passedOver: ['Deployment node', 'Deployment shy'] });
});

test('a label of the pod decides before the injector is asked', () => {
  const byLabel = { more: 'objectSelector: { matchLabels: { sidecar.istio.io/inject: "true" } }' };
  const asking = deployment('cart', '{ labels: { sidecar.istio.io/inject: "true" } }');
  expect(call([injector(byLabel), SHOP, asking]).heldUp).toMatchObject({ namespaces: ['shop'] });
  expect(call([injector(byLabel), SHOP, deployment('cart', '{}')]).heldUp).toMatchObject({ namespaces: [] });
});

test('more namespaces than four are counted', () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => namespace(name, '{ istio-injection: enabled }'));
  expect(call([injector(ENABLED), ...many]).consequence).toBe(
    'no pod that it selects is created (namespaces a, b, c, d and 2 more)',
  );
});

test.each([
  [injector({ more: 'failurePolicy: Ignore' }), 'pods that it selects start without sidecar'],
  [validator({ more: 'failurePolicy: Ignore' }), 'Istio configuration goes unchecked'],
  [validator(), 'every change of Istio configuration is refused'],
])('what follows while nobody answers', (entry, expected) => {
  expect(call([entry]).consequence).toBe(expected);
});
