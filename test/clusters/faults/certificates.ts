import { base64, OLD } from '../../facts/pem.js';
import { changed, removed, set } from '../changes.js';
import type { Fault } from '../fault.js';
import { at, itemsAt, objectAt } from '../objects.js';

const ROOT = 'Secret {osm}/osm-ca-bundle';

/** An argument of every component, written as two words. */
function argument(name: string, value: string) {
  return changed('Deployment {osm}/osm-*', (deployment) => {
    const template = objectAt(deployment, 'spec', 'template');
    const [first = {}, ...others] = itemsAt(template, 'spec', 'containers');
    const args = (at(first, 'args') ?? []) as readonly string[];
    const told = args.map((word, index) => (args[index - 1] === name ? value : word));
    const spec = { ...objectAt(template, 'spec'), containers: [{ ...first, args: told }, ...others] };
    return { ...deployment, spec: { ...objectAt(deployment, 'spec'), template: { ...template, spec } } };
  });
}

export const CERTIFICATES: readonly Fault[] = [
  {
    name: 'The root certificate was deleted',
    change: removed(ROOT),
    finding:
      'error osm-certificate-root-missing apps/Deployment {osm}/osm-controller /spec/template/spec/containers/0/args/*',
  },
  {
    name: 'The root certificate lacks its key',
    change: set(ROOT, '/data/private.key', undefined),
    finding: `error osm-certificate-root-without-key ${ROOT} /data`,
  },
  {
    name: 'The root certificate has expired',
    change: set(ROOT, '/data/ca.crt', base64(OLD)),
    finding: `error osm-certificate-root-expired ${ROOT} /data/ca.crt`,
  },
  {
    name: 'The issuer of cert-manager does not exist',
    features: ['permissive', 'apps', 'cert-manager'],
    change: removed('Issuer {osm}/osm-ca'),
    finding:
      'error osm-cert-manager-issuer-missing apps/Deployment {osm}/osm-controller /spec/template/spec/containers/0/args/*',
  },
  {
    name: 'The group of the issuer is that of long ago',
    features: ['permissive', 'apps', 'cert-manager'],
    change: argument('--cert-manager-issuer-group', 'cert-manager'),
    finding:
      'error osm-cert-manager-issuer-group apps/Deployment {osm}/osm-controller /spec/template/spec/containers/0/args/*',
  },
  {
    name: 'The root certificate of cert-manager is missing',
    before: '1.2',
    features: ['permissive', 'apps', 'cert-manager'],
    change: removed(ROOT),
    finding:
      'error osm-cert-manager-ca-bundle-missing apps/Deployment {osm}/osm-controller /spec/template/spec/containers/0/args/*',
  },
  {
    name: 'The token of Vault stands in the arguments',
    before: '1.2',
    features: ['permissive', 'apps', 'vault'],
    change: (objects) => objects,
    finding: 'warning osm-vault-token-in-clear-text apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'Vault has no host',
    since: '1.2',
    features: ['permissive', 'apps', 'vault'],
    change: argument('--vault-host', ''),
    finding:
      'error osm-vault-host-empty apps/Deployment {osm}/osm-controller /spec/template/spec/containers/0/args/*',
  },
  {
    name: 'The provider of certificates is unknown',
    change: argument('--certificate-manager', 'step'),
    finding:
      'error osm-certificate-provider-unknown apps/Deployment {osm}/osm-controller /spec/template/spec/containers/0/args/*',
  },
  {
    name: 'OSM could not apply a MeshRootCertificate',
    since: '1.2',
    features: ['permissive', 'apps', 'root-certificate'],
    change: set('MeshRootCertificate {osm}/osm-mesh-root-certificate', '/status/state', 'error'),
    finding:
      'error osm-mesh-root-certificate-state-error config.openservicemesh.io/MeshRootCertificate {osm}/osm-mesh-root-certificate /status/state',
  },
];
