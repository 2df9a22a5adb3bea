import type { JsonObject } from '../../../src/input/json.js';
import type { Place } from '../changes.js';
import { type Kubernetes, serves } from '../kubernetes.js';

/** How Istio stands in a cluster, and who runs it. */
export const FLAVORS = [
  'default',
  'revisioned',
  'canary',
  'tagged',
  'asm',
  'managed',
  'remote',
  'external',
  'ambient',
  'aks',
] as const;
export type Flavor = (typeof FLAVORS)[number];

/** What a cluster is asked to be. */
export interface Choice {
  readonly version: string;
  readonly flavor: Flavor;
}

/** A control plane of one release; the one without a revision is called `default`. */
export interface Plane {
  readonly revision: string;
  readonly version: string;
  /** 14 for 1.14.3. */
  readonly minor: number;
  /** What the names of its objects end in. */
  readonly suffix: string;
}

/** Istio in a cluster. */
export interface Installation extends Choice, Kubernetes, Place {
  readonly minor: number;
  /** Of istiod, and the root of the configuration. */
  readonly namespace: string;
  /** All of which there is an injector; workloads are the last one's, unless it is said. */
  readonly planes: readonly Plane[];
  readonly plane: Plane;
  /** Tags that name `plane`. */
  readonly tags: readonly string[];
  readonly hub: string;
}

const KUBERNETES: readonly (readonly [line: number, kubernetes: string])[] = [
  [9, 'v1.20.9'],
  [10, 'v1.21.7'],
  [14, 'v1.24.6'],
  [17, 'v1.26.1'],
  [20, 'v1.28.3'],
  [24, 'v1.31.2'],
  [26, 'v1.32.4'],
  [28, 'v1.33.5'],
];

/** The release before, where a cluster has two of them. */
const OLDER: Readonly<Record<string, string>> = {
  '1.14.3': '1.13.9',
  '1.17.2': '1.16.7',
  '1.20.8': '1.19.10',
  '1.24.2': '1.23.4',
  '1.26.4': '1.25.5',
  '1.28.0': '1.27.3',
};

export function installationOf(choice: Choice): Installation {
  const { version, flavor } = choice;
  const namespace = namespaceOf(flavor);
  const planes = planesOf(choice);
  const plane = planes.at(-1) as Plane;
  const minor = minorOf(version);
  const kubernetes = KUBERNETES.filter(([line]) => line <= minor).at(-1)?.[1] ?? '';
  return {
    ...choice,
    minor,
    namespace,
    kubernetes,
    planes,
    plane,
    tags: tagsOf(choice),
    hub: hubOf(flavor),
    names: namesOf(plane, flavor, namespace),
  };
}

function namespaceOf(flavor: Flavor): string {
  if (flavor === 'aks') return 'aks-istio-system';
  return flavor === 'external' ? 'external-istiod' : 'istio-system';
}

function hubOf(flavor: Flavor): string {
  if (flavor === 'aks') return 'mcr.microsoft.com/oss/istio';
  return flavor === 'asm' || flavor === 'managed' ? 'gke.gcr.io/asm' : 'docker.io/istio';
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}

function plane(revision: string, version: string): Plane {
  const suffix = revision === 'default' ? '' : `-${revision}`;
  return { revision, version, minor: minorOf(version), suffix };
}

function planesOf({ version, flavor }: Choice): readonly Plane[] {
  const dashed = version.replaceAll('.', '-');
  const older = OLDER[version] ?? version;
  if (flavor === 'revisioned') return [plane(dashed, version)];
  if (flavor === 'canary' || flavor === 'tagged') return [plane('default', older), plane(dashed, version)];
  if (flavor === 'asm') return [plane(asmRevision(version), version)];
  if (flavor === 'managed') return [plane('asm-managed', version)];
  if (flavor === 'aks') return [plane(`asm-1-${minorOf(version)}`, version)];
  return [plane('default', version)];
}

/** 1.10.6-asm.2 is asm-1106-2. */
function asmRevision(version: string): string {
  const [release = '', build = ''] = version.split('-asm.');
  return `asm-${release.replaceAll('.', '')}-${build}`;
}

function tagsOf({ version, flavor }: Choice): readonly string[] {
  if (flavor === 'tagged') return ['prod', 'default'];
  return flavor === 'asm' && minorOf(version) > 20 ? ['default'] : [];
}

/** How texts of faults call what has another name in each cluster. */
function namesOf({ revision, suffix, minor }: Plane, flavor: Flavor, namespace: string): Place['names'] {
  const outside = namespace === 'istio-system' ? '' : `-${namespace}`;
  const isManaged = flavor === 'managed';
  return {
    ns: namespace,
    rev: revision,
    istiod: `istiod${suffix}`,
    mesh: `istio${suffix}`,
    injector: isManaged ? 'istiod-asm-managed' : `istio-sidecar-injector${suffix}${outside}`,
    validator: minor < 11 ? `istiod-${namespace}` : `istio-validator${suffix}-${namespace}`,
    templates: `istio-sidecar-injector${suffix}`,
    account: minor < 11 ? 'istiod-service-account' : `istiod${suffix}`,
    role: minor < 11 ? `istiod-${namespace}` : `istiod-clusterrole${suffix}-${namespace}`,
    networking: `networking.istio.io/${minor < 22 ? 'v1beta1' : 'v1'}`,
    security: `security.istio.io/${minor < 22 ? 'v1beta1' : 'v1'}`,
  };
}

/** Whether istiod runs in the cluster. */
export function isInCluster({ flavor }: Installation): boolean {
  return !['managed', 'remote', 'external'].includes(flavor);
}

/** Whether Istio reads its configuration from this cluster. */
export function isConfigured({ flavor }: Installation): boolean {
  return flavor !== 'remote';
}

/** What makes a Namespace a part of the mesh: the label that its control plane answers to. */
export function labelsOf(installation: Installation, by: Plane = installation.plane): JsonObject {
  const [tag] = installation.tags;
  if (by === installation.plane && tag === 'prod') return { 'istio.io/rev': tag };
  return by.revision === 'default' ? { 'istio-injection': 'enabled' } : { 'istio.io/rev': by.revision };
}

/** Sidecars run as init containers where istiod is 1.27 or later, and all nodes are 1.33 or later. */
export function hasNativeSidecars(installation: Installation, { minor }: Plane): boolean {
  return minor >= 27 && serves(installation, 33);
}

/** Whether the CNI plugin redirects traffic, so that pods need no rights for it. */
export function hasCni({ flavor }: Installation): boolean {
  return flavor === 'ambient' || flavor === 'managed';
}

export function networking({ minor }: Installation): string {
  return `networking.istio.io/${minor < 22 ? 'v1beta1' : 'v1'}`;
}

export function security({ minor }: Installation): string {
  return `security.istio.io/${minor < 22 ? 'v1beta1' : 'v1'}`;
}

/** The image of a component; ASM appends nothing, upstream has variants that are the same release. */
export function imageOf({ hub }: Installation, component: string, { version }: Plane): string {
  return `${hub}/${component}:${version}`;
}

/** Where proxies of a control plane ask for their configuration. */
export function discoveryAddress({ flavor, namespace }: Installation, { suffix }: Plane): string {
  if (flavor === 'managed') return 'meshconfig.googleapis.com:443';
  if (flavor === 'external') return 'istiod.harbour-control.example:15012';
  return `istiod${suffix}.${namespace}.svc:15012`;
}

/** Policies may go on to say `cluster.local`, which stands for any. */
export function trustDomain({ flavor }: Installation): string {
  return flavor === 'asm' ? 'harbour.svc.id.goog' : 'cluster.local';
}
