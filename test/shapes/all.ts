import type { KnownKind } from '../../src/input/kinds.js';
import { heldByRancher, rancherKit, sonobuoy, velero } from './backups.js';
import type { Cluster } from './cluster.js';
import { bugReport, heldByBugReport, heldBySplitBugReport, splitBugReport } from './istio.js';
import {
  capture,
  crashd,
  dump,
  dumpStream,
  heldByCapture,
  heldByDump,
  heldByPalette,
  palette,
} from './kubectl.js';
import { heldByMustGather, isListed, mustGather } from './openshift.js';
import { heldByOsmBugReport, heldByPeriscope, isProvenByPeriscope, osmBugReport, periscope } from './osm.js';
import * as plain from './plain.js';
import { heldNow, heldThen, troubleshoot, troubleshootOf060, troubleshootOfArrays } from './troubleshoot.js';

/** One way in which users have a cluster. */
export interface Shape {
  readonly name: string;
  readonly write: (cluster: Cluster) => plain.Files;
  /** What of a cluster it can hold. Absent: all of it. */
  readonly held?: (cluster: Cluster) => Cluster;
  /** Of a bundle: the kinds of which it proves that it holds all objects. */
  readonly proves?: (kind: KnownKind) => boolean;
  /** What its writer always asks for in full. Absent: it may have been asked for less. */
  readonly always?: readonly ('kinds' | 'namespaces')[];
  /** Files whose absence means that there is no such object: nobody can tell that one of them was lost. */
  readonly silent?: RegExp;
}

const everything = () => true;
const nothing = () => false;

const PLAIN: readonly Shape[] = [
  { name: 'a List in YAML', write: plain.yamlList },
  { name: 'a List in JSON', write: plain.jsonList },
  { name: 'documents in YAML', write: plain.documents },
  { name: 'documents in JSON', write: plain.jsonDocuments },
  { name: 'watch events', write: plain.watchEvents },
  { name: 'a file for each kind', write: plain.filePerKind },
  { name: 'typed lists', write: plain.typedLists },
  { name: 'typed lists, items without kind', write: plain.kindlessLists },
  { name: 'a file for each object', write: plain.filePerObject },
  { name: 'cluster-info dump as a stream', write: dumpStream, held: heldByDump },
];

/** Without a file of errors, what is not there does not exist. */
const CUSTOM_RESOURCES = /\/custom-resources\/|\/custom-resource-definitions\//;

const BUNDLES: readonly Shape[] = [
  { name: 'cluster-info dump', write: dump, held: heldByDump, proves: everything },
  {
    name: 'troubleshoot',
    write: troubleshoot,
    held: heldNow,
    proves: everything,
    silent: CUSTOM_RESOURCES,
  },
  {
    name: 'troubleshoot before 0.28.1',
    write: troubleshootOfArrays,
    held: heldThen,
    proves: ({ kind }) => kind !== 'Namespace',
    silent: CUSTOM_RESOURCES,
  },
  {
    name: 'troubleshoot 0.56 to 0.64',
    write: troubleshootOf060,
    held: heldThen,
    proves: everything,
    silent: CUSTOM_RESOURCES,
  },
  {
    name: 'must-gather',
    write: mustGather,
    held: heldByMustGather,
    proves: isListed,
    // Some of them may have been asked for by name, so what is not there is but probably missing.
    silent: /\/(?:cluster-scoped-resources|namespaces\/[^/]+)\/[^/]+\/[^/]+\/[^/]+$/,
  },
  {
    name: 'istioctl bug-report 1.29',
    write: bugReport,
    held: heldByBugReport,
    proves: everything,
    always: ['kinds', 'namespaces'],
  },
  {
    name: 'istioctl bug-report 1.30',
    write: splitBugReport,
    held: heldBySplitBugReport,
    proves: everything,
    always: ['kinds'],
  },
  {
    name: 'osm support bug-report',
    write: osmBugReport,
    held: heldByOsmBugReport,
    proves: everything,
    always: ['kinds', 'namespaces'],
  },
  { name: 'Sonobuoy', write: sonobuoy, proves: everything, silent: /\/resources\// },
  { name: 'Velero', write: velero, proves: nothing },
  {
    name: 'Rancher kit',
    write: rancherKit,
    held: heldByRancher,
    proves: everything,
    // Without its mark it is no bundle of this tool, and then a text is a text.
    silent: /\/yamls\/|\/(?:metadata\.yaml|bundleGenerationError\.log)$/,
  },
  { name: 'crash-diagnostics', write: crashd, proves: nothing },
  { name: 'Palette', write: palette, held: heldByPalette, proves: nothing },
  {
    name: 'Periscope',
    write: periscope,
    held: heldByPeriscope,
    proves: isProvenByPeriscope,
    silent: /_custom_resource$/,
  },
  {
    name: 'capture of meshlint',
    write: capture,
    held: heldByCapture,
    proves: ({ kind }) => kind !== 'ConfigMap',
    always: ['namespaces'],
  },
];

export const SHAPES: readonly Shape[] = [...PLAIN, ...BUNDLES];
