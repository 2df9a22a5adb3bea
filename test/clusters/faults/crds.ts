import { base64 } from '../../facts/pem.js';
import { all, changed, event, failing, removed, set } from '../changes.js';
import type { Fault } from '../fault.js';
import { itemsAt, objectAt } from '../objects.js';
import { ROOT } from '../pem.js';

const CRD = 'CustomResourceDefinition';
const NO_KIND = 'Liveness probe failed: HTTP probe failed with statuscode: 503';

/** The CRD of a kind and its objects are gone: a CRD takes them with it. */
function dropped(crd: string, kind: string) {
  return all(removed(`${CRD} ${crd}`), removed(`${kind} *`));
}

function missing(crd: string): string {
  return `error osm-crd-missing apps/Deployment {osm}/osm-controller /metadata/name ${crd}`.replace(
    / \S*$/,
    '',
  );
}

export const CRDS: readonly Fault[] = [
  {
    name: 'The CRD of TrafficTargets was deleted, and its objects with it',
    change: dropped('traffictargets.access.smi-spec.io', 'TrafficTarget'),
    finding: missing('traffictargets.access.smi-spec.io'),
  },
  {
    name: 'The CRD of TrafficTargets was deleted, and osm-controller does not live without it',
    since: '0.10',
    change: all(
      dropped('traffictargets.access.smi-spec.io', 'TrafficTarget'),
      failing('Pod {osm}/osm-controller-*', 'osm-controller', 'CrashLoopBackOff'),
      event('Pod {osm}/osm-controller-*', 'Unhealthy', NO_KIND),
    ),
    finding: missing('traffictargets.access.smi-spec.io'),
  },
  {
    name: 'The CRD of TrafficSplits was deleted, and its objects with it',
    change: dropped('trafficsplits.split.smi-spec.io', 'TrafficSplit'),
    finding: missing('trafficsplits.split.smi-spec.io'),
  },
  {
    name: 'The CRD of HTTPRouteGroups was deleted, and its objects with it',
    change: dropped('httproutegroups.specs.smi-spec.io', 'HTTPRouteGroup'),
    finding: missing('httproutegroups.specs.smi-spec.io'),
  },
  {
    name: 'The CRD of Egresses was deleted, and its objects with it',
    since: '0.9',
    change: dropped('egresses.policy.openservicemesh.io', 'Egress'),
    finding: missing('egresses.policy.openservicemesh.io'),
  },
  {
    name: 'The CRD of IngressBackends was deleted, and its objects with it',
    since: '0.10',
    change: dropped('ingressbackends.policy.openservicemesh.io', 'IngressBackend'),
    finding: missing('ingressbackends.policy.openservicemesh.io'),
  },
  {
    name: 'The CRD of MeshConfigs was deleted, and its object with it',
    since: '0.9',
    change: dropped('meshconfigs.config.openservicemesh.io', 'MeshConfig'),
    finding: missing('meshconfigs.config.openservicemesh.io'),
  },
  {
    name: 'The version of TrafficTargets that OSM reads is not served',
    change: set(`${CRD} traffictargets.access.smi-spec.io`, '/spec/versions/0/served', false),
    finding: `error osm-crd-version-not-served apiextensions.k8s.io/${CRD} traffictargets.access.smi-spec.io /spec/versions*`,
  },
  {
    name: 'The version of TrafficTargets that OSM reads is not served, and osm-controller does not live without it',
    since: '0.10',
    change: all(
      set(`${CRD} traffictargets.access.smi-spec.io`, '/spec/versions/0/served', false),
      failing('Pod {osm}/osm-controller-*', 'osm-controller', 'CrashLoopBackOff'),
      event('Pod {osm}/osm-controller-*', 'Unhealthy', NO_KIND),
    ),
    finding: `error osm-crd-version-not-served apiextensions.k8s.io/${CRD} traffictargets.access.smi-spec.io /spec/versions*`,
  },
  {
    name: 'The CRD of TrafficSplits has the newest version alone',
    change: changed(`${CRD} trafficsplits.split.smi-spec.io`, (crd) => {
      const [version] = itemsAt(crd, 'spec', 'versions');
      const versions = [{ ...version, name: 'v1alpha4', served: true, storage: true }];
      return { ...crd, spec: { ...objectAt(crd, 'spec'), versions } };
    }),
    finding: `error osm-crd-version-not-served apiextensions.k8s.io/${CRD} trafficsplits.split.smi-spec.io /spec/versions`,
  },
  {
    name: 'The names of a CRD are taken',
    since: '0.9',
    change: all(
      set(`${CRD} egresses.policy.openservicemesh.io`, '/status/conditions/0/status', 'False'),
      set(`${CRD} egresses.policy.openservicemesh.io`, '/status/conditions/1/status', 'False'),
    ),
    finding: `error osm-crd-not-established apiextensions.k8s.io/${CRD} egresses.policy.openservicemesh.io /status/conditions*`,
  },
  {
    name: 'The conversion of a CRD calls a port that osm-bootstrap does not offer',
    since: '1.1',
    before: '1.2',
    change: changed(`${CRD} meshconfigs.config.openservicemesh.io`, (crd) => {
      const service = {
        name: 'osm-bootstrap',
        namespace: 'osm-system',
        path: '/convert/meshconfig',
        port: 9444,
      };
      const webhook = { clientConfig: { caBundle: base64(ROOT), service }, conversionReviewVersions: ['v1'] };
      return { ...crd, spec: { ...objectAt(crd, 'spec'), conversion: { strategy: 'Webhook', webhook } } };
    }),
    flavors: ['upstream'],
    finding: `error osm-crd-conversion-port apiextensions.k8s.io/${CRD} meshconfigs.config.openservicemesh.io /spec/conversion/webhook/clientConfig/service/port`,
  },
];
