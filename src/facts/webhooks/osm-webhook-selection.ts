import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import type { Json } from '../../input/json.js';
import { concluded, type Traced } from '../fact.js';
import { itemsAt, labelsOf, textAt } from '../metadata.js';
import type { WebhookEntry } from './webhook-entries.js';

/** Whether the API server asks a webhook about a pod, or about those of a template in the shape of one. */
export function selectedByWebhook({ value }: WebhookEntry, namespace: Resource, pod: Resource): boolean {
  return (
    matchesSelector(value.namespaceSelector, allLabels(namespace)) &&
    matchesSelector(value.objectSelector, labelsOf(pod))
  );
}

/** The API server sets one label on every namespace; a manifest lacks it. */
function allLabels(namespace: Resource): Json {
  return { 'kubernetes.io/metadata.name': namespace.id.name, ...labelsOf(namespace) };
}

interface Refusal {
  readonly by: 'ignore' | 'controlPlane' | 'webhook';
  readonly says: Traced;
}

/** Why a webhook is not asked: a label that it does not want, else its selector. */
export function refusalBySelectors(entry: WebhookEntry, namespace: Resource, pod: Resource): Refusal {
  const key = unwantedLabel(entry, namespace);
  if (key !== undefined) {
    const says = `namespace ${namespace.id.name} has the label ${key}`;
    return { by: nameOf(key), says: concluded(says, namespace, ['metadata', 'labels', key]) };
  }
  const { configuration, path, value } = entry;
  const isOfPod = matchesSelector(value.namespaceSelector, allLabels(namespace));
  const part = isOfPod ? 'objectSelector' : 'namespaceSelector';
  const subject = isOfPod ? pod.id : namespace.id;
  const says = `the ${part} of the webhook of ${configuration.id.name} leaves out ${subject.kind.toLowerCase()} ${subject.name}`;
  return { by: 'webhook', says: concluded(says, configuration, [...path, part]) };
}

function nameOf(key: string): Refusal['by'] {
  if (key === 'openservicemesh.io/ignore') return 'ignore';
  return key === 'control-plane' ? 'controlPlane' : 'webhook';
}

/** The first label of a namespace that would have to go for the webhook to be asked. */
function unwantedLabel({ value }: WebhookEntry, namespace: Resource): string | undefined {
  const labels = labelsOf(namespace);
  return itemsAt(value, ['namespaceSelector', 'matchExpressions'])
    .filter((expression) => ['DoesNotExist', 'NotIn'].includes(textAt(expression, ['operator']) ?? ''))
    .filter((expression) => !matchesSelector({ matchExpressions: [expression] }, labels))
    .map((expression) => String(valueAt(expression, ['key'])))
    .find((key) => labels[key] !== undefined);
}
