import type { KnownKind } from '../kinds.js';
import { kindsByName } from './kinds-by-name.js';

/** Where the collector of cluster resources writes. Deeper folders of this name are copies of it. */
export const RESOURCES = 'cluster-resources/';
export const NAMESPACES = `${RESOURCES}namespaces.json`;
export const DEFINITIONS = `${RESOURCES}custom-resource-definitions.json`;

/** Custom resources; in releases 0.56 to 0.64 they lie below the definitions. */
export const CUSTOM_RESOURCES = [`${RESOURCES}custom-resources/`, `${RESOURCES}custom-resource-definitions/`];

/** By the names of files, for kinds without a namespace, and of folders with a file for each namespace. */
export const KINDS = kindsByName({
  '': {
    configmaps: 'configmaps',
    endpoints: 'endpoints',
    events: 'events',
    limitranges: 'limitranges',
    namespaces: 'namespaces',
    nodes: 'nodes',
    pods: 'pods',
    pvcs: 'persistentvolumeclaims',
    pvs: 'persistentvolumes',
    'resource-quota': 'resourcequotas',
    'resource-quotas': 'resourcequotas',
    serviceaccounts: 'serviceaccounts',
    services: 'services',
  },
  'admissionregistration.k8s.io': {
    'mutating-webhook-configurations': 'mutatingwebhookconfigurations',
    'validating-webhook-configurations': 'validatingwebhookconfigurations',
  },
  'apiextensions.k8s.io': { 'custom-resource-definitions': 'customresourcedefinitions' },
  apps: {
    daemonsets: 'daemonsets',
    deployments: 'deployments',
    replicasets: 'replicasets',
    statefulsets: 'statefulsets',
    // A folder, by mistake of releases 0.56.0 to 0.123.15.
    'statefulsets-errors.json': 'replicasets',
  },
  batch: { cronjobs: 'cronjobs', jobs: 'jobs' },
  'certificates.k8s.io': { certificatesigningrequests: 'certificatesigningrequests' },
  'coordination.k8s.io': { leases: 'leases' },
  'discovery.k8s.io': { endpointslices: 'endpointslices' },
  'networking.k8s.io': {
    ingress: 'ingresses',
    'ingress-classes': 'ingressclasses',
    'network-policy': 'networkpolicies',
  },
  policy: { 'pod-disruption-budgets': 'poddisruptionbudgets' },
  'rbac.authorization.k8s.io': {
    clusterRoleBindings: 'clusterrolebindings',
    clusterrolebindings: 'clusterrolebindings',
    clusterroles: 'clusterroles',
    rolebindings: 'rolebindings',
    roles: 'roles',
  },
  'scheduling.k8s.io': { priorityclasses: 'priorityclasses' },
  'storage.k8s.io': {
    // So called in the name of its errors file alone.
    storage: 'storageclasses',
    'storage-classes': 'storageclasses',
    volumeattachments: 'volumeattachments',
  },
});

/** The name of a kind, a namespace or a definition in that of a file. Some releases forgot the extension. */
export function nameOf(file: string): string {
  return file.replace(/\.(json|ya?ml)$/, '');
}

/** Files that say what could not be captured end so; that of disruption budgets did otherwise. */
const ERRORS = /-errors(\.json)?$|^pod-disruption-budgets-info\.json$/;

export function isErrors(file: string): boolean {
  return ERRORS.test(file);
}

/** The kind whose errors a file beside those of kinds holds. */
export function kindOfErrors(file: string): KnownKind | undefined {
  return isErrors(file) ? KINDS.get(file.replace(/-(errors|info)(\.json)?$/, '')) : undefined;
}
