import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyze } from '../src/analyze.js';
import { readInput } from '../src/input/read.js';
import { loadRuleSet } from '../src/rule-set.js';
import { directory } from './cli/meshlint.js';

const { rules } = await loadRuleSet([], join(import.meta.dirname, '..'));

type Files = Readonly<Record<string, string>>;

/** What is said of Services in several clusters: `rule, where it is found, where the other one stands, its worlds`. */
async function told(files: Files): Promise<readonly string[]> {
  const input = await readInput(['.'], { cwd: directory(files) });
  const report = analyze(input, rules, {
    complete: [],
    scopes: [],
    releases: {},
    failOn: 'none',
    requireComplete: false,
  });
  expect(report.problems).toEqual([]);
  return report.findings
    .filter(({ rule }) => rule.equivalent.includes('IST0170'))
    .map(({ rule, location, related, worlds }) =>
      [
        rule.id,
        `${location.source.name}:${location.range.start.line}`,
        ...related.map((place) => `${place.location.source.name}:${place.location.range.start.line}`),
        worlds.join(),
      ].join(', '),
    );
}

interface Captured {
  readonly port?: number;
  readonly type?: string;
  readonly meshId?: string;
}

const namespace = (uid: string) => `apiVersion: v1
kind: Namespace
metadata: { name: kube-system, uid: ${uid} }
`;
const configMap = (uid: string, meshId: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system, uid: ${uid}-mesh }
data: { mesh: "${meshId === '' ? '' : `defaultConfig: { meshId: ${meshId} }`}" }
`;
const service = (uid: string, port: number, type: string) => `apiVersion: v1
kind: Service
metadata: { name: pier, namespace: quay, uid: ${uid}-pier }
spec:
  type: ${type}
  ports:
    - { name: http, port: ${port} }
`;

/** A file that kubectl wrote. */
const dump = (uid: string, { port = 80, type = 'ClusterIP', meshId = 'harbour' }: Captured = {}) =>
  [namespace(uid), configMap(uid, meshId), service(uid, port, type)].join('---\n');

const DIFFERS = 'istio-service-differs-between-clusters';

test.each<[string, Files, readonly string[]]>([
  [
    'that differ are told once, in the later cluster',
    { 'east.yaml': dump('east'), 'west.yaml': dump('west', { port: 8080 }) },
    [`${DIFFERS}, west.yaml:15, east.yaml:15, west.yaml`],
  ],
  [
    'in folders',
    { 'east/all.yaml': dump('east'), 'west/all.yaml': dump('west', { port: 8080 }) },
    [`${DIFFERS}, west/all.yaml:15, east/all.yaml:15, west/all.yaml`],
  ],
  [
    'in one of three clusters',
    { 'a.yaml': dump('a', { port: 8080 }), 'b.yaml': dump('b'), 'c.yaml': dump('c') },
    [`${DIFFERS}, b.yaml:15, a.yaml:15, b.yaml`],
  ],
  [
    'of another type',
    { 'east.yaml': dump('east'), 'west.yaml': dump('west', { type: 'LoadBalancer' }) },
    ['istio-service-exposed-otherwise-in-cluster, west.yaml:14, east.yaml:14, west.yaml'],
  ],
  ['that are the same', { 'east.yaml': dump('east'), 'west.yaml': dump('west') }, []],
  [
    'of other meshes',
    { 'east.yaml': dump('east'), 'west.yaml': dump('west', { port: 8080, meshId: 'dockyard' }) },
    [],
  ],
  [
    'of meshes without a name',
    { 'east.yaml': dump('east', { meshId: '' }), 'west.yaml': dump('west', { port: 8080, meshId: '' }) },
    [],
  ],
  [
    'of one cluster at two times',
    { 'monday.yaml': dump('east'), 'tuesday.yaml': dump('east', { port: 8080 }) },
    [],
  ],
  [
    'of overlays of a repository',
    {
      'overlays/east/all.yaml': dump('east').replace(/, uid: [\w-]+/g, ''),
      'overlays/west/all.yaml': dump('west', { port: 8080 }).replace(/, uid: [\w-]+/g, ''),
    },
    [],
  ],
  [
    'of a capture and of manifests beside it',
    {
      'dumps/east.yaml': dump('east'),
      'dumps/west.yaml': dump('west'),
      'deploy/all.yaml': dump('north', { port: 8080 }).replace(/, uid: [\w-]+/g, ''),
    },
    [],
  ],
])('Services %s', async (_, files, expected) => expect(await told(files)).toEqual(expected));

test('Services of two captures by the script of meshlint', async () => {
  const captured = (folder: string, port: number): Files => ({
    [`${folder}/meshlint-capture.txt`]: 'resource status\nservices 0\nconfigmaps 0\nnamespaces 0\n',
    [`${folder}/namespaces.json`]: list('Namespace', { metadata: { name: 'kube-system', uid: folder } }),
    [`${folder}/configmaps.json`]: list('ConfigMap', {
      metadata: { name: 'istio-sidecar-injector', namespace: 'istio-system', uid: `${folder}-values` },
      data: { values: '{ "global": { "meshID": "harbour" } }' },
    }),
    [`${folder}/services.json`]: list('Service', {
      metadata: { name: 'pier', namespace: 'quay', uid: `${folder}-pier` },
      spec: { ports: [{ name: 'http', port }] },
    }),
  });
  expect(await told({ ...captured('east', 80), ...captured('west', 8080) })).toEqual([
    `${DIFFERS}, west/services.json:1, east/services.json:1, west`,
  ]);
});

function list(kind: string, ...items: readonly object[]): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: items.map((item) => ({ apiVersion: 'v1', kind, ...item })),
  });
}
