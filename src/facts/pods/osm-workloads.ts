import type { Graph } from '../../graph/graph.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import type { Path } from '../../input/path.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import {
  concluded,
  copied,
  type FactMapping,
  type FactSource,
  type FactValue,
  fact,
  type Traced,
} from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { switchOf } from '../settings/osm-modes.js';
import { MUTATING, VALIDATING } from '../webhooks/webhook-entries.js';
import { probePorts, probes, tcpPorts, users } from './osm-app-containers.js';
import { excludedPorts, isExcludedInbound, onlyMeshConfig } from './osm-exclusions.js';
import { type OsmDecision, type OsmInstallations, osmDecision, osmInstallations } from './osm-injection.js';
import { podsInTrouble, podsWithoutSecret, podsWithoutSidecar } from './osm-pod-groups.js';
import { copiesOfProxies } from './osm-proxy-copies.js';
import { initTroubles, proxyTroubles } from './osm-sidecars.js';
import { restartCommand, WORKLOAD_KINDS, type Workload, workloads } from './workloads.js';

/** Whether OSM would inject into the pods of each workload, what bears on the sidecar there, and how its pods fare. */
export const osmWorkloads: FactSource = {
  kind: 'OsmWorkload',
  reads: WORKLOAD_KINDS,
  looksAt: [
    'Namespace',
    'Secret',
    MESH_CONFIG,
    MUTATING,
    VALIDATING,
    'meshlint/ControlPlane',
    'meshlint/Mesh',
    'meshlint/OsmSettings',
  ],
  derive: (graph, stated) => {
    if (graph.find({ kind: 'meshlint/Mesh', name: 'osm' }).length === 0) return [];
    const installations = osmInstallations(graph, stated);
    const decide = (pod: Resource) => decisionFor(graph, installations, pod);
    const meshConfig = onlyMeshConfig(graph);
    const all = workloads(graph).map((workload) => ({ workload, decision: decide(workload.template) }));
    const copies = copiesOfProxies(graph.ofKind('Pod'));
    const sharing = switchOf(graph, 'permissive') === false ? accountsShared(all) : undefined;
    return all.map(({ workload, decision }) =>
      fact(
        'OsmWorkload',
        { resource: workload.resource, path: ['metadata', 'name'] },
        workload.resource.id.name,
        { workloadKind: workload.kind, workload: workload.name, restart: restartCommand(workload) },
        decision,
        ofTemplate(workload, meshConfig),
        {
          accountSharedWith: sharing?.get(workload),
          withoutSidecar: podsWithoutSidecar(workload, decide),
          proxyTrouble: podsInTrouble(workload, proxyTroubles),
          initTrouble: podsInTrouble(workload, initTroubles),
          withoutSecret: podsWithoutSecret(graph, workload),
          copies: workload.pods.flatMap((pod) => copies.get(pod) ?? []),
        },
      ),
    );
  },
};

function decisionFor(graph: Graph, installations: OsmInstallations, pod: Resource): OsmDecision {
  const namespaceName = pod.id.namespace ?? '';
  const [namespace] = graph.find({ kind: 'Namespace', name: namespaceName });
  return osmDecision(installations, { pod, namespaceName, namespace });
}

function ofTemplate(workload: Workload, meshConfig: Resource | undefined): FactMapping {
  const { template } = workload;
  const ports = tcpPorts(template);
  const sent = probes(template);
  return {
    hostNetwork: copied(template, ['spec', 'hostNetwork']),
    windows: windowsMark(template),
    ends: endsByItself(workload),
    serviceAccount: serviceAccountOf(template),
    ports,
    probePorts: probePorts(ports, sent),
    users: users(template),
    nonRoot: nonRootWithoutUser(template),
    excludedPorts: excludedPorts(template, meshConfig),
    probes: sent.map((probe) => ({
      ...probe,
      excluded: isExcludedInbound(template, meshConfig, probe.number),
    })),
  };
}

const OPERATING_SYSTEM: readonly Path[] = [
  ['spec', 'nodeSelector', 'kubernetes.io/os'],
  ['spec', 'nodeSelector', 'beta.kubernetes.io/os'],
  ['spec', 'os', 'name'],
];

/** Where a pod says that it is for Windows. */
function windowsMark(pod: Resource): Traced | undefined {
  return OPERATING_SYSTEM.map((path) => copied(pod, path)).find((mark) => mark?.value === 'windows');
}

/** What a pod is meant to end by, and cannot while its sidecar runs, unless it ends that as well. */
function endsByItself({ resource, template }: Workload): Traced | undefined {
  const { kind } = resource.id;
  const isMeantTo = kind === 'Job' || kind === 'CronJob' || isOneShot(template);
  if (!isMeantTo || isDone(resource) || endsItsSidecar(template)) return undefined;
  return copied(template, ['spec', 'restartPolicy']) ?? concluded('Never', resource, ['metadata', 'name']);
}

/** A captured pod of that kind is as often a shell that somebody opened. */
function isOneShot({ captured, id, value }: Resource): boolean {
  return !captured && id.kind === 'Pod' && textAt(value, ['spec', 'restartPolicy']) === 'Never';
}

function isDone({ value }: Resource): boolean {
  return itemsAt(value, ['status', 'conditions']).some((condition) =>
    ['Complete', 'Failed'].includes(textAt(condition, ['type']) ?? ''),
  );
}

/** Envoy ends when it is asked to. */
function endsItsSidecar(pod: Resource): boolean {
  return ['command', 'args', 'lifecycle'].some((key) =>
    pick(pod.value, `/spec/containers/*/${key}`).some(({ value }) =>
      JSON.stringify(value).includes('quitquitquit'),
    ),
  );
}

function serviceAccountOf(pod: Resource): Traced {
  return (
    ['serviceAccountName', 'serviceAccount']
      .map((key) => copied(pod, ['spec', key]))
      .find((account) => typeof account?.value === 'string' && account.value !== '') ??
    concluded('default', pod, ['spec'])
  );
}

/** Up to 0.11, osm-init inherits this from the pod, and runs as root. */
function nonRootWithoutUser(pod: Resource): FactValue {
  const isNumbered = valueAt(pod.value, ['spec', 'securityContext', 'runAsUser']) !== undefined;
  const nonRoot = copied(pod, ['spec', 'securityContext', 'runAsNonRoot']);
  return nonRoot?.value === true && !isNumbered ? nonRoot : undefined;
}

interface Decided {
  readonly workload: Workload;
  readonly decision: OsmDecision;
}

/** For the first workload of the mesh in each namespace that runs under its default ServiceAccount: the others that do. */
function accountsShared(all: readonly Decided[]): ReadonlyMap<Workload, readonly Traced[]> {
  const unnamed = all.filter(
    ({ workload, decision }) =>
      decision.shouldInject.value === true && serviceAccountOf(workload.template).value === 'default',
  );
  const groups = groupBy(unnamed, ({ workload }) => workload.resource.id.namespace);
  return new Map(
    [...groups.values()].flatMap(([first, ...others]) =>
      first === undefined || others.length === 0
        ? []
        : [[first.workload, others.map(({ workload }) => accountPlace(workload))] as const],
    ),
  );
}

function accountPlace({ kind, name, template }: Workload): Traced {
  return serviceAccountOf(template).saying(`${kind} '${name}'`);
}
