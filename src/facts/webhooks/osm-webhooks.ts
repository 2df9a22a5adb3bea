import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import { unknown } from '../../graph/unknown.js';
import { monitoredBy } from '../control-planes/osm-control-planes.js';
import { concluded, copied, type FactValue } from '../fact.js';
import { itemsAt } from '../metadata.js';
import { type WebhookEntry, webhookEntries } from './webhook-entries.js';

const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/** What an entry is called for, such as `CREATE pods`; undefined where its rules were cut off. */
export function operations({ configuration, path, value }: WebhookEntry): FactValue {
  const rules = itemsAt(value, ['rules']);
  if (rules.length === 0) return undefined;
  const called = rules.flatMap((rule) => {
    const resources = itemsAt(rule, ['resources']);
    return itemsAt(rule, ['operations'])
      .flatMap((operation) => (operation === '*' ? OPERATIONS : [operation]))
      .flatMap((operation) => resources.map((resource) => `${operation} ${resource}`));
  });
  return concluded(called, configuration, [...path, 'rules']);
}

/**
 * The configuration that a control plane keeps, of an entry that stands in a second one for the same mesh; undefined for
 * the entry that is kept. Which one that is, only the arguments of the control plane tell.
 */
export function twinOf(graph: Graph, entry: WebhookEntry): FactValue {
  if (monitoredBy(entry) === undefined) return undefined;
  const same = webhookEntries(graph).filter((each) => isSame(each, entry));
  const kept = same.find((each) => isKept(graph, each));
  if (kept === undefined) return same.length > 1 ? unknown('apps/Deployment') : undefined;
  return kept.configuration === entry.configuration
    ? undefined
    : copied(kept.configuration, ['metadata', 'name']);
}

function isSame(one: WebhookEntry, other: WebhookEntry): boolean {
  return one.name === other.name && monitoredBy(one)?.value === monitoredBy(other)?.value;
}

function isKept(graph: Graph, { configuration }: WebhookEntry): boolean {
  return graph
    .ofKind('meshlint/ControlPlane')
    .some(({ value }) =>
      ['webhookConfigName', 'validatorWebhookConfig'].some(
        (key) => valueAt(value, [key]) === configuration.id.name,
      ),
    );
}
