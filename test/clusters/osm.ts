import type { JsonObject } from '../../src/input/json.js';
import { bookstore } from './bookstore.js';
import { controlPlane } from './control-plane.js';
import { crds } from './crds.js';
import { ingress } from './ingress.js';
import { bootstrapSecrets } from './injection.js';
import { type Choice, has, installationOf } from './installation.js';
import { live, only } from './objects.js';
import { settled } from './services.js';
import { integrations, oddities, surroundings } from './surroundings.js';
import { webhooks } from './webhooks.js';

/** A healthy cluster with OSM, as `kubectl get` shows every object of it, and built from the facts about OSM alone. */
export function osmCluster(choice: Choice): readonly JsonObject[] {
  const installation = installationOf(choice);
  const made = [
    ...surroundings(installation),
    ...controlPlane(installation),
    ...webhooks(installation),
    ...crds(installation),
    ...only(has(installation, 'apps'), ...bookstore(installation)),
    ...only(has(installation, 'ingress'), ...ingress(installation)),
    ...only(has(installation, 'oddities'), ...oddities(installation)),
    ...only(has(installation, 'integrations'), ...integrations(installation)),
    ...only(has(installation, 'root-certificate'), rootCertificate(installation.namespace)),
  ];
  return settled([...made, ...bootstrapSecrets(made)], installation);
}

function rootCertificate(namespace: string): JsonObject {
  const secretRef = { name: 'osm-ca-bundle', namespace };
  return live(
    'config.openservicemesh.io/v1alpha2',
    'MeshRootCertificate',
    { name: 'osm-mesh-root-certificate', namespace },
    {
      spec: { provider: { tresor: { ca: { secretRef } } }, trustDomain: 'cluster.local' },
      status: { state: 'active' },
    },
  );
}
