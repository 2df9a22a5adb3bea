import { describe, expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const PORT = '{ name: http, port: 80, protocol: TCP, targetPort: 8080 }';
const SPEC = `type: ClusterIP, clusterIP: 10.0.0.7, ports: [${PORT}]`;
const OTHER = SPEC.replace('80,', '8080,');
const MESH = '{ mesh: "defaultConfig: { meshId: harbour }" }';

interface Told {
  readonly uid?: string;
  readonly data?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: string;
  readonly more?: string;
}

/** A captured cluster with one Service. */
function cluster(
  spec: string,
  { uid = 'w', data = MESH, name = 'pier', namespace = 'quay', labels = '{}', more = '' }: Told = {},
): string {
  return `${uid === '' ? '' : `apiVersion: v1\nkind: Namespace\nmetadata: { name: kube-system, uid: ${uid} }\n---\n`}
apiVersion: v1
kind: ConfigMap
metadata: { name: ${data.includes('values') ? 'istio-sidecar-injector' : 'istio'}, namespace: istio-system, uid: ${uid}m }
data: ${data}
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace}, uid: ${uid}s, labels: ${labels} }
spec: { ${spec} }
---
${more}`;
}

const facts = (here: string, ...earlier: readonly string[]) =>
  factsOf('IstioClusterService', here, [], earlier).map(plain);

const EAST = cluster(SPEC, { uid: 'e' });

const ports = (number: number) => `http ${number}/TCP`;

test('a Service that differs stands beside the other one', () => {
  const [found] = factsOf('IstioClusterService', cluster(OTHER), [], [EAST]);
  expect(found && plain(found)).toEqual({
    other: 'other-1.yaml',
    differences: [{ field: 'ports', merged: true, here: ports(8080), there: ports(80) }],
  });
  const places = ['/other', '/differences/0/here', '/differences/0/there'].map((path) => {
    const { location, path: real } = found?.place(path.slice(1).split('/')) ?? {};
    return `${location?.source.name} /${real?.join('/')}`;
  });
  expect(places).toEqual(['other-1.yaml /', 'cluster.yaml /spec/ports', 'other-1.yaml /spec/ports']);
});

describe('what differs', () => {
  test.each<[string, string, readonly (readonly [string, boolean, string, string])[]]>([
    ['nothing', SPEC, []],
    ['the address', SPEC.replace('10.0.0.7', '10.4.0.9'), []],
    ['the port of the node', SPEC.replace('}', ', nodePort: 30080 }'), []],
    ['a port', OTHER, [['ports', true, ports(8080), ports(80)]]],
    ['the name of a port', SPEC.replace('http', 'tcp'), [['ports', true, 'tcp 80/TCP', ports(80)]]],
    ['a protocol', SPEC.replace('TCP', 'UDP'), [['ports', true, 'http 80/UDP', ports(80)]]],
    [
      'what an application speaks',
      SPEC.replace('}', ', appProtocol: grpc }'),
      [['ports', true, 'http 80/TCP grpc', ports(80)]],
    ],
    [
      'the number of ports',
      SPEC.replace(PORT, `${PORT}, { name: a, port: 1 }`),
      [['ports', true, 'a 1/TCP, http 80/TCP', ports(80)]],
    ],
    [
      'the target of a port',
      SPEC.replace(': 8080', ': web'),
      [['target ports', false, '80 to web', '80 to 8080']],
    ],
    ['a headless one', SPEC.replace('10.0.0.7', 'None'), [['clusterIP', true, 'None', 'an address']]],
    [
      'the type',
      SPEC.replace('type: ClusterIP', 'type: NodePort'),
      [['type', false, 'NodePort', 'ClusterIP']],
    ],
    [
      'a name that leads elsewhere',
      'type: ExternalName, externalName: example.com',
      [
        ['ports', true, 'none', ports(80)],
        ['type', true, 'ExternalName', 'ClusterIP'],
      ],
    ],
    ['a masked address', SPEC.replace('10.0.0.7', '"***HIDDEN***"'), []],
    ['a masked port', SPEC.replace('http', '"***HIDDEN***"'), []],
    ['a masked type', SPEC.replace('type: ClusterIP', 'type: "***HIDDEN***"'), []],
    ['no address', SPEC.replace('clusterIP: 10.0.0.7, ', ''), []],
  ])('%s', (_, spec, expected) => {
    const differences = expected.map(([field, merged, here, there]) => ({ field, merged, here, there }));
    expect(facts(cluster(spec), EAST)).toEqual(
      expected.length === 0 ? [] : [{ other: 'other-1.yaml', differences }],
    );
  });

  test('the order of ports is no difference', () => {
    const [one, other] = [
      '{ name: a, port: 1 }, { name: b, port: 2 }',
      '{ name: b, port: 2 }, { name: a, port: 1 }',
    ];
    expect(facts(cluster(`ports: [${one}]`), cluster(`ports: [${other}]`, { uid: 'e' }))).toEqual([]);
  });
});

const values = (mesh: string, name: string) =>
  `{ values: '{ "global": { "meshID": "${mesh}", "multiCluster": { "clusterName": "${name}" } } }' }`;

describe('clusters', () => {
  test.each<[string, Told, Told, boolean]>([
    ['of one mesh', {}, {}, true],
    ['of which one has its mesh in the injector', {}, { data: values('harbour', 'east') }, true],
    ['of other meshes', {}, { data: MESH.replace('harbour', 'dockyard') }, false],
    ['of which one does not name its mesh', {}, { data: '{ mesh: "trustDomain: cluster.local" }' }, false],
    ['of which one has an empty name of its mesh', {}, { data: values('', 'east') }, false],
    ['without any name of a mesh', { data: '{ mesh: "" }' }, { data: '{ mesh: "" }' }, false],
    [
      'whose mesh was masked',
      { data: values('***HIDDEN***', 'w') },
      { data: values('***HIDDEN***', 'e') },
      false,
    ],
    ['of one uid', { uid: 'e' }, {}, false],
    ['of which one has no uid', { uid: '' }, {}, false],
    [
      'told apart by their names',
      { uid: '', data: values('harbour', 'west') },
      { uid: '', data: values('harbour', 'east') },
      true,
    ],
    [
      'of one name',
      { uid: '', data: values('harbour', 'east') },
      { uid: '', data: values('harbour', 'east') },
      false,
    ],
  ])('%s', (_, here, there, isSaid) => {
    expect(facts(cluster(OTHER, here), cluster(SPEC, { uid: 'e', ...there }))).toHaveLength(isSaid ? 1 : 0);
  });

  test('that several meshes share tell nothing', () => {
    const second = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio-canary, namespace: istio-system, uid: c }
data: { mesh: "defaultConfig: { meshId: dockyard }" }`;
    expect(facts(cluster(OTHER, { more: second }), EAST)).toEqual([]);
  });

  test('that are manifests tell nothing', () => {
    const written = (text: string) => text.replace(/, uid: \w+/g, '');
    expect(facts(written(cluster(OTHER)), EAST)).toEqual([]);
    expect(facts(cluster(OTHER), written(EAST))).toEqual([]);
  });
});

const north = (spec: string) => cluster(spec, { uid: 'north' });
const THIRD = SPEC.replace('80,', '9090,');

describe('of three clusters', () => {
  test.each<[string, string, readonly string[], number]>([
    ['the last differs', OTHER, [SPEC, SPEC], 1],
    ['the first differs, and the second said so', SPEC, [OTHER, SPEC], 0],
    ['the second differs', SPEC, [SPEC, OTHER], 0],
    ['all differ', THIRD, [SPEC, OTHER], 1],
  ])('%s', (_, here, [first = '', second = ''], count) => {
    expect(facts(north(here), cluster(first, { uid: 'e' }), cluster(second))).toHaveLength(count);
  });
});

const ZTUNNEL = `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: ztunnel, namespace: istio-system, uid: z }`;
const local = (hosts: string) =>
  `{ mesh: "serviceSettings: [{ settings: { clusterLocal: true }, hosts: [${hosts}] }]\\ndefaultConfig: { meshId: harbour }" }`;

describe('a Service', () => {
  test.each<[string, Told, boolean]>([
    ['of users', {}, true],
    ['in kube-system', { namespace: 'kube-system' }, false],
    ['of the control plane', { namespace: 'istio-system' }, false],
    ['of the platform', { namespace: 'gmp-system' }, false],
    ['of the API server', { namespace: 'default', name: 'kubernetes' }, false],
    ['in default', { namespace: 'default' }, true],
    ['that stays in its cluster', { data: local("'pier.quay.svc.cluster.local'") }, false],
    ['whose namespace stays in its cluster', { data: local("'*.quay.svc.cluster.local'") }, false],
    ['while all stay in their cluster', { data: local("'*'") }, false],
    ['while another stays in its cluster', { data: local("'mole.quay.svc.cluster.local'") }, true],
    ['of a mesh with ztunnel', { more: ZTUNNEL }, false],
    ['of a mesh with ztunnel that is global', { more: ZTUNNEL, labels: '{ istio.io/global: "true" }' }, true],
  ])('%s', (_, told, isSaid) => {
    const there = cluster(SPEC, { ...told, uid: 'e', more: '' });
    expect(facts(cluster(OTHER, told), there)).toHaveLength(isSaid ? 1 : 0);
    expect(facts(cluster(OTHER, { ...told, more: '' }), cluster(SPEC, { ...told, uid: 'e' }))).toHaveLength(
      isSaid ? 1 : 0,
    );
  });

  test.each(['istio: ingressgateway', 'gateway.networking.k8s.io/gateway-name: quay'])(
    'of a gateway: %s',
    (label) => {
      expect(facts(cluster(`${OTHER}, selector: { ${label} }`), EAST)).toEqual([]);
    },
  );

  test('of another name differs from nothing', () =>
    expect(facts(cluster(OTHER, { name: 'mole' }), EAST)).toEqual([]));

  test('of another namespace differs from nothing', () =>
    expect(facts(cluster(OTHER, { namespace: 'mole' }), EAST)).toEqual([]));
});
