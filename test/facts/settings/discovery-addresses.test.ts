import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const mesh = (revision: string, address: string, more = '') => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio${revision === 'default' ? '' : `-${revision}`}, namespace: istio-system, uid: c-${revision} }
data:
  mesh: |-
    defaultConfig:
      discoveryAddress: ${address}
      ${more}
`;
const istiod = (revision: string, env = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod-${revision}, namespace: istio-system, uid: d-${revision}, labels: { app: istiod, istio.io/rev: ${revision} } }
spec:
  template:
    metadata: { labels: { app: istiod, istio.io/rev: ${revision} } }
    spec: { containers: [{ name: discovery, env: [${env}] }] }
`;
const service = (name: string, spec: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: istio-system, uid: s-${name} }
spec: ${spec}
`;
const PORTS = 'ports: [{ name: https-dns, port: 15012 }]';
const behind = (name: string, revision: string) =>
  service(name, `{ selector: { app: istiod, istio.io/rev: ${revision} }, ${PORTS} }`);
const pod = (config: string, annotations = '', ca = '') => `
apiVersion: v1
kind: Pod
metadata:
  name: pier-1
  namespace: harbour
  uid: p1
  annotations: { sidecar.istio.io/status: '{"revision":"canary"}' ${annotations} }
spec:
  containers: [{ name: pier }, { name: istio-proxy, env: [{ name: PROXY_CONFIG, value: '${config}' } ${ca}] }]
status: { phase: Running }
`;

function addresses(...parts: readonly string[]) {
  return factsOf('DiscoveryAddress', parts.join('---'), ['Service']);
}

test('the address of a mesh configuration stands inside the text', () => {
  const [found] = addresses(
    mesh('canary', 'istiod-canary.istio-system.svc:15012'),
    behind('istiod-canary', 'canary'),
  );
  expect(found && plain(found)).toMatchObject({
    from: 'mesh config',
    holder: "ConfigMap 'istio-canary'",
    revision: 'canary',
    wellFormed: true,
    service: { name: 'istiod-canary', namespace: 'istio-system', port: 15012 },
    portListed: true,
    plaintextPort: false,
  });
  expect(found && origin(found, '/address')).toBe(
    'ConfigMap istio-canary /data/mesh/<yaml>/defaultConfig/discoveryAddress',
  );
});

test.each([
  ['istiod.istio-system.svc:15012', true],
  ['istiod.istio-system.svc.cluster.local.:15012', true],
  ['"[fd00::7]:15012"', true],
  ['10.0.0.7:15012', true],
  ['"{{ .Values.address }}"', true],
  ['istiod.istio-system.svc', false],
  ['istiod.istio-system.svc:0', false],
  ['istiod.istio-system.svc:65536', false],
  ['https://istiod.istio-system.svc:15012', false],
])('whether %s can be read: %s', (address, wellFormed) => {
  expect(addresses(mesh('default', address)).map(plain)[0]?.wellFormed).toBe(wellFormed);
});

test.each([
  ['meshconfig.googleapis.com:443'],
  ['istiod.example.com:15012'],
  ['10.0.0.7:15012'],
  ['istiod.other-cluster:15012'],
])('%s names no Service of the cluster', (address) => {
  expect(addresses(mesh('default', address)).map(plain)[0]).not.toHaveProperty('service');
});

test.each([
  ['its own revision', behind('istiod-canary', 'canary'), { leadsToIstiod: true, nameInCertificate: true }],
  ['another revision', behind('istiod-canary', 'stable'), { leadsToIstiod: true, serves: 'stable' }],
  [
    'something else',
    service('istiod-canary', `{ selector: { app: kiali }, ${PORTS} }`),
    { leadsToIstiod: false },
  ],
])('a Service leads to %s', (_, yaml, expected) => {
  const address = mesh('canary', 'istiod-canary.istio-system.svc:15012');
  const [found] = addresses(address, yaml, istiod('canary'), istiod('stable')).map(plain);
  expect(found).toMatchObject(expected);
});

test.each([
  ['a gateway before istiod', `{ selector: { istio: eastwestgateway }, ${PORTS} }`],
  ['no selector', `{ ${PORTS} }`],
  ['another cluster', '{ type: ExternalName, externalName: istiod.example.com }'],
])('where it leads is not told of a Service with %s', (_, spec) => {
  const [found] = addresses(
    mesh('canary', 'entry.istio-system.svc:15012'),
    service('entry', spec),
    istiod('canary'),
  ).map(plain);
  expect(found).not.toHaveProperty('leadsToIstiod');
});

test('what a removed revision left behind is read by nobody', () => {
  const found = addresses(mesh('old', 'istiod-old.istio-system.svc:15012'), istiod('canary'));
  expect(found).toEqual([]);
});

test.each([
  ['MUTUAL_TLS', true],
  ['NONE', false],
])('port 15010 with controlPlaneAuthPolicy %s', (policy, plaintextPort) => {
  const text = mesh('default', 'istiod.istio-system.svc:15010', `controlPlaneAuthPolicy: ${policy}`);
  expect(addresses(text).map(plain)[0]?.plaintextPort).toBe(plaintextPort);
});

const TODAY = mesh('canary', 'istiod-canary.istio-system.svc:15012');
const OLD = '{"discoveryAddress":"istiod-old.istio-system.svc:15012"}';

test('a running proxy keeps the address of its creation', () => {
  const found = addresses(pod(OLD), TODAY, behind('istiod-canary', 'canary')).map(plain);
  expect(found.find(({ from }) => from === 'proxy')).toMatchObject({
    holder: "proxy of pod 'pier-1'",
    revision: 'canary',
    today: 'istiod-canary.istio-system.svc:15012',
    fault: "Service 'istiod-old' of namespace 'istio-system' does not exist",
  });
});

test.each([
  ['the port', 'istiod-canary.istio-system.svc:15013', "Service 'istiod-canary' does not offer port 15013"],
  ['the form', 'istiod-canary', 'that is not of the form host:port'],
  ['nothing', 'meshca.googleapis.com:443', undefined],
])('what is wrong with the address of the authority: %s', (_, address, fault) => {
  const now = '{"discoveryAddress":"istiod-canary.istio-system.svc:15012"}';
  const ca = `, { name: CA_ADDR, value: "${address}" }`;
  const found = addresses(pod(now, '', ca), TODAY, behind('istiod-canary', 'canary')).map(plain);
  expect(found.find(({ from }) => from === 'CA')?.fault).toBe(fault);
});

test('a pod that its annotation sends elsewhere is told of there', () => {
  const annotation = ", proxy.istio.io/config: 'discoveryAddress: istiod-old.istio-system.svc:15012'";
  const found = addresses(pod(OLD, annotation), TODAY).map(plain);
  expect(found.map(({ from }) => from)).toEqual(['mesh config', 'annotation']);
});
