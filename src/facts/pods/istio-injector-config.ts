import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { concluded } from '../fact.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { serviceOf, type WebhookEntry } from '../webhooks/webhook-entries.js';
import { type Decision, no, type PodInNamespace, yes } from './pods.js';

/** What the injector decides about a pod that it is asked about. */
export type PolicyOf = (entry: WebhookEntry, member: PodInNamespace) => Decision;

const CONFIG: Path = ['data', 'config', INSIDE_YAML];

/** What the ConfigMap of the injector decides about a pod that decides nothing itself: selectors first, then the policy. */
export function injectorConfigurations(graph: Graph): PolicyOf {
  const configOf = configs();
  return (entry, { pod }) => byConfiguration(graph, configOf, entry, pod);
}

function byConfiguration(graph: Graph, configOf: ConfigOf, entry: WebhookEntry, pod: Resource): Decision {
  const namespace = textAt(serviceOf(entry) ?? {}, ['namespace']) ?? 'istio-system';
  const revision = textAt(entry.configuration.value, ['metadata', 'labels', 'istio.io/rev']) ?? 'default';
  const name = revision === 'default' ? 'istio-sidecar-injector' : `istio-sidecar-injector-${revision}`;
  const [configMap] = graph.find({ kind: 'ConfigMap', namespace, name });
  if (configMap !== undefined) return byConfigMap(configMap, configOf(configMap), entry, pod);
  const path = ['metadata', 'name'];
  return {
    shouldInject: concluded(unknown('ConfigMap', namespace), pod, path),
    reason: concluded(`the policy of ConfigMap ${namespace}/${name} is not in the input`, pod, path),
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

function byConfigMap(configMap: Resource, config: Json, entry: WebhookEntry, pod: Resource): Decision {
  const { name } = configMap.id;
  const isListed = (key: string) => itemsAt(config, [key]).some((selector) => selectsPod(selector, pod));
  if (isListed('neverInjectSelector')) {
    return no(`neverInjectSelector of ConfigMap ${name} matches it`, configMap, [
      ...CONFIG,
      'neverInjectSelector',
    ]);
  }
  if (isListed('alwaysInjectSelector')) {
    return yes(`alwaysInjectSelector of ConfigMap ${name} matches it`, configMap, [
      ...CONFIG,
      'alwaysInjectSelector',
    ]);
  }
  if (textAt(config, ['policy']) === 'enabled') {
    return yes(
      `webhook ${entry.name} of ${entry.configuration.id.name} selects it`,
      entry.configuration,
      entry.path,
    );
  }
  return no(`the policy of ConfigMap ${name} is not 'enabled'`, configMap, [...CONFIG, 'policy']);
}

/** In these lists an empty selector matches nothing. */
function selectsPod(selector: Json, pod: Resource): boolean {
  const isEmpty =
    Object.keys(mappingAt(selector, ['matchLabels'])).length === 0 &&
    itemsAt(selector, ['matchExpressions']).length === 0;
  return !isEmpty && matchesSelector(selector, labelsOf(pod));
}
