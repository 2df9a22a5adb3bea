import { describe, expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

interface Entry {
  readonly name?: string;
  readonly namespace?: string;
  readonly metadata?: string;
  readonly spec?: string;
  readonly ports?: string;
  readonly status?: string;
}

/** A ServiceEntry of one TCP port, unless it is told otherwise. */
const entry = (given: Entry = {}) => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${given.name ?? 'ledger'}, namespace: ${given.namespace ?? 'harbour'}, ${given.metadata ?? ''} }
spec:
  hosts: [ledger.example.com]
  ports: [${given.ports ?? '{ number: 5432, name: tcp, protocol: TCP }'}]
  ${(given.spec ?? 'resolution: DNS').replace(/; /g, '\n  ')}
status: { ${given.status ?? ''} }
---
`;

const meshConfig = (text: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "${text}" }
---
`;

const istiod = (value: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
spec: { template: { spec: { containers: [{ name: discovery, env: [{ name: PILOT_ENABLE_IP_AUTOALLOCATE, value: "${value}" }] }] } } }
---
`;

const ASKED = meshConfig("defaultConfig: { proxyMetadata: { ISTIO_META_DNS_AUTO_ALLOCATE: 'true' } }");

const portsOf = (...documents: readonly string[]) =>
  factsOf('IstioServiceEntryPort', documents.join('')).map(plain);

test.each([
  ['written addresses', entry({ spec: 'resolution: DNS; addresses: [10.0.0.1]' }), { hasAddress: true }],
  ['addresses of istiod', entry({ status: 'addresses: [{ value: 240.240.0.1 }]' }), { hasAddress: true }],
  ['none', entry(), { hasAddress: false, isTcp: true }],
  ['no protocol', entry({ ports: '{ number: 80, name: web }' }), { isTcp: true, protocol: 'none' }],
  ['TLS', entry({ ports: '{ number: 80, name: web, protocol: TLS }' }), { isTcp: false, protocol: 'tls' }],
  ['what is filled in', entry({ ports: '{ number: 80, name: web, protocol: "$(P)" }' }), { isTcp: false }],
])('a port of %s', (_, text, expected) => {
  expect(portsOf(text)).toMatchObject([expected]);
});

test.each([
  ['the release decides', entry(), undefined],
  ['proxies ask for it', entry() + ASKED, true],
  ['one pod asks for it', entry() + pod('ISTIO_META_DNS_AUTO_ALLOCATE'), true],
  ['istiod does it', entry() + istiod('true'), true],
  ['istiod does not', entry() + istiod('false'), false],
  [
    'it wants none',
    entry({ metadata: 'labels: { networking.istio.io/enable-autoallocate-ip: "False" }' }),
    false,
  ],
  ['nothing is resolved', entry({ spec: 'resolution: NONE' }) + ASKED, false],
  ['the mesh was not captured', entry({ metadata: 'uid: 5f0d' }), 'unknown ConfigMap'],
])('whether it gets an address by itself: %s', (_, text, allocates) => {
  expect(portsOf(text)[0]?.allocates).toEqual(allocates);
});

function pod(text: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: b, annotations: { proxy.istio.io/config: "proxyMetadata: { ${text}: 'true' }" } }
---
`;
}

describe('another ServiceEntry of the same host and port', () => {
  const https = '{ number: 5432, name: https, protocol: HTTPS }';
  const other = (given: Entry = {}) => entry({ name: 'other', namespace: 'pier', ports: https, ...given });
  const rivalOf = (one: string, two: string) =>
    portsOf(one, two).find(({ serviceEntry }) => serviceEntry === 'other')?.otherProtocol;

  test('tells another protocol', () => {
    expect(rivalOf(entry(), other())).toEqual({
      host: 'ledger.example.com',
      serviceEntry: 'ledger',
      namespace: 'harbour',
      protocol: 'tcp',
      resolution: 'DNS',
    });
  });

  test('counts by its age', () => {
    const [old, young] = ['2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'].map(
      (time) => `creationTimestamp: "${time}"`,
    );
    const facts = portsOf(entry({ metadata: young ?? '' }), other({ metadata: old ?? '' }));
    expect(facts.map(({ otherProtocol }) => otherProtocol !== undefined)).toEqual([false, true]);
    expect(facts[1]?.serviceEntry).toBe('ledger');
  });

  test.each([
    ['the same protocol', entry(), other({ ports: '{ number: 5432, name: a, protocol: tcp }' })],
    ['another port', entry(), other({ ports: '{ number: 443, name: a, protocol: TLS }' })],
    ['what neither sees', entry({ spec: 'exportTo: ["."]' }), other({ spec: 'exportTo: ["."]' })],
    ['what nobody sees', entry({ spec: 'exportTo: ["~"]' }), other()],
    [
      'what the mesh keeps apart',
      entry() + meshConfig("defaultServiceExportTo: ['.']"),
      other({ spec: 'resolution: DNS' }),
    ],
    [
      'another revision',
      entry({ metadata: 'labels: { istio.io/rev: a }' }),
      other({ metadata: 'labels: { istio.io/rev: b }' }),
    ],
  ])('has %s', (_, one, two) => {
    expect(rivalOf(one, two)).toBeUndefined();
  });

  test.each([
    ['shown to its namespace', entry({ spec: 'exportTo: [pier]' }), other({ spec: 'exportTo: ["."]' })],
    ['shown to all', entry({ spec: 'exportTo: ["."]' }), other()],
  ])('is %s', (_, one, two) => {
    expect(rivalOf(one, two)).toMatchObject({ serviceEntry: 'ledger' });
  });

  test('is resolved in another way', () => {
    const facts = portsOf(entry(), entry({ name: 'other', spec: 'resolution: STATIC' }));
    expect(facts.map(({ otherResolution }) => otherResolution)).toMatchObject([
      undefined,
      { serviceEntry: 'ledger', resolution: 'DNS' },
    ]);
  });
});

test('names and numbers that stand twice', () => {
  const ports =
    '{ number: 1, name: a }, { number: 2, name: a }, { number: 1, name: b }, { number: 3, name: c }';
  expect(portsOf(entry({ ports })).map(({ repeats }) => repeats)).toEqual([
    undefined,
    { what: 'name', value: 'a' },
    { what: 'number', value: 1 },
    undefined,
  ]);
});

test('hosts of Services, and ports of endpoints that lead nowhere', () => {
  const text = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: books, namespace: harbour }
spec:
  hosts: [ledger.depot.svc.cluster.local, ledger, gone.depot.svc.cluster.local, "*.depot.svc.cluster.local"]
  ports: [{ number: 80, name: http }]
  endpoints: [{ address: 10.0.0.1, ports: { http: 8080, web: 8081 } }]
---
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: depot }
spec: { ports: [{ port: 80 }] }
`;
  expect(factsOf('IstioServiceEntry', text).map(plain)).toEqual([
    {
      serviceEntry: 'books',
      hostsOfServices: [{ host: 'ledger.depot.svc.cluster.local', service: 'ledger', namespace: 'depot' }],
      strayPorts: [{ name: 'web', known: 'http' }],
    },
  ]);
});

describe('a WorkloadEntry', () => {
  const workload = (labels: string) => `apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: pilot-1, namespace: harbour, labels: { tier: sea } }
spec: { labels: { ${labels} } }
---
apiVersion: v1
kind: Service
metadata: { name: pilot, namespace: harbour }
spec: { selector: { app: pilot, tier: sea } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: boats, namespace: harbour }
spec: { hosts: [boats.example], workloadSelector: { labels: { app: boat } } }
---
apiVersion: v1
kind: Service
metadata: { name: buoy, namespace: pier }
spec: { selector: { app: buoy } }
`;
  const complete = ['Service', 'networking.istio.io/ServiceEntry'];

  test.each([
    ['a Service', 'app: pilot', complete, true],
    ['a ServiceEntry', 'app: boat', complete, true],
    ['nothing of its namespace', 'app: buoy', complete, false],
    ['nothing that is at hand', 'app: buoy', [], 'unknown Service harbour'],
  ])('is selected by %s', (_, labels, known, selected) => {
    expect(factsOf('IstioWorkloadEntry', workload(labels), known).map(plain)).toEqual([
      { workloadEntry: 'pilot-1', selected },
    ]);
  });
});
