import {
  BOOLEAN,
  type Check,
  COUNT,
  MODE,
  PORT,
  PORT_LIST,
  PORT_LIST_OR_ALL,
  QUANTITY,
  RANGE_LIST,
  RANGE_LIST_OR_ALL,
} from './istio-annotation-checks.js';

/** An annotation that Istio knows: where it is read, what its value has to be, and what has taken its place. */
interface KnownAnnotation {
  /** The kinds that it works on; empty where it may stand on any. */
  readonly on: readonly string[];
  /** Undefined where the injector takes any value. */
  readonly check?: Check;
  /** What to use in its place, as the end of a sentence; undefined where it is not deprecated. */
  readonly instead?: string;
}

const POD = ['Pod'];
const GATEWAY = ['Gateway'];
const ENTRY = ['WorkloadEntry', 'WorkloadGroup'];
const IN_PROXY_CONFIG = 'the annotation proxy.istio.io/config';

/** By prefix and name: the annotations of Istio 1.10 to 1.31, those included that Istio itself writes. */
const TABLE: Readonly<Record<string, Readonly<Record<string, KnownAnnotation>>>> = {
  'alpha.istio.io': {
    'canonical-serviceaccounts': { on: ['Service'], instead: 'subjectAltNames of a DestinationRule' },
    identity: { on: POD, instead: 'the ServiceAccount of the pod' },
    'kubernetes-serviceaccounts': { on: ['Service'], instead: 'subjectAltNames of a DestinationRule' },
  },
  'ambient.istio.io': {
    'bypass-inbound-capture': { on: POD },
    'dns-capture': { on: POD },
    redirection: { on: POD },
    'waypoint-inbound-binding': { on: ['Gateway', 'GatewayClass'] },
  },
  'galley.istio.io': { 'analyze-suppress': { on: [] } },
  'gateway.istio.io': {
    'alias-for': { on: GATEWAY },
    'controller-version': { on: [] },
    'name-override': { on: GATEWAY },
    'service-account': { on: GATEWAY },
  },
  'inject.istio.io': { templates: { on: POD } },
  'install.operator.istio.io': {
    'chart-owner': { on: [] },
    'owner-generation': { on: [] },
    version: { on: [] },
  },
  'istio.io': {
    autoRegistrationGroup: { on: ENTRY },
    connectedAt: { on: ENTRY },
    disconnectedAt: { on: ENTRY },
    'dry-run': { on: ['AuthorizationPolicy'] },
    'ignore-policy-attachment': { on: [] },
    'reroute-virtual-interfaces': { on: POD },
    rev: { on: POD },
    workloadController: { on: ENTRY },
  },
  'networking.istio.io': {
    'address-type': { on: GATEWAY },
    exportTo: { on: ['Service'] },
    'service-type': { on: GATEWAY },
    'traffic-distribution': { on: ['Service', 'ServiceEntry', 'Namespace', 'Gateway'] },
  },
  'prometheus.istio.io': { 'merge-metrics': { on: POD, check: BOOLEAN }, 'scrape-targets': { on: POD } },
  'proxy.istio.io': {
    config: { on: POD },
    'health-checks-enabled': { on: ENTRY },
    overrides: { on: POD },
  },
  'readiness.status.sidecar.istio.io': {
    applicationPorts: { on: POD },
    failureThreshold: { on: POD, check: COUNT },
    initialDelaySeconds: { on: POD, check: COUNT },
    periodSeconds: { on: POD, check: COUNT },
  },
  'security.istio.io': { autoMTLS: { on: POD } },
  'sidecar.istio.io': {
    agentLogLevel: { on: POD },
    bootstrapOverride: { on: POD },
    componentLogLevel: { on: POD },
    controlPlaneAuthPolicy: { on: POD, instead: `controlPlaneAuthPolicy in ${IN_PROXY_CONFIG}` },
    discoveryAddress: { on: POD, instead: `discoveryAddress in ${IN_PROXY_CONFIG}` },
    enableCoreDump: { on: POD },
    extraStatTags: { on: POD, instead: 'tagOverrides of a Telemetry' },
    inject: { on: POD, instead: 'the label of the same name' },
    interceptionMode: { on: POD, check: MODE },
    logLevel: { on: POD },
    nativeSidecar: { on: POD },
    proxyCPU: { on: POD, check: QUANTITY },
    proxyCPULimit: { on: POD, check: QUANTITY },
    proxyImage: { on: POD },
    proxyImageType: { on: POD },
    proxyMemory: { on: POD, check: QUANTITY },
    proxyMemoryLimit: { on: POD, check: QUANTITY },
    rewriteAppHTTPProbers: { on: POD },
    statsCompression: { on: POD },
    statsEvictionInterval: { on: POD },
    statsFlushInterval: { on: POD },
    statsHistogramBuckets: { on: POD },
    statsInclusionPrefixes: { on: POD, instead: `proxyStatsMatcher in ${IN_PROXY_CONFIG}` },
    statsInclusionRegexps: { on: POD, instead: `proxyStatsMatcher in ${IN_PROXY_CONFIG}` },
    statsInclusionSuffixes: { on: POD, instead: `proxyStatsMatcher in ${IN_PROXY_CONFIG}` },
    status: { on: POD },
    userVolume: { on: POD },
    userVolumeMount: { on: POD },
  },
  'status.sidecar.istio.io': { port: { on: POD, check: PORT } },
  'topology.istio.io': { controlPlaneClusters: { on: ['Namespace'] } },
  'traffic.istio.io': { nodeSelector: { on: ['Service'] } },
  'traffic.sidecar.istio.io': {
    excludeInboundPorts: { on: POD, check: PORT_LIST },
    excludeInterfaces: { on: POD },
    excludeOutboundIPRanges: { on: POD, check: RANGE_LIST },
    excludeOutboundPorts: { on: POD, check: PORT_LIST },
    includeInboundPorts: { on: POD, check: PORT_LIST_OR_ALL },
    includeOutboundIPRanges: { on: POD, check: RANGE_LIST_OR_ALL },
    includeOutboundPorts: { on: POD },
    kubevirtInterfaces: { on: POD },
  },
};

export const ANNOTATIONS: ReadonlyMap<string, KnownAnnotation> = new Map(
  Object.entries(TABLE).flatMap(([prefix, names]) =>
    Object.entries(names).map(([name, known]) => [`${prefix}/${name}`, known] as const),
  ),
);

/** Those that users write, and that istio/api calls alpha: they may change, or go, from one release to the next. */
const ALPHA: Readonly<Record<string, readonly string[]>> = {
  'inject.istio.io': ['templates'],
  'networking.istio.io': ['exportTo'],
  'prometheus.istio.io': ['merge-metrics'],
  'readiness.status.sidecar.istio.io': [
    'applicationPorts',
    'failureThreshold',
    'initialDelaySeconds',
    'periodSeconds',
  ],
  'sidecar.istio.io': [
    'agentLogLevel',
    'bootstrapOverride',
    'componentLogLevel',
    'enableCoreDump',
    'interceptionMode',
    'logLevel',
    'proxyCPU',
    'proxyCPULimit',
    'proxyImage',
    'proxyMemory',
    'rewriteAppHTTPProbers',
    'userVolume',
  ],
  'status.sidecar.istio.io': ['port'],
  'traffic.sidecar.istio.io': [
    'excludeInboundPorts',
    'excludeOutboundIPRanges',
    'excludeOutboundPorts',
    'includeOutboundIPRanges',
    'includeOutboundPorts',
    'kubevirtInterfaces',
  ],
};

export const ALPHA_ANNOTATIONS: ReadonlySet<string> = new Set(
  Object.entries(ALPHA).flatMap(([prefix, names]) => names.map((name) => `${prefix}/${name}`)),
);

/** Labels that nobody reads where they are written as annotations. */
export const LABELS: ReadonlySet<string> = new Set([
  'istio-injection',
  'istio.io/dataplane-mode',
  'istio.io/ingress-use-waypoint',
  'istio.io/use-waypoint',
  'istio.io/use-waypoint-namespace',
  'service.istio.io/canonical-name',
  'service.istio.io/canonical-revision',
  'topology.istio.io/network',
]);

/** Whether a key is in a domain of Istio. */
export function isOfIstio(key: string): boolean {
  return /(^|\.)istio\.io\//.test(key);
}

/** The annotation that a key is all but surely meant to be: the same but for one letter, for case, or for its prefix. */
export function meantAnnotation(key: string): string | undefined {
  const names = [...ANNOTATIONS.keys()];
  const [written, name] = [key.toLowerCase(), nameOf(key)];
  return (
    names.find((known) => known.toLowerCase() === written) ??
    names.find((known) => isOneSlip(known.toLowerCase(), written)) ??
    names.find((known) => name.length >= LONG && nameOf(known) === name)
  );
}

/** A name of so many letters is used under one prefix only. */
const LONG = 8;

function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** One letter more, less or other, or two swapped. */
function isOneSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  const start = [...one].findIndex((letter, index) => letter !== other[index]);
  const from = start < 0 ? one.length : start;
  const [left, right] = [one.slice(from), other.slice(from)];
  const isSwapped = left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
  return isSwapped || [left.slice(1), left].includes(right.slice(1)) || left.slice(1) === right;
}
