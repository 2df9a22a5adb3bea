import type { KindName } from './resource.js';

/** Kinds of Kubernetes itself that have no namespace. Any other kind is taken for namespaced. */
const CLUSTER_SCOPED: ReadonlySet<KindName> = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'certificates.k8s.io/CertificateSigningRequest',
  'gateway.networking.k8s.io/GatewayClass',
  'networking.k8s.io/IngressClass',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/StorageClass',
]);

export function isClusterScoped(kind: KindName): boolean {
  return CLUSTER_SCOPED.has(kind);
}

/** Objects that every cluster has though no file makes them. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  'Namespace/default',
  'Namespace/kube-system',
  'Namespace/kube-public',
  'Namespace/kube-node-lease',
  'ServiceAccount/default',
]);

export function isAlwaysThere(kind: KindName, name: string): boolean {
  return ALWAYS_THERE.has(`${kind}/${name}`);
}

/** Its kinds share their names with those of meshes: only the full name tells them apart. */
const GATEWAY_API = 'gateway.networking.k8s.io';

/** What `kubectl get` takes to fetch a kind: `services`, `traffictargets.access.smi-spec.io`. */
export function kubectlName(kind: KindName): string {
  const [group = '', name = ''] = kind.includes('/') ? kind.split('/') : ['', kind];
  const plural = pluralOf(name.toLowerCase());
  const isKubernetes =
    group === '' || group === 'apps' || (group.endsWith('.k8s.io') && group !== GATEWAY_API);
  return isKubernetes ? plural : `${plural}.${group}`;
}

function pluralOf(singular: string): string {
  if (singular === 'endpoints') return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
