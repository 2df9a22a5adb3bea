import type { Graph } from '../../graph/graph.js';
import type { Component } from '../control-planes/components.js';

/** What the webhook calls of a graph are judged against, looked up once for all of them. */
export interface Surroundings {
  readonly graph: Graph;
  readonly istiods: readonly Component[];
  /** In milliseconds: the capture is not older. */
  readonly latestTime: number | undefined;
}
