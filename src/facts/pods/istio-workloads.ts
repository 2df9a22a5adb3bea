import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { unknownsIn } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { hasIstio } from '../control-planes/istio-planes.js';
import { copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { labelsOf } from '../metadata.js';
import { candidateOf, DECIDING_KINDS, type IstioDecision, istioInjection } from './istio-injection.js';
import { INJECT, podRevision, REVISION, wishInVain } from './istio-labels.js';
import {
  appUsers,
  hasProxy,
  type IstioRole,
  injectedRevision,
  isInjected,
  isOfControlPlane,
  isRedirected,
  proxyImage,
  roleOf,
} from './istio-sidecars.js';
import { namesOf, who } from './osm-pod-groups.js';
import type { Candidate } from './pods.js';
import { restartCommand, WORKLOAD_KINDS, type Workload, workloads } from './workloads.js';

const NAME: Path = ['metadata', 'name'];
const LABELS: Path = ['metadata', 'labels'];
const ANNOTATIONS: Path = ['metadata', 'annotations'];

/** Whether Istio would inject into the pods of each workload, by which steps, what it is to the mesh, and how its pods fit that. */
export const istioWorkloads: FactSource = {
  kind: 'IstioWorkload',
  reads: WORKLOAD_KINDS,
  looksAt: [
    ...DECIDING_KINDS,
    'Namespace',
    'meshlint/ControlPlane',
    'meshlint/IstioRevision',
    'meshlint/Mesh',
  ],
  derive: (graph, stated) => {
    if (!hasIstio(graph)) return [];
    const decide = istioInjection(graph, stated);
    const targets = revisionsByName(graph);
    return workloads(graph).map((workload) => {
      const candidate = candidateOf(graph, workload.template);
      return istioWorkload(workload, candidate, decide(candidate), targets);
    });
  },
};

/** The revisions that the values of istio.io/rev lead to: tags are resolved. */
function revisionsByName(graph: Graph): ReadonlyMap<string, string> {
  return new Map(
    graph
      .ofKind('meshlint/IstioRevision')
      .flatMap(({ id, value }) => (typeof value.revision === 'string' ? [[id.name, value.revision]] : [])),
  );
}

function istioWorkload(
  workload: Workload,
  candidate: Candidate,
  decision: IstioDecision,
  targets: ReadonlyMap<string, string>,
): Resource {
  const { resource, template } = workload;
  const role = roleOfAll(workload, roleOf(candidate, decision.shouldInject.value));
  const hasSidecar = sidecarOf(workload);
  const known = {
    workloadKind: workload.kind,
    workload: workload.name,
    restart: restartCommand(workload),
    labels: copied(template, LABELS),
    annotations: copied(template, ANNOTATIONS),
  };
  return fact('IstioWorkload', { resource, path: NAME }, resource.id.name, known, decision, {
    podRevision: podRevision(candidate, targets),
    strayRevision: strayRevision(workload, decision),
    asksInVain: wishInVain(candidate)?.says,
    role,
    hasSidecar,
    inMesh: isInMesh(role, hasSidecar, decision),
    hostNetwork: copied(template, ['spec', 'hostNetwork']),
    users: appUsers(template),
    proxyImage: proxyImage(template),
    ofOtherRevision: podsOfOtherRevision(workload, decision),
    uninvited: role === 'workload' ? podsUninvited(workload, decision) : undefined,
  });
}

/** The revision that stands on the workload itself, where nobody reads it, and that its pods neither name nor get. */
function strayRevision(
  { resource, template }: Workload,
  { askedOf, revision }: IstioDecision,
): Traced | undefined {
  const stray = copied(resource, ['metadata', 'labels', REVISION]);
  const isRead = resource === template || labelsOf(template)[REVISION] !== undefined;
  const isRefused = labelsOf(template)[INJECT] === 'false';
  if (isRead || isRefused || isOfControlPlane(resource)) return undefined;
  return [askedOf?.value, revision?.value].includes(stray?.value) ? undefined : stray;
}

/** Where the labels of the namespace are not in the input, running pods tell that they are in ambient mode. */
function roleOfAll({ pods }: Workload, ofTemplate: IstioRole): IstioRole {
  return ofTemplate === 'workload' && pods.some(isRedirected) ? 'ambient' : ofTemplate;
}

/** Of its captured pods, or of a template that a tool has put the proxy into; undefined where neither tells. */
function sidecarOf({ pods, template }: Workload): boolean | undefined {
  if ([template, ...pods].some(hasProxy)) return true;
  return pods.length === 0 ? undefined : false;
}

function isInMesh(role: IstioRole, hasSidecar: boolean | undefined, decision: IstioDecision): Json {
  if (role === 'gateway' || role === 'ambient') return true;
  if (role === 'control-plane') return false;
  const { asked, shouldInject } = decision;
  const isOpen = unknownsIn(shouldInject.value).length > 0;
  if (hasSidecar === true) return true;
  return isOpen && hasSidecar === false && asked === undefined ? false : shouldInject.value;
}

/** The pods that another revision has injected than the one that would inject new ones: they are made of the template. */
function podsOfOtherRevision({ pods }: Workload, decision: IstioDecision): FactMapping | undefined {
  const { revision: now, selectedBy, shouldInject } = decision;
  if (shouldInject.value !== true || selectedBy === undefined || now === undefined) return undefined;
  const injected = (pod: Resource) => (hasProxy(pod) ? injectedRevision(pod) : undefined);
  const others = pods.filter((pod) => ![undefined, now.value].includes(injected(pod)?.value));
  const [first] = others;
  return first && { who: who(others), pods: namesOf(others), injected: injected(first), now };
}

/** The pods that have a sidecar of the injector, where new ones would get none. */
function podsUninvited({ pods }: Workload, { shouldInject, reason }: IstioDecision): FactMapping | undefined {
  if (shouldInject.value !== false) return undefined;
  const uninvited = pods.filter((pod) => hasProxy(pod) && isInjected(pod));
  return uninvited.length === 0 ? undefined : { who: who(uninvited), pods: namesOf(uninvited), reason };
}
