import type { Graph } from '../../graph/graph.js';
import { kindName, type Resource } from '../../graph/resource.js';
import { isObject, type Json, type JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';

export const MUTATING = 'admissionregistration.k8s.io/MutatingWebhookConfiguration';
export const VALIDATING = 'admissionregistration.k8s.io/ValidatingWebhookConfiguration';

/** One entry of a webhook configuration: the API server calls, and selects, each on its own. */
export interface WebhookEntry {
  readonly configuration: Resource;
  readonly path: Path;
  readonly value: JsonObject;
  readonly name: string;
  readonly mesh: 'osm' | 'istio' | 'other';
  /** Undefined for the webhooks of no mesh, which may do anything. */
  readonly role: 'injector' | 'validator' | undefined;
}

/** Whose an entry is tells its name alone: configurations are renamed by clouds, tags and namespaces. */
const OWNERS = [
  { names: /^osm-inject\.k8s\.io$/, mesh: 'osm', role: 'injector' },
  { names: /^osm-(validator|config-webhook)\.k8s\.io$/, mesh: 'osm', role: 'validator' },
  { names: /(^|\.)sidecar-injector\.istio\.io$/, mesh: 'istio', role: 'injector' },
  { names: /(^|\.)validation\.istio\.io$/, mesh: 'istio', role: 'validator' },
] as const;

export function webhookEntries(graph: Graph): readonly WebhookEntry[] {
  return [...graph.ofKind(MUTATING), ...graph.ofKind(VALIDATING)].flatMap((configuration) =>
    itemsAt(configuration.value, ['webhooks']).flatMap((value, index) =>
      isObject(value) ? [entry(configuration, ['webhooks', index], value)] : [],
    ),
  );
}

/** The entries that can match something and lead to an injector of Istio. */
export function liveIstioInjectors(graph: Graph): readonly WebhookEntry[] {
  return webhookEntries(graph).filter((entry) => leadsToInjector(entry) && !isDeactivated(entry));
}

/** The API server asks an entry whatever its name is: one that istiod does not know by name may call it all the same. */
function leadsToInjector(entry: WebhookEntry): boolean {
  if (entry.mesh === 'istio') return entry.role === 'injector';
  if (entry.mesh === 'osm' || kindName(entry.configuration.id) !== MUTATING) return false;
  const service = serviceOf(entry) ?? {};
  const [name = '', path = ''] = ['name', 'path'].map((key) => textAt(service, [key]));
  return /^istiod(-|$)/.test(name) && /^\/inject(\/|$)/.test(path);
}

/** `istioctl tag set default` asks the old injector for a label that nothing ever carries. */
export function isDeactivated({ value }: WebhookEntry): boolean {
  return [value.namespaceSelector, value.objectSelector].some(
    (selector) => selectedValues(selector, 'istio.io/deactivated').length > 0,
  );
}

/** The values that a selector admits for a label, each with its path in the selector. */
export function selectedValues(
  selector: Json | undefined,
  key: string,
): readonly { readonly value: string; readonly path: Path }[] {
  if (selector === undefined) return [];
  const exact = textAt(selector, ['matchLabels', key]);
  const listed = itemsAt(selector, ['matchExpressions']).flatMap((expression, index) =>
    isObject(expression) && expression.key === key && expression.operator === 'In'
      ? itemsAt(expression, ['values']).map((value, at) => ({
          value: String(value),
          path: ['matchExpressions', index, 'values', at],
        }))
      : [],
  );
  return exact === undefined ? listed : [{ value: exact, path: ['matchLabels', key] }, ...listed];
}

/** Whether a selector matches only what carries a label, whatever its value. */
export function asksForLabel(selector: Json | undefined, key: string): boolean {
  if (selector === undefined) return false;
  const expressions = itemsAt(selector, ['matchExpressions']).filter(isObject);
  return (
    textAt(selector, ['matchLabels', key]) !== undefined ||
    expressions.some((each) => each.key === key && ['In', 'Exists'].includes(String(each.operator)))
  );
}

/** The Service that an entry calls; undefined where it calls a `url`. */
export function serviceOf({ value }: WebhookEntry): JsonObject | undefined {
  const service = mappingAt(value, ['clientConfig', 'service']);
  return textAt(service, ['name']) === undefined ? undefined : service;
}

function entry(configuration: Resource, path: Path, value: JsonObject): WebhookEntry {
  const name = textAt(value, ['name']) ?? '';
  const owner = OWNERS.find(({ names }) => names.test(name));
  return { configuration, path, value, name, mesh: owner?.mesh ?? 'other', role: owner?.role };
}
