import type { KindName } from '../graph/resource.js';
import { segmentsOf } from '../input/path.js';
import type { Wanted } from '../input/wanted.js';
import { FACTS } from './derive.js';

/** What of the objects of a kind is read: the whole, or what lies below some pointers. The items of a list count as the list. */
interface Reading {
  readonly only?: readonly string[];
  /** What nobody reads all the same. */
  readonly but?: readonly string[];
}

const NOT_IN_METADATA = ['/metadata/managedFields'];

/** Of every object: whose it is, of which mesh it shows traces, who made it, and when something happened to it. */
const EVERY: Reading = {
  only: [
    ...['/apiVersion', '/kind', '/metadata', '/spec/template/metadata'],
    ...['/lastTimestamp', '/spec/renewTime', '/status/startTime', '/status/conditions'],
  ],
  but: [...NOT_IN_METADATA, '/spec/template/metadata/managedFields'],
};

const OF_CONTAINERS = [
  ...['name', 'image', 'command', 'args', 'env', 'envFrom', 'ports', 'restartPolicy', 'lifecycle'],
  ...['livenessProbe', 'readinessProbe', 'startupProbe', 'securityContext/runAsUser'],
];

const OF_PODS = [
  ...OF_CONTAINERS.map((part) => `containers/${part}`),
  ...OF_CONTAINERS.map((part) => `initContainers/${part}`),
  ...['hostNetwork', 'nodeSelector', 'os', 'restartPolicy', 'securityContext'],
  ...['serviceAccount', 'serviceAccountName', 'volumes/name', 'volumes/secret/secretName'],
].map((part) => `spec/${part}`);

function template(place: string, ...others: readonly string[]): Reading {
  return { only: [`${place}/metadata`, ...OF_PODS.map((part) => `${place}/${part}`), ...others] };
}

/**
 * The kinds that fill a dump, and what facts read of their objects beside what they read of every one. A kind that is
 * named by a fact and not here is read as a whole. The laws of facts hold that nothing else is touched.
 */
const READINGS: ReadonlyMap<KindName, Reading> = new Map<KindName, Reading>([
  ['ConfigMap', { only: configMapKeys().map((key) => `/data/${key}`) }],
  ['Endpoints', { only: ['/subsets'] }],
  ['Event', { only: ['/involvedObject', '/reason', '/message'] }],
  ['events.k8s.io/Event', { only: ['/regarding', '/reason', '/note'] }],
  // When a label was put on a namespace tells whether its pods are older.
  ['Namespace', { only: ['/metadata/managedFields'] }],
  ['Node', { only: ['/status/nodeInfo/kubeletVersion'] }],
  ['Pod', { only: [...OF_PODS.map((part) => `/${part}`), ...ofStatus('phase', ...containerStatuses())] }],
  ['ReplicationController', template('/spec/template', ...ofStatus('phase'))],
  // The releases of Helm are the largest texts of a cluster.
  ['Secret', { only: ['/type', '/data', '/stringData'], but: ['/data/release', '/stringData/release'] }],
  ['ServiceAccount', {}],
  [
    'apiextensions.k8s.io/CustomResourceDefinition',
    {
      only: [
        '/spec/group',
        '/spec/names',
        '/spec/conversion',
        '/spec/versions/name',
        '/spec/versions/served',
      ],
    },
  ],
  ['apps/DaemonSet', template('/spec/template', '/spec/selector', '/status')],
  ['apps/Deployment', template('/spec/template', '/spec/selector', '/spec/replicas', '/status')],
  ['apps/ReplicaSet', template('/spec/template', '/spec/selector', '/spec/replicas', '/status')],
  ['apps/StatefulSet', template('/spec/template', '/spec/selector', '/spec/replicas', '/status')],
  ['batch/CronJob', template('/spec/jobTemplate/spec/template', ...ofStatus('phase'))],
  ['batch/Job', template('/spec/template', ...ofStatus('phase'))],
  ['discovery.k8s.io/EndpointSlice', { only: ['/endpoints', '/ports'] }],
]);

/** What control planes and their add-ons are configured with. */
function configMapKeys(): readonly string[] {
  return [
    ...['config', 'values', 'mesh', 'meshNetworks', 'root-cert.pem'],
    ...['egress', 'permissive_traffic_policy_mode', 'prometheus_scraping', 'preset-mesh-config.json'],
    ...['osm-metric-collection-configuration', 'schema-version'],
  ];
}

function containerStatuses(): readonly string[] {
  return ['containerStatuses', 'initContainerStatuses'];
}

function ofStatus(...parts: readonly string[]): readonly string[] {
  return parts.map((part) => `/status/${part}`);
}

/** Every kind of which nothing else is said. */
export const ANY_KIND = '*';

/**
 * What facts of some kinds read of the input, they and the facts that they rest on: of each kind that they ask for, and of
 * any other. `true` is the whole object.
 */
export function readingOf(kinds: Iterable<KindName>): ReadonlyMap<KindName, Wanted | true> {
  const asked = [...restingOn(kinds)].filter((kind) => !ASKED_BY.has(kind));
  return new Map([...asked.map((kind) => [kind, wantedOf(kind)] as const), [ANY_KIND, treeOf([EVERY])]]);
}

const FACT = 'meshlint/';

const ASKED_BY: ReadonlyMap<KindName, readonly KindName[]> = new Map(
  FACTS.map(({ kind, reads, looksAt }) => [`${FACT}${kind}`, [...reads, ...looksAt]]),
);

/** Some kinds, and all those that they rest on, however far away. */
function restingOn(kinds: Iterable<KindName>): ReadonlySet<KindName> {
  const found = new Set(kinds);
  // A Set also hands out what is added while it is gone through.
  for (const kind of found) for (const asked of ASKED_BY.get(kind) ?? []) found.add(asked);
  return found;
}

function wantedOf(kind: KindName): Wanted | true {
  const reading = READINGS.get(kind);
  return kind === ANY_KIND ? treeOf([EVERY]) : reading === undefined ? true : treeOf([EVERY, reading]);
}

/** A tree that grows. */
interface Tree {
  readonly rest: boolean;
  readonly keys: Map<string, Tree | boolean>;
}

function treeOf(readings: readonly Reading[]): Wanted {
  const tree: Tree = { rest: false, keys: new Map() };
  const whole = readings.flatMap(({ only = [] }) => only);
  const without = readings.flatMap(({ but = [] }) => but).filter((pointer) => !whole.includes(pointer));
  for (const pointer of whole) grow(tree, segmentsOf(pointer), true);
  for (const pointer of without) grow(tree, segmentsOf(pointer), false);
  return tree;
}

/** What is read as a whole has no parts, until something of it is left out. */
function grow({ rest, keys }: Tree, [key = '', ...below]: readonly string[], isWanted: boolean): void {
  const known = keys.get(key) ?? rest;
  if (known === isWanted) return;
  if (below.length === 0) keys.set(key, isWanted);
  else {
    const branch: Tree = typeof known === 'boolean' ? { rest: known, keys: new Map() } : known;
    keys.set(key, branch);
    grow(branch, below, isWanted);
  }
}
