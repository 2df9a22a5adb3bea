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
  const configOf = configs();
  return (injector, { pod }) => {
    const namespace = namespaceOf(injector.entry);
    const name = configMapOf(injector);
    const [configMap] = graph.find({ kind: 'ConfigMap', namespace, name });
    if (configMap === undefined) return withoutConfigMap(injector, pod, namespace, name);
    return byConfigMap(configMap, configOf(configMap), injector, pod);
  };
}

/** The configuration of an injector is a long text: it is read once, not for each pod. */
type ConfigOf = (configMap: Resource) => Json;

function configs(): ConfigOf {
  const read = new Map<Resource, Json>();
  return (configMap) => {
    const config = read.get(configMap) ?? mappingAt(configMap.value, CONFIG);
    read.set(configMap, config);
    return config;
  };
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

function byConfigMap(configMap: Resource, config: Json, { entry }: Injector, pod: Resource): Step {
  const { name } = configMap.id;
  const decided = (words: string, key: string, answer: boolean): Step => ({
    by: 'policy',
    says: concluded(words, configMap, [...CONFIG, key]),
    answer,
  });
  const [listed] = LISTS.filter(({ key }) =>
    itemsAt(config, [key]).some((selector) => selectsPod(selector, pod)),
  );
  if (listed !== undefined) {
    return decided(`${listed.key} of ConfigMap ${name} matches it`, listed.key, listed.answer);
  }
  if (textAt(config, ['policy']) !== 'enabled') {
    return decided(`the policy of ConfigMap ${name} is not 'enabled'`, 'policy', false);
  }
  return entry === undefined
    ? decided(`the policy of ConfigMap ${name} is 'enabled'`, 'policy', true)
    : selectedBy(entry);
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
