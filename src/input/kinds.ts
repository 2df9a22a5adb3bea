/** A kind of which meshlint knows how the API calls it. */
export interface KnownKind {
  /** Empty for the core group. */
  readonly group: string;
  /** The version that a capture without one is read as: what servers of the last years preferred. */
  readonly version: string;
  readonly kind: string;
  /** As paths of the API and custom resource definitions have it: `networkpolicies`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

const CLUSTER = false;
const NAMESPACED = true;

type Row = readonly [plural: string, kind: string, namespaced: boolean];

/** By `group/version`. Meshes' own kinds are here too, because bundles name files after them. */
const TABLE: Readonly<Record<string, readonly Row[]>> = {
  v1: [
    ['configmaps', 'ConfigMap', NAMESPACED],
    ['endpoints', 'Endpoints', NAMESPACED],
    ['events', 'Event', NAMESPACED],
    ['limitranges', 'LimitRange', NAMESPACED],
    ['namespaces', 'Namespace', CLUSTER],
    ['nodes', 'Node', CLUSTER],
    ['persistentvolumeclaims', 'PersistentVolumeClaim', NAMESPACED],
    ['persistentvolumes', 'PersistentVolume', CLUSTER],
    ['pods', 'Pod', NAMESPACED],
    ['podtemplates', 'PodTemplate', NAMESPACED],
    ['replicationcontrollers', 'ReplicationController', NAMESPACED],
    ['resourcequotas', 'ResourceQuota', NAMESPACED],
    ['secrets', 'Secret', NAMESPACED],
    ['serviceaccounts', 'ServiceAccount', NAMESPACED],
    ['services', 'Service', NAMESPACED],
  ],
  'admissionregistration.k8s.io/v1': [
    ['mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', CLUSTER],
    ['validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', CLUSTER],
  ],
  'apiextensions.k8s.io/v1': [['customresourcedefinitions', 'CustomResourceDefinition', CLUSTER]],
  'apiregistration.k8s.io/v1': [['apiservices', 'APIService', CLUSTER]],
  'apps/v1': [
    ['controllerrevisions', 'ControllerRevision', NAMESPACED],
    ['daemonsets', 'DaemonSet', NAMESPACED],
    ['deployments', 'Deployment', NAMESPACED],
    ['replicasets', 'ReplicaSet', NAMESPACED],
    ['statefulsets', 'StatefulSet', NAMESPACED],
  ],
  'autoscaling/v2': [['horizontalpodautoscalers', 'HorizontalPodAutoscaler', NAMESPACED]],
  'batch/v1': [
    ['cronjobs', 'CronJob', NAMESPACED],
    ['jobs', 'Job', NAMESPACED],
  ],
  'certificates.k8s.io/v1': [['certificatesigningrequests', 'CertificateSigningRequest', CLUSTER]],
  'coordination.k8s.io/v1': [['leases', 'Lease', NAMESPACED]],
  'discovery.k8s.io/v1': [['endpointslices', 'EndpointSlice', NAMESPACED]],
  'networking.k8s.io/v1': [
    ['ingressclasses', 'IngressClass', CLUSTER],
    ['ingresses', 'Ingress', NAMESPACED],
    ['networkpolicies', 'NetworkPolicy', NAMESPACED],
  ],
  'policy/v1': [['poddisruptionbudgets', 'PodDisruptionBudget', NAMESPACED]],
  'rbac.authorization.k8s.io/v1': [
    ['clusterrolebindings', 'ClusterRoleBinding', CLUSTER],
    ['clusterroles', 'ClusterRole', CLUSTER],
    ['rolebindings', 'RoleBinding', NAMESPACED],
    ['roles', 'Role', NAMESPACED],
  ],
  'scheduling.k8s.io/v1': [['priorityclasses', 'PriorityClass', CLUSTER]],
  'storage.k8s.io/v1': [
    ['storageclasses', 'StorageClass', CLUSTER],
    ['volumeattachments', 'VolumeAttachment', CLUSTER],
  ],
  'access.smi-spec.io/v1alpha3': [['traffictargets', 'TrafficTarget', NAMESPACED]],
  'specs.smi-spec.io/v1alpha4': [
    ['httproutegroups', 'HTTPRouteGroup', NAMESPACED],
    ['tcproutes', 'TCPRoute', NAMESPACED],
    ['udproutes', 'UDPRoute', NAMESPACED],
  ],
  'split.smi-spec.io/v1alpha2': [['trafficsplits', 'TrafficSplit', NAMESPACED]],
  'config.openservicemesh.io/v1alpha2': [
    ['extensionservices', 'ExtensionService', NAMESPACED],
    ['meshconfigs', 'MeshConfig', NAMESPACED],
    ['meshrootcertificates', 'MeshRootCertificate', NAMESPACED],
    ['multiclusterservices', 'MultiClusterService', NAMESPACED],
  ],
  'policy.openservicemesh.io/v1alpha1': [
    ['egresses', 'Egress', NAMESPACED],
    ['ingressbackends', 'IngressBackend', NAMESPACED],
    ['retries', 'Retry', NAMESPACED],
    ['telemetries', 'Telemetry', NAMESPACED],
    ['upstreamtrafficsettings', 'UpstreamTrafficSetting', NAMESPACED],
  ],
  'cert-manager.io/v1': [
    ['certificates', 'Certificate', NAMESPACED],
    ['clusterissuers', 'ClusterIssuer', CLUSTER],
    ['issuers', 'Issuer', NAMESPACED],
  ],
  'flagger.app/v1beta1': [['canaries', 'Canary', NAMESPACED]],
  'networking.istio.io/v1': [
    ['destinationrules', 'DestinationRule', NAMESPACED],
    ['gateways', 'Gateway', NAMESPACED],
    ['serviceentries', 'ServiceEntry', NAMESPACED],
    ['sidecars', 'Sidecar', NAMESPACED],
    ['virtualservices', 'VirtualService', NAMESPACED],
    ['workloadentries', 'WorkloadEntry', NAMESPACED],
    ['workloadgroups', 'WorkloadGroup', NAMESPACED],
  ],
  'networking.istio.io/v1alpha3': [['envoyfilters', 'EnvoyFilter', NAMESPACED]],
  'networking.istio.io/v1beta1': [['proxyconfigs', 'ProxyConfig', NAMESPACED]],
  'security.istio.io/v1': [
    ['authorizationpolicies', 'AuthorizationPolicy', NAMESPACED],
    ['peerauthentications', 'PeerAuthentication', NAMESPACED],
    ['requestauthentications', 'RequestAuthentication', NAMESPACED],
  ],
  'telemetry.istio.io/v1': [['telemetries', 'Telemetry', NAMESPACED]],
  'extensions.istio.io/v1alpha1': [['wasmplugins', 'WasmPlugin', NAMESPACED]],
  'authentication.istio.io/v1alpha1': [
    ['meshpolicies', 'MeshPolicy', CLUSTER],
    ['policies', 'Policy', NAMESPACED],
  ],
  'config.istio.io/v1alpha2': [
    ['httpapispecbindings', 'HTTPAPISpecBinding', NAMESPACED],
    ['httpapispecs', 'HTTPAPISpec', NAMESPACED],
    ['quotaspecbindings', 'QuotaSpecBinding', NAMESPACED],
    ['quotaspecs', 'QuotaSpec', NAMESPACED],
  ],
  'rbac.istio.io/v1alpha1': [
    ['clusterrbacconfigs', 'ClusterRbacConfig', CLUSTER],
    ['rbacconfigs', 'RbacConfig', NAMESPACED],
    ['servicerolebindings', 'ServiceRoleBinding', NAMESPACED],
    ['serviceroles', 'ServiceRole', NAMESPACED],
  ],
  'projectcontour.io/v1': [
    ['httpproxies', 'HTTPProxy', NAMESPACED],
    ['tlscertificatedelegations', 'TLSCertificateDelegation', NAMESPACED],
  ],
  'mesh.cloud.google.com/v1beta1': [['controlplanerevisions', 'ControlPlaneRevision', NAMESPACED]],
  'gateway.networking.k8s.io/v1': [
    ['backendtlspolicies', 'BackendTLSPolicy', NAMESPACED],
    ['gatewayclasses', 'GatewayClass', CLUSTER],
    ['gateways', 'Gateway', NAMESPACED],
    ['grpcroutes', 'GRPCRoute', NAMESPACED],
    ['httproutes', 'HTTPRoute', NAMESPACED],
  ],
  'gateway.networking.k8s.io/v1beta1': [['referencegrants', 'ReferenceGrant', NAMESPACED]],
  'gateway.networking.k8s.io/v1alpha2': [
    ['tcproutes', 'TCPRoute', NAMESPACED],
    ['tlsroutes', 'TLSRoute', NAMESPACED],
    ['udproutes', 'UDPRoute', NAMESPACED],
  ],
};

export const KNOWN_KINDS: readonly KnownKind[] = Object.entries(TABLE).flatMap(([apiVersion, rows]) => {
  const [group, version] = groupAndVersion(apiVersion);
  return rows.map(([plural, kind, namespaced]) => ({ group, version, kind, plural, namespaced }));
});

const BY_PLURAL: ReadonlyMap<string, KnownKind> = new Map(
  KNOWN_KINDS.map((known) => [`${known.plural}.${known.group}`, known]),
);

/**
 * The kind of a plural and group: `('pods', '')`, `('traffictargets', 'access.smi-spec.io')`. Undefined where it is not
 * known; a bundle may hold any custom resource.
 */
export function kindOfPlural(plural: string, group: string): KnownKind | undefined {
  return BY_PLURAL.get(`${plural}.${group}`);
}

/** The group and version of an apiVersion; the core group is empty. */
export function groupAndVersion(apiVersion: string): readonly [group: string, version: string] {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

export function apiVersionOf({ group, version }: Pick<KnownKind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `Service`, or `group/Kind`: how rules, claims and messages name a kind. */
export type KindName = string;

export function kindName(id: { readonly group: string; readonly kind: string }): KindName {
  return id.group === '' ? id.kind : `${id.group}/${id.kind}`;
}

/** The kind of an object as it is written. */
export function kindNameOf({
  apiVersion,
  kind,
}: {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
}): KindName {
  const [group] = groupAndVersion(String(apiVersion));
  return kindName({ group, kind: String(kind) });
}

/** The kind that kubectl calls `pods` or `deployments.apps`, as definitions of custom resources are called, too. */
export function kindOfResource(name: string): KnownKind | undefined {
  const [plural = '', ...group] = name.split('.');
  return kindOfPlural(plural, group.join('.'));
}

const CLUSTER_SCOPED: ReadonlySet<KindName> = new Set(
  KNOWN_KINDS.filter(({ namespaced }) => !namespaced).map(kindName),
);

/** Whether objects of a kind have no namespace. A kind that is not known is taken for namespaced. */
export function isClusterScoped(kind: KindName): boolean {
  return CLUSTER_SCOPED.has(kind);
}
