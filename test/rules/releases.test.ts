import { describe, expect, it } from 'vitest';
import { deriveFacts } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import { parseSources } from '../../src/input/read.js';
import {
  askedMeshes,
  type MeshName,
  type MeshRange,
  MeshReleases,
  type Releases,
} from '../../src/rules/releases.js';

function releasesOf(text: string, stated: Releases = {}): MeshReleases {
  return new MeshReleases(deriveFacts(buildGraph(parseSources([{ name: 'a.yaml', text }]))), stated);
}

/** A release in one line: `1.2.4 assumed`, `0.11.1 (aks)`. */
function told(releases: MeshReleases, mesh: MeshName): string {
  const { version, flavor, assumed } = releases.of(mesh);
  return `${version}${flavor === undefined ? '' : ` (${flavor})`}${assumed ? ' assumed' : ''}`;
}

const osm = (version: string, namespace = 'osm-system') => `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: osm-controller, namespace: ${namespace}, labels: { app: osm-controller, app.kubernetes.io/version: "${version}" } }
`;
const istiod = (tag: string, registry = 'docker.io/istio', namespace = 'istio-system', name = 'istiod') => `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: istiod, istio.io/rev: default } }
spec: { template: { spec: { containers: [{ name: discovery, image: "${registry}/pilot:${tag}" }] } } }
`;
const MANAGED = `
---
apiVersion: mesh.cloud.google.com/v1beta1
kind: ControlPlaneRevision
metadata: { name: asm-managed, namespace: istio-system }
`;
const OSM_08 = `
---
apiVersion: v1
kind: ConfigMap
metadata: { name: osm-config, namespace: osm-system }
data: { permissive_traffic_policy_mode: "true" }
`;
const namespace = (metadata: string) => `
---
apiVersion: v1
kind: Namespace
metadata: { name: shop, ${metadata} }
`;
const SPLIT = `
---
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: { name: orders, namespace: shop }
`;
const MONITORED = namespace('labels: { openservicemesh.io/monitored-by: osm }');
const LINKERD = namespace('annotations: { linkerd.io/inject: enabled }');

describe('the release', () => {
  it.each<[string, string, Releases, MeshName, string]>([
    ['nothing is known: the newest', '', {}, 'osm', '1.2.4 assumed'],
    ['nothing is known of Istio: a current one', '', {}, 'istio', '1.30.0 assumed'],
    ['stated', '', { osm: '0.11.1' }, 'osm', '0.11.1'],
    ['a line that is stated', '', { osm: '0.8' }, 'osm', '0.8.4'],
    ['a line with a v', '', { osm: 'v1.2' }, 'osm', '1.2.4'],
    ['a release before its end', '', { osm: '1.2.0-rc.1' }, 'osm', '1.2.0'],
    ['one of Anthos Service Mesh', '', { istio: '1.10.4-asm.6' }, 'istio', '1.10.4'],
    ['stated for another mesh', '', { istio: '1.20' }, 'osm', '1.2.4 assumed'],
    ['stated as a word', '', { osm: 'latest' }, 'osm', '1.2.4 assumed'],
    ['found', osm('v0.11.1'), {}, 'osm', '0.11.1 (upstream)'],
    ['found in the add-on', osm('v0.11.1', 'kube-system'), {}, 'osm', '0.11.1 (aks)'],
    ['a line that is found', istiod('1.9'), {}, 'istio', '1.9.0 (upstream)'],
    [
      'found of Anthos Service Mesh',
      istiod('1.10.4-asm.6', 'gcr.io/gke-release/asm'),
      {},
      'istio',
      '1.10.4 (asm)',
    ],
    ['stated goes before found', osm('v0.11.1', 'kube-system'), { osm: '1.1' }, 'osm', '1.1.4 (aks)'],
    ['not found in a control plane', istiod('latest'), {}, 'istio', '1.30.0 (upstream) assumed'],
    ['a managed control plane tells none', MANAGED, {}, 'istio', '1.30.0 (asm-managed) assumed'],
    [
      'a release goes before none',
      istiod('latest') + istiod('1.12.9', 'docker.io/istio', 'second'),
      {},
      'istio',
      '1.12.9 (upstream)',
    ],
    [
      'a release goes before a line',
      istiod('1.9') + istiod('1.12.9', 'docker.io/istio', 'second'),
      {},
      'istio',
      '1.12.9 (upstream)',
    ],
    [
      'a line goes before none',
      istiod('latest') + istiod('1.9', 'docker.io/istio', 'second'),
      {},
      'istio',
      '1.9.0 (upstream)',
    ],
    [
      'the first of two',
      istiod('1.11.2') + istiod('1.12.9', 'docker.io/istio', 'second'),
      {},
      'istio',
      '1.11.2 (upstream)',
    ],
    ['of another mesh', istiod('1.12.9'), {}, 'osm', '1.2.4 assumed'],
  ])('%s', (_, text, stated, mesh, expected) => {
    expect(told(releasesOf(text, stated), mesh)).toBe(expected);
  });

  it('of OSM 0.8 shows in its ConfigMap, where the definitions are complete', () => {
    const graph = buildGraph(parseSources([{ name: 'a.yaml', text: OSM_08 }]), [
      'apiextensions.k8s.io/CustomResourceDefinition',
    ]);
    expect(told(new MeshReleases(deriveFacts(graph), {}), 'osm')).toBe('0.8.4 (upstream)');
    expect(told(releasesOf(OSM_08), 'osm')).toBe('1.2.4 (upstream) assumed');
  });
});

describe('a range', () => {
  const AKS = osm('v0.11.1', 'kube-system');

  it.each<[string, string, Releases, MeshRange, boolean, boolean]>([
    ['that holds', '', { osm: '0.11.1' }, { osm: '>=0.11 <1.2' }, true, true],
    ['that does not hold', '', { osm: '1.2.4' }, { osm: '>=0.11 <1.2' }, false, false],
    ['at its lower end', '', { osm: '0.11' }, { osm: '>=0.11' }, true, true],
    ['just below its upper end', '', { osm: '1.1.99' }, { osm: '<1.2' }, true, true],
    ['at its upper end', '', { osm: '1.2' }, { osm: '<1.2' }, false, false],
    ['of one line', '', { osm: '1.1.3' }, { osm: '1.1' }, true, true],
    ['of two lines', '', { osm: '0.9.2' }, { osm: '>=1.1 || <0.10' }, true, true],
    ['0.10 is later than 0.9', '', { osm: '0.10' }, { osm: '<0.9' }, false, false],
    ['a stated 0.8', '', { osm: '0.8' }, { osm: '<0.9' }, true, true],
    ['a stated v1.2', '', { osm: 'v1.2' }, { osm: '>=1.2' }, true, true],
    ['a stated release of ASM', '', { istio: '1.10.4-asm.6' }, { istio: '>=1.10.4 <1.10.5' }, true, true],
    ['of any release', '', {}, { osm: '*' }, true, true],
    ['that the newest meets', '', {}, { osm: '>=1.2' }, true, true],
    ['that the newest does not meet: another may', '', {}, { osm: '<1.0' }, false, true],
    ['of a current Istio', '', {}, { istio: '>=1.20' }, true, true],
    [
      'of two meshes that holds',
      '',
      { osm: '1.2', istio: '1.12' },
      { osm: '>=1.2', istio: '<1.20' },
      true,
      true,
    ],
    [
      'of two meshes of which one does not hold',
      '',
      { osm: '1.2', istio: '1.12' },
      { osm: '>=1.2', istio: '>=1.20' },
      false,
      false,
    ],
    ['of nothing', '', {}, {}, true, true],
    ['known, and stated', '', { osm: '1.2' }, { osm: '>=1.2', known: true }, true, true],
    ['known, and found', AKS, {}, { osm: '<1.0', known: true }, true, true],
    ['known, and assumed', '', {}, { osm: '>=1.2', known: true }, false, true],
    ['of a flavor that is found', AKS, {}, { osm: '*', flavor: ['aks', 'arc'] }, true, true],
    ['of another flavor', AKS, {}, { osm: '*', flavor: ['arc'] }, false, false],
    [
      'of a flavor where none is known',
      '',
      { osm: '0.11' },
      { osm: '*', flavor: ['upstream'] },
      false,
      false,
    ],
    ['of a flavor and another release', AKS, {}, { osm: '>=1.0', flavor: ['aks'] }, false, false],
    [
      'of the flavor of another mesh',
      istiod('1.10.4-asm.6', 'gcr.io/gke-release/asm'),
      {},
      { osm: '*', flavor: ['asm'] },
      false,
      true,
    ],
    ['of a managed control plane', MANAGED, {}, { istio: '*', flavor: ['asm-managed'] }, true, true],
  ])('%s', (_, text, stated, range, satisfied, possible) => {
    const releases = releasesOf(text, stated);
    expect([releases.satisfy(range), releases.mayBeIn(range)]).toEqual([satisfied, possible]);
  });

  it.each<[string, string, Releases, MeshRange, boolean]>([
    ['OSM', SPLIT + MONITORED, {}, { osm: '*' }, true],
    ['no mesh', SPLIT, {}, { osm: '*' }, true],
    ['Linkerd', SPLIT + LINKERD, {}, { osm: '*' }, false],
    ['Linkerd, and a release of OSM is stated', SPLIT + LINKERD, { osm: '1.2' }, { osm: '*' }, false],
    ['Linkerd and OSM', SPLIT + LINKERD + MONITORED, {}, { osm: '*' }, true],
    ['Linkerd, and Istio is asked', SPLIT + LINKERD, {}, { istio: '*' }, true],
    ['Traefik Mesh', SPLIT + namespace('labels: { mesh.traefik.io/x: y }'), {}, { osm: '*' }, false],
    ['NGINX Service Mesh', SPLIT + namespace('labels: { nsm.nginx.com/x: y }'), {}, { osm: '*' }, false],
    ['Consul', SPLIT + namespace('annotations: { consul.hashicorp.com/x: y }'), {}, { osm: '*' }, false],
    ['osm-edge', SPLIT + namespace('labels: { flomesh.io/x: y }'), {}, { osm: '*' }, false],
    [
      'Istio, which owns no SMI objects',
      SPLIT + namespace('labels: { istio-injection: enabled }'),
      {},
      { osm: '*' },
      true,
    ],
  ])('of OSM, where the objects are of %s', (_, text, stated, range, expected) => {
    expect(releasesOf(text, stated).satisfy(range)).toBe(expected);
  });
});

describe('an assumption', () => {
  it.each<[string, string, Releases, readonly MeshName[]]>([
    ['is none where no mesh is seen', '', {}, []],
    ['is one where OSM is seen', MONITORED, {}, ['osm']],
    ['is one where SMI is taken for that of OSM', SPLIT, {}, ['osm']],
    ['is none where the release is stated', MONITORED, { osm: '1.2' }, []],
    ['is none where the release is found', MONITORED + osm('v1.2.4'), {}, []],
    ['is one for each mesh', MONITORED + istiod('latest'), {}, ['osm', 'istio']],
    ['is one where the release of another mesh is found', MONITORED + istiod('1.12.9'), {}, ['osm']],
  ])('%s', (_, text, stated, expected) => {
    const releases = releasesOf(text, stated);
    expect((['osm', 'istio'] as const).filter((mesh) => releases.isAssumed(mesh))).toEqual(expected);
  });

  it.each<[MeshRange, readonly MeshName[]]>([
    [{ osm: '>=1.1' }, ['osm']],
    [{ osm: '*' }, []],
    [{ osm: '*', istio: '>=1.20' }, ['istio']],
    [{ istio: '>=1.20', osm: '<1.0' }, ['osm', 'istio']],
    [{}, []],
  ])('is asked for by %j', (range, expected) => {
    expect(askedMeshes(range)).toEqual(expected);
  });
});
