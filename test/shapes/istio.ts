import { type KindName, kindName } from '../../src/input/kinds.js';
import { asked, type Cluster, kindOf } from './cluster.js';
import { DEFINITION, INSPECTED, isAmong, isCustom, WEBHOOKS } from './names.js';
import { below, type Files, listOf, yaml } from './plain.js';

const RESOURCES: readonly KindName[] = [
  ...INSPECTED,
  'networking.k8s.io/Ingress',
  'networking.k8s.io/NetworkPolicy',
];
const OF_THE_CLUSTER: readonly KindName[] = ['Namespace', DEFINITION, ...Object.values(WEBHOOKS)];

export function heldByBugReport(cluster: Cluster): Cluster {
  return asked(cluster, (kind) => isCustom(kind) || isAmong(kind, [...RESOURCES, ...OF_THE_CLUSTER]));
}

/** The two files that one became do not hold Endpoints any more. */
export function heldBySplitBugReport(cluster: Cluster): Cluster {
  return asked(heldByBugReport(cluster), ({ kind }) => kind !== 'Endpoints');
}

/** What `istioctl bug-report` writes up to 1.29. */
export function bugReport(cluster: Cluster): Files {
  return report(cluster, '1.29.1', { 'k8s-resources': [...OF_THE_CLUSTER, ...RESOURCES] });
}

/** And from 1.30 on. */
export function splitBugReport(cluster: Cluster): Files {
  return report(cluster, '1.30.0', { 'k8s-cluster-resources': OF_THE_CLUSTER, 'k8s-resources': RESOURCES });
}

function report(
  { objects }: Cluster,
  release: string,
  kindsOf: Readonly<Record<string, readonly KindName[]>>,
): Files {
  const files = Object.entries(kindsOf).map(([file, kinds]) => [
    file,
    yaml(listOf(objects.filter((object) => kinds.includes(kindName(kindOf(object)))))),
  ]);
  return {
    'bug-report/versions': `CLI version: version.BuildInfo{Version:"${release}", GolangVersion:"go1.24.1"}\n`,
    ...below('bug-report/cluster', {
      ...Object.fromEntries(files),
      crs: yaml(listOf(objects.filter((object) => isCustom(kindOf(object))))),
    }),
  };
}
