import type { JsonObject } from '../../../src/input/json.js';
import { contents, namespace } from '../../../test/clusters/base.js';
import { written } from '../../../test/clusters/changes.js';
import { installationOf as osmOf } from '../../../test/clusters/installation.js';
import { gateways } from '../../../test/clusters/istio/gateways.js';
import { installationOf as istioOf } from '../../../test/clusters/istio/installation.js';
import { justInstalled } from '../../../test/clusters/istio/istio.js';
import { rootCertificate } from '../../../test/clusters/istio/mesh-config.js';
import { live, nameOf, namespaceOf, objectAt } from '../../../test/clusters/objects.js';
import { osmCluster } from '../../../test/clusters/osm.js';
import { settled } from '../../../test/clusters/services.js';

/** Releases that one Kubernetes carries together, and of which the first denies traffic unless it is told otherwise. */
export const OSM = osmOf({
  version: '1.1.3',
  flavor: 'upstream',
  features: ['strict', 'smi', 'apps', 'ingress', 'egress', 'replicas'],
});
export const ISTIO = istioOf({ version: '1.17.2', flavor: 'default' });

/** What a cluster holds before anybody works in it: its system, both meshes, and the demo of OSM. */
export function baseObjects(): readonly JsonObject[] {
  const istio = [...justInstalled(ISTIO), ...contents(ISTIO.namespace), ...gateways(ISTIO)];
  const all = unique([...osmCluster(OSM), ...settled(istio, ISTIO)])
    .map(outsideIstio)
    .map(unexcluded);
  const roots = all.filter(isInMeshOfIstio).map((each) => rootCertificate(nameOf(each)));
  return [...all, ...roots];
}

/** The first of those that have one identity. */
function unique(objects: readonly JsonObject[]): readonly JsonObject[] {
  const found = new Map<string, JsonObject>();
  for (const object of objects) {
    const key = `${object.apiVersion} ${object.kind} ${namespaceOf(object)}/${nameOf(object)}`;
    if (!found.has(key)) found.set(key, object);
  }
  return [...found.values()];
}

/** Namespaces of OSM say that they are no business of Istio. */
function outsideIstio(object: JsonObject): JsonObject {
  if (object.kind !== 'Namespace' || SYSTEM.test(nameOf(object))) return object;
  const metadata = objectAt(object, 'metadata');
  const labels = objectAt(metadata, 'labels');
  if ('istio-injection' in labels) return object;
  return { ...object, metadata: { ...metadata, labels: { ...labels, 'istio-injection': 'disabled' } } };
}

/** A note is given where annotations differ from the MeshConfig, and what is healthy has none. */
function unexcluded(object: JsonObject): JsonObject {
  const annotations = objectAt(object, 'metadata', 'annotations');
  const kept = Object.entries(annotations).filter(([key]) => !key.includes('-exclusion-list'));
  if (kept.length === Object.keys(annotations).length) return object;
  return written(object, '/metadata/annotations', Object.fromEntries(kept));
}

const SYSTEM = /^(kube-.*|istio-system)$/;

function isInMeshOfIstio({ kind, metadata }: JsonObject): boolean {
  return (
    kind === 'Namespace' && !/^kube-(public|node-lease|system)$/.test(nameOf({ metadata } as JsonObject))
  );
}

/** A Namespace of a team. */
export function teamNamespace(
  name: string,
  team: string,
  mesh: 'osm' | 'istio' | 'none',
): readonly JsonObject[] {
  const owner = { 'example.org/team': team };
  const labels = {
    osm: { ...owner, 'openservicemesh.io/monitored-by': 'osm', 'istio-injection': 'disabled' },
    istio: { ...owner, 'istio-injection': 'enabled' },
    none: { ...owner, 'istio-injection': 'disabled' },
  }[mesh];
  const annotations = mesh === 'osm' ? { 'openservicemesh.io/sidecar-injection': 'enabled' } : undefined;
  return [namespace(name, OSM, labels, annotations), ...contents(name), rootCertificate(name)];
}

/** A Lease, as each node and each elected leader renews it. */
export function lease(namespace: string, name: string, holder: string): JsonObject {
  return live(
    'coordination.k8s.io/v1',
    'Lease',
    { name, namespace },
    {
      spec: {
        acquireTime: '2023-03-01T10:04:12.000000Z',
        holderIdentity: holder,
        leaseDurationSeconds: 40,
        leaseTransitions: 3,
        renewTime: '2023-03-01T10:04:52.123456Z',
      },
    },
  );
}
