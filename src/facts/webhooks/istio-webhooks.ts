import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { groupBy } from '../../input/group-by.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, type FactValue, fact } from '../fact.js';
import { itemsAt, labelsOf, textAt } from '../metadata.js';
import { allPods, POD_KINDS } from '../pods/pod-templates.js';
import { namespaceLabels } from './held-up.js';
import { labelsForBoth } from './selector-overlap.js';
import {
  isDeactivated,
  MUTATING,
  serviceOf,
  VALIDATING,
  type WebhookEntry,
  webhookEntries,
} from './webhook-entries.js';

const NAME: Path = ['metadata', 'name'];
const REVISION: Path = ['metadata', 'labels', 'istio.io/rev'];
const CALLED_NAMESPACE: Path = ['clientConfig', 'service', 'namespace'];
const TAG: Path = ['metadata', 'labels', 'istio.io/tag'];

/** The webhook configurations of Istio of which at least one entry is alive: whose they are, and what they share with others. */
export const istioWebhooks: FactSource = {
  kind: 'IstioWebhook',
  reads: [MUTATING, VALIDATING],
  looksAt: [...POD_KINDS, 'Namespace'],
  derive: (graph) => {
    const live = webhookEntries(graph).filter((entry) => entry.mesh === 'istio' && !isDeactivated(entry));
    const configurations = groupBy(live, ({ configuration }) => configuration);
    const injectors = live.filter(({ role }) => role === 'injector');
    return [...configurations].map(([configuration, entries]) =>
      webhook(graph, configuration, entries, injectors),
    );
  },
};

function webhook(
  graph: Graph,
  configuration: Resource,
  entries: readonly WebhookEntry[],
  injectors: readonly WebhookEntry[],
): Resource {
  const [first] = entries;
  const calling = entries.find((entry) => serviceOf(entry) !== undefined);
  return fact('IstioWebhook', { resource: configuration, path: NAME }, configuration.id.name, {
    role: first?.role,
    configuration: { kind: configuration.id.kind, name: copied(configuration, NAME) },
    revision: copied(configuration, REVISION),
    tag: copied(configuration, TAG),
    calledNamespace: calling && copied(configuration, [...calling.path, ...CALLED_NAMESPACE]),
    call: calling && `${configuration.id.name}/${calling.name}`,
    failsClosed: entries.some(isFailing),
    knownByLabel: entries.some(({ name }) => name !== 'sidecar-injector.istio.io'),
    ...(first?.role === 'validator'
      ? ofValidator(configuration, entries, injectors)
      : ofInjector(graph, configuration, entries, injectors)),
  });
}

function ofInjector(
  graph: Graph,
  configuration: Resource,
  entries: readonly WebhookEntry[],
  injectors: readonly WebhookEntry[],
): FactMapping {
  return {
    namesake: namesake(configuration, injectors),
    overlap: firstOverlap(graph, injectors, entries),
  };
}

/** The injector of a revision whose name a tag has taken. */
function namesake({ value }: Resource, injectors: readonly WebhookEntry[]): FactValue {
  const tag = textAt(value, TAG);
  const found = injectors.find(
    ({ configuration: other }) =>
      textAt(other.value, TAG) === undefined && textAt(other.value, REVISION) === tag,
  );
  return tag === undefined ? undefined : found && copied(found.configuration, NAME);
}

function ofValidator(
  { id }: Resource,
  entries: readonly WebhookEntry[],
  injectors: readonly WebhookEntry[],
): FactMapping {
  const tag = injectors.find(({ configuration }) => textAt(configuration.value, TAG) === 'default');
  const isDefault = id.name === 'istiod-default-validator';
  return {
    takesUnlabelled: entries.some(({ value }) => matchesSelector(value.objectSelector, {})),
    injectedByDefault: isDefault && tag !== undefined ? copied(tag.configuration, REVISION) : undefined,
  };
}

function isFailing({ configuration, value }: WebhookEntry): boolean {
  const stated = textAt(value, ['failurePolicy']);
  return stated === undefined ? configuration.version === 'v1' : stated === 'Fail';
}

/** Two entries that may be asked about one pod, which both then inject. */
interface Overlap {
  readonly entry: WebhookEntry;
  readonly other: WebhookEntry;
  readonly namespaceLabels: readonly string[];
  readonly podLabels: readonly string[];
}

/** Of the overlaps with earlier entries one that happens at hand, else one that could happen. */
function firstOverlap(
  graph: Graph,
  injectors: readonly WebhookEntry[],
  entries: readonly WebhookEntry[],
): FactValue {
  const found = entries
    .filter(({ role }) => role === 'injector')
    .flatMap((entry) =>
      injectors.slice(0, injectors.indexOf(entry)).flatMap((other) => overlap(entry, other) ?? []),
    );
  for (const each of found) {
    const namespace = namespaceOfBoth(graph, each);
    if (namespace !== undefined) return { ...said(each), namespace: copied(namespace, NAME) };
  }
  return found[0] && said(found[0]);
}

/** Conditions in CEL, which are not evaluated here, may keep two entries apart. */
function overlap(entry: WebhookEntry, other: WebhookEntry): Overlap | undefined {
  const isConditional = [entry, other].some(({ value }) => itemsAt(value, ['matchConditions']).length > 0);
  const selectors = (key: string) => [entry.value[key], other.value[key]] as const;
  const namespaceLabels = labelsForBoth(...selectors('namespaceSelector'));
  const podLabels = labelsForBoth(...selectors('objectSelector'));
  return isConditional || namespaceLabels === undefined || podLabels === undefined
    ? undefined
    : { entry, other, namespaceLabels, podLabels };
}

/** A captured namespace from which both would be asked: about any pod, or about one that is there. */
function namespaceOfBoth(graph: Graph, { entry, other }: Overlap): Resource | undefined {
  const both = [entry, other].map(({ value }) => value);
  if (![entry, other].every(({ configuration }) => configuration.captured)) return undefined;
  const isOfBoth = (labels: Parameters<typeof matchesSelector>[1]) =>
    both.every(({ objectSelector }) => matchesSelector(objectSelector, labels));
  return graph
    .ofKind('Namespace')
    .filter(({ captured }) => captured)
    .filter((namespace) =>
      both.every(({ namespaceSelector }) => matchesSelector(namespaceSelector, namespaceLabels(namespace))),
    )
    .find(({ id }) => isOfBoth({}) || allPods(graph, id.name).some((pod) => isOfBoth(labelsOf(pod))));
}

function said({ entry, other, namespaceLabels: ofNamespace, podLabels }: Overlap): FactMapping {
  const { configuration, path } = entry;
  const at = [...path, entry.value.namespaceSelector === undefined ? 'name' : 'namespaceSelector'];
  return {
    entry: concluded(entry.name, configuration, at),
    configuration: copied(other.configuration, NAME),
    other: copied(other.configuration, [...other.path, 'name']),
    sameRevision: isOfSameRevision(configuration, other.configuration),
    namespaces: labelled('namespaces', ofNamespace),
    pods: labelled('pods', podLabels),
  };
}

function isOfSameRevision(one: Resource, other: Resource): boolean {
  const revision = textAt(one.value, REVISION);
  return revision !== undefined && revision === textAt(other.value, REVISION);
}

function labelled(things: string, labels: readonly string[]): string {
  return labels.length === 0 ? things : `${things} with ${labels.join(' and ')}`;
}
