import type { Graph } from '../../graph/graph.js';
import type { Component } from '../control-planes/components.js';
import type { HeldUp } from './held-up.js';
import type { WebhookEntry } from './webhook-entries.js';

/** What the webhook calls of a graph are judged against, looked up once for all of them. */
export interface Surroundings {
  readonly graph: Graph;
  readonly istiods: readonly Component[];
  /** In milliseconds: the capture is not older. */
  readonly latestTime: number | undefined;
}

/** What those of Istio are judged against beside that. */
export interface IstioSurroundings extends Surroundings {
  /** By the Service that they call: the first entry whose caBundle holds certificates. */
  readonly firstBundles: ReadonlyMap<string, WebhookEntry>;
  readonly heldUp: (entry: WebhookEntry) => HeldUp;
}
