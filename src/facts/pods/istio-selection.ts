import type { Graph } from '../../graph/graph.js';
import { matchesSelector } from '../../graph/selector.js';
import { labelsOf } from '../metadata.js';
import { liveIstioInjectors, type WebhookEntry } from '../webhooks/webhook-entries.js';
import type { PodInNamespace } from './pods.js';

/** The first live injector entry whose selectors match a pod and its namespace. */
export type SelectedBy = (member: PodInNamespace) => WebhookEntry | undefined;

/** The selectors as captured: clouds and older charts do not have the usual ones. */
export function istioSelection(graph: Graph): SelectedBy {
  const entries = liveIstioInjectors(graph);
  const ofNamespace = new Map<string, readonly WebhookEntry[]>();
  return ({ pod, namespace }) => {
    const { name } = namespace.id;
    let candidates = ofNamespace.get(name);
    if (candidates === undefined) {
      // The API server sets this label on every namespace; a manifest lacks it.
      const labels = { 'kubernetes.io/metadata.name': name, ...labelsOf(namespace) };
      candidates = entries.filter(({ value }) => matchesSelector(value.namespaceSelector, labels));
      ofNamespace.set(name, candidates);
    }
    return candidates.find(({ value }) => matchesSelector(value.objectSelector, labelsOf(pod)));
  };
}
