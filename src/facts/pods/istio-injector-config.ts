import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { concluded } from '../fact.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { serviceOf, type WebhookEntry } from '../webhooks/webhook-entries.js';
import { type Injector, nameOf, type Step } from './istio-selection.js';
import type { Candidate } from './pods.js';

const CONFIG: Path = ['data', 'config', INSIDE_YAML];

/** What the ConfigMap of an injector decides about a pod that decides nothing itself: selectors first, then the policy. */
export function injectorConfigurations(graph: Graph): (injector: Injector, candidate: Candidate) => Step {
  const known = new Map<Injector, Configuration>();
  return (injector, { pod }) => {
    const configuration = known.get(injector) ?? configurationOf(graph, injector);
    known.set(injector, configuration);
    return configuration(pod);
  };
}

/** The configuration of an injector is a long text: it is read once, not for each pod. */
type Configuration = (pod: Resource) => Step;

function configurationOf(graph: Graph, injector: Injector): Configuration {
  const namespace = namespaceOf(injector.entry);
  const name = configMapOf(injector);
  const [configMap] = graph.find({ kind: 'ConfigMap', namespace, name });
  return configMap === undefined
    ? (pod) => withoutConfigMap(injector, pod, namespace, name)
    : inConfigMap(configMap, injector);
}

function namespaceOf(entry: WebhookEntry | undefined): string {
  return textAt((entry && serviceOf(entry)) ?? {}, ['namespace']) ?? 'istio-system';
}

/** The name of the ConfigMap that holds the configuration of an injector. */
function configMapOf(injector: Injector): string {
  const revision = nameOf(injector);
  return revision === 'default' ? 'istio-sidecar-injector' : `istio-sidecar-injector-${revision}`;
}

/** An injector that is assumed is as the charts write it; that of a managed control plane is not in the cluster. */
function withoutConfigMap(injector: Injector, pod: Resource, namespace: string, name: string): Step {
  const { entry } = injector;
  const path = ['metadata', 'name'];
  if (entry === undefined) {
    return { by: 'policy', says: concluded('its policy is the usual one', pod, path), answer: true };
  }
  if (nameOf(injector).startsWith('asm-managed')) return selectedBy(entry);
  const says = concluded(`the policy of ConfigMap ${namespace}/${name} is not in the input`, pod, path);
  return { by: 'policy', says, answer: { unknown: unknown('ConfigMap', namespace) } };
}

function selectedBy({ name, configuration, path }: WebhookEntry): Step {
  const words = `webhook ${name} of ${configuration.id.name} selects it`;
  return { by: 'webhook', says: concluded(words, configuration, path), answer: true };
}

function inConfigMap(configMap: Resource, { entry }: Injector): Configuration {
  const config = mappingAt(configMap.value, CONFIG);
  const { name } = configMap.id;
  const decided = (words: string, key: string, answer: boolean): Step => ({
    by: 'policy',
    says: concluded(words, configMap, [...CONFIG, key]),
    answer,
  });
  const lists = LISTS.map(({ key, answer }) => ({
    selectors: itemsAt(config, [key]),
    step: decided(`${key} of ConfigMap ${name} matches it`, key, answer),
  }));
  const otherwise =
    textAt(config, ['policy']) !== 'enabled'
      ? decided(`the policy of ConfigMap ${name} is not 'enabled'`, 'policy', false)
      : entry === undefined
        ? decided(`the policy of ConfigMap ${name} is 'enabled'`, 'policy', true)
        : selectedBy(entry);
  return (pod) =>
    lists.find(({ selectors }) => selectors.some((each) => selectsPod(each, pod)))?.step ?? otherwise;
}

/** In the order in which they are asked. */
const LISTS = [
  { key: 'neverInjectSelector', answer: false },
  { key: 'alwaysInjectSelector', answer: true },
] as const;

/** In these lists an empty selector matches nothing. */
function selectsPod(selector: Json, pod: Resource): boolean {
  const isEmpty =
    Object.keys(mappingAt(selector, ['matchLabels'])).length === 0 &&
    itemsAt(selector, ['matchExpressions']).length === 0;
  return !isEmpty && matchesSelector(selector, labelsOf(pod));
}
