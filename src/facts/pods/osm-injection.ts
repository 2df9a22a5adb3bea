import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import { kindName, type Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { MONITORED_BY } from '../control-planes/osm-control-planes.js';
import { osmPlanes } from '../control-planes/osm-planes.js';
import { concluded, type FactMapping, shared, type Traced } from '../fact.js';
import { annotationsOf, labelsOf, textAt } from '../metadata.js';
import { perGraphAnd } from '../per-graph.js';
import { isLineAtLeast, type Releases, releaseIn } from '../release.js';
import { meshNames } from '../settings/osm-modes.js';
import { refusalBySelectors, selectedByWebhook } from '../webhooks/osm-webhook-selection.js';
import { type WebhookEntry, webhookEntries } from '../webhooks/webhook-entries.js';
import { type Candidate, isOnHostNetwork } from './pods.js';

const NAME: Path = ['metadata', 'name'];
const LABELS: Path = ['metadata', 'labels'];
const IGNORE = 'openservicemesh.io/ignore';
const INJECTION = 'openservicemesh.io/sidecar-injection';
const ANNOTATION: Path = ['metadata', 'annotations', INJECTION];

/** The installed OSM meshes, as far as they bear on injection. */
export interface OsmInstallations {
  /** Undefined where the name of one of them, or even whether there is one, is not known. */
  readonly names: ReadonlySet<string> | undefined;
  readonly namespaces: ReadonlySet<string>;
  readonly lines: ReadonlyMap<string, string>;
  /** The line that the user states, of a mesh that is not in the input. */
  readonly statedLine: string | undefined;
  /** The captured entries of their webhooks. */
  readonly entries: readonly WebhookEntry[];
  /** What was decided about pods that have no say of their own, by their namespace and the entry that selects them. */
  readonly decided: Map<Resource, Map<WebhookEntry | undefined, OsmDecision>>;
}

const NOT_STATED: Releases = {};

export function osmInstallations(graph: Graph, stated: Releases = NOT_STATED): OsmInstallations {
  return installationsOf(graph, stated);
}

const installationsOf = perGraphAnd((graph, { osm }: Releases): OsmInstallations => {
  const planes = osmPlanes(graph);
  const texts = (key: string) =>
    planes.map(({ value }) => value[key]).filter((text) => typeof text === 'string');
  return {
    names: meshNames(graph),
    namespaces: new Set(texts('namespace')),
    lines: new Map(planes.map(({ value }) => [textAt(value, ['name']) ?? '', textAt(value, ['line']) ?? ''])),
    statedLine: osm === undefined ? undefined : releaseIn(osm)?.line,
    entries: webhookEntries(graph).filter(
      ({ mesh, role, configuration }) => mesh === 'osm' && role === 'injector' && configuration.captured,
    ),
    decided: new Map(),
  };
});

/** What a decision was made by. */
type DecidedBy =
  | 'hostNetwork'
  | 'namespaceName'
  | 'namespaceMissing'
  | 'monitoredBy'
  | 'ignore'
  | 'controlPlane'
  | 'webhook'
  | 'podAnnotation'
  | 'namespaceAnnotation'
  | 'release';

/** Whether a pod would get a sidecar, and the steps that led there: the last of them decided, and is the reason. */
export interface OsmDecision extends FactMapping {
  readonly shouldInject: Traced;
  readonly reason: Traced;
  readonly decidedBy: DecidedBy;
  /** The injector does not know an annotation, and the API server refuses the pod. */
  readonly refused: boolean;
  readonly chain: readonly { readonly says: Traced }[];
}

/** One step; without an answer the next one is asked. */
interface Step {
  readonly by: DecidedBy;
  readonly says: Traced;
  readonly answer?: 'inject' | 'do not' | 'refuse' | { readonly unknown: Json };
}

interface Situation extends Candidate {
  readonly installations: OsmInstallations;
  readonly line: string | undefined;
}

type Question = (situation: Situation) => Step | undefined;

/** What the injector and, before it, the selectors of its webhook ask. */
const QUESTIONS: readonly Question[] = [
  onHostNetwork,
  inReservedNamespace,
  inMonitoredNamespace,
  selected,
  annotated,
];

/** Most pods have no say of their own: about those of one namespace is decided once. */
export function osmDecision(installations: OsmInstallations, candidate: Candidate): OsmDecision {
  const { pod, namespace } = candidate;
  const hasOwnSay = isOnHostNetwork(pod) || annotationsOf(pod)[INJECTION] !== undefined;
  if (namespace === undefined || hasOwnSay) return decisionOf(installations, candidate);
  const entry = installations.entries.find((each) => selectedByWebhook(each, namespace, pod));
  const ofNamespace =
    installations.decided.get(namespace) ?? new Map<WebhookEntry | undefined, OsmDecision>();
  const known = ofNamespace.get(entry);
  if (known !== undefined) return known;
  const decision = decisionOf(installations, candidate);
  // Who is left out by a selector may be left out as this pod, and by its labels.
  const isOfPod = isLeftOut(installations, entry) || decision.chain.some(({ says }) => says.from === pod);
  if (!isOfPod) installations.decided.set(namespace, ofNamespace.set(entry, decision));
  return decision;
}

function isLeftOut({ entries }: OsmInstallations, entry: WebhookEntry | undefined): boolean {
  return entry === undefined && entries.length > 0;
}

function decisionOf(installations: OsmInstallations, candidate: Candidate): OsmDecision {
  const situation = { ...candidate, installations, line: lineFor(installations, candidate) };
  const steps: Step[] = [];
  for (const question of QUESTIONS) {
    const step = question(situation);
    if (step !== undefined) steps.push(step);
    if (step?.answer !== undefined) break;
  }
  const release = ofUnknownLine(situation, steps.at(-1));
  return decided(release === undefined ? steps : [...steps, release]);
}

function decided(steps: readonly Step[]): OsmDecision {
  const last = steps.at(-1);
  if (last === undefined) throw new Error('the annotations always decide');
  const { answer, says, by } = last;
  const value = typeof answer === 'object' ? answer.unknown : answer === 'inject';
  return {
    shouldInject: says.saying(value),
    reason: says,
    decidedBy: by,
    refused: answer === 'refuse',
    chain: shared(steps.map((step) => ({ says: step.says }))),
  };
}

/** The line of the mesh that monitors a namespace: of the only one, where the namespace does not tell. */
function lineFor({ lines, statedLine }: OsmInstallations, { namespace }: Candidate): string | undefined {
  const mesh = namespace && textAt(labelsOf(namespace), [MONITORED_BY]);
  const line = lines.size === 1 ? [...lines.values()][0] : lines.get(mesh ?? '');
  return line === undefined || line === '' ? statedLine : line;
}

function onHostNetwork({ pod, line }: Situation): Step | undefined {
  if (!isOnHostNetwork(pod) || line === undefined) return undefined;
  const says = (words: string) => concluded(words, pod, ['spec', 'hostNetwork']);
  return isLineAtLeast(line, '1.0')
    ? {
        by: 'hostNetwork',
        says: says(`hostNetwork is true, which OSM ${line} never injects`),
        answer: 'do not',
      }
    : { by: 'hostNetwork', says: says(`hostNetwork is true, and OSM ${line} injects all the same`) };
}

function inReservedNamespace({ installations, namespaceName, namespace, pod }: Situation): Step | undefined {
  const never = (words: string): Step => ({
    by: 'namespaceName',
    says: concluded(`namespace ${namespaceName} ${words}`, namespace ?? pod, NAME),
    answer: 'do not',
  });
  if (namespaceName === 'kube-system' || namespaceName === 'kube-public') return never('is never injected');
  return installations.namespaces.has(namespaceName) ? never('is that of OSM itself') : undefined;
}

function inMonitoredNamespace(situation: Situation): Step | undefined {
  const { installations, namespace, namespaceName } = situation;
  if (namespace === undefined) return withoutNamespace(situation);
  const monitoredBy = textAt(labelsOf(namespace), [MONITORED_BY]);
  if (monitoredBy === undefined) {
    const says = concluded(`namespace ${namespaceName} has no label ${MONITORED_BY}`, namespace, LABELS);
    return { by: 'monitoredBy', says, answer: 'do not' };
  }
  const step = (words: string) => ({
    by: 'monitoredBy' as const,
    says: concluded(`namespace ${namespaceName} is monitored by '${monitoredBy}'${words}`, namespace, [
      ...LABELS,
      MONITORED_BY,
    ]),
  });
  const { names } = installations;
  if (isPlaceholder(monitoredBy) || names === undefined || names.has(monitoredBy)) return step('');
  return { ...step(`, and the mesh is ${list(names)}`), answer: 'do not' };
}

/** Whatever the namespace says, a pod that opts out gets no sidecar. */
function withoutNamespace({ pod, line, namespaceName }: Situation): Step {
  if (annotation(pod, line) === 'disabled') return optOut(pod);
  return {
    by: 'namespaceMissing',
    says: concluded(`namespace ${namespaceName} is not in the input`, pod, NAME),
    answer: { unknown: unknown('Namespace') },
  };
}

/** The selectors as captured, else those that the release of OSM is known to write. */
function selected(situation: Situation): Step | undefined {
  const { installations, namespace, pod } = situation;
  if (namespace === undefined) return undefined;
  const [first] = installations.entries;
  if (first === undefined) return byUsualSelectors(situation, namespace);
  const entry = installations.entries.find((each) => selectedByWebhook(each, namespace, pod));
  if (entry === undefined) {
    const { by, says } = refusalBySelectors(first, namespace, pod);
    return { by, says, answer: 'do not' };
  }
  const { configuration, path } = entry;
  const says = `the webhook of ${configuration.id.name} selects it`;
  return { by: 'webhook', says: concluded(says, configuration, [...path, 'name']) };
}

function byUsualSelectors({ installations, line }: Situation, namespace: Resource): Step | undefined {
  const labels = labelsOf(namespace);
  const excluded = (by: DecidedBy, key: string): Step => ({
    by,
    says: concluded(`namespace ${namespace.id.name} has the label ${key}`, namespace, [...LABELS, key]),
    answer: 'do not',
  });
  if (labels[IGNORE] !== undefined) return excluded('ignore', IGNORE);
  if (installations.namespaces.has(textAt(labels, ['name']) ?? '')) return excluded('webhook', 'name');
  const isExcludedByControlPlane = line !== undefined && isLineAtLeast(line, '0.11');
  return labels['control-plane'] !== undefined && isExcludedByControlPlane
    ? excluded('controlPlane', 'control-plane')
    : undefined;
}

function annotated({ line, pod, namespace }: Situation): Step {
  const own = annotation(pod, line);
  if (own === 'placeholder') return filledInLater(pod);
  if (own === 'invalid') {
    const says = concluded('its annotation is none that OSM knows: it is refused', pod, ANNOTATION);
    return { by: 'podAnnotation', says, answer: 'refuse' };
  }
  const inherited = namespace && annotation(namespace, line);
  if (namespace !== undefined && inherited === 'invalid') {
    const says = 'the annotation of its namespace is none that OSM knows: it is refused';
    return {
      by: 'namespaceAnnotation',
      says: concluded(says, namespace, ANNOTATION),
      answer: 'refuse',
    };
  }
  if (own === 'enabled') {
    const says = concluded('its annotation enables injection', pod, ANNOTATION);
    return { by: 'podAnnotation', says, answer: 'inject' };
  }
  return own === 'disabled' ? optOut(pod) : byNamespaceAnnotation(namespace ?? pod, inherited);
}

function byNamespaceAnnotation(namespace: Resource, inherited: Annotation | undefined): Step {
  if (inherited === 'placeholder') return filledInLater(namespace);
  const { name } = namespace.id;
  const words =
    inherited === undefined
      ? `neither it nor namespace ${name} enables injection`
      : `namespace ${name} ${inherited === 'enabled' ? 'enables' : 'disables'} injection`;
  return {
    by: 'namespaceAnnotation',
    says: concluded(words, namespace, ANNOTATION),
    answer: inherited === 'enabled' ? 'inject' : 'do not',
  };
}

function optOut(pod: Resource): Step {
  const says = concluded('its annotation disables injection', pod, ANNOTATION);
  return { by: 'podAnnotation', says, answer: 'do not' };
}

function filledInLater(resource: Resource): Step {
  const says = concluded(
    `the annotation of ${resource.id.kind} ${resource.id.name} is filled in later`,
    resource,
    ANNOTATION,
  );
  return { by: 'podAnnotation', says, answer: { unknown: unknown(kindName(resource.id)) } };
}

type Annotation = 'enabled' | 'disabled' | 'invalid' | 'placeholder';

function annotation(resource: Resource, line: string | undefined): Annotation | undefined {
  const value = valueAt(resource.value, ANNOTATION);
  if (value === undefined) return undefined;
  const spelled = String(value ?? '').toLowerCase();
  if (spelled === '' && line !== undefined && !isLineAtLeast(line, '0.10')) return undefined;
  if (['enabled', 'yes', 'true'].includes(spelled)) return 'enabled';
  if (['disabled', 'no', 'false'].includes(spelled)) return 'disabled';
  return isPlaceholder(value) ? 'placeholder' : 'invalid';
}

/** Two marks keep a pod out in later lines only; of the second one a captured webhook tells. */
function ofUnknownLine({ line, pod, namespace, installations }: Situation, last?: Step): Step | undefined {
  const isBarred =
    namespace !== undefined &&
    installations.entries.length === 0 &&
    labelsOf(namespace)['control-plane'] !== undefined;
  if (line !== undefined || last?.answer !== 'inject' || !(isOnHostNetwork(pod) || isBarred))
    return undefined;
  const says = concluded('it depends on the release of OSM, which is not known', pod, NAME);
  return { by: 'release', says, answer: { unknown: unknown('apps/Deployment') } };
}

function list(names: ReadonlySet<string>): string {
  return [...names].map((name) => `'${name}'`).join(' or ');
}
