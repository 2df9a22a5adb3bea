import type { Json, JsonObject } from '../../src/input/json.js';
import type { App } from './cluster/plan.js';

/** A mistake that somebody makes in one object, and what meshlint has to say of it. */
export interface Fault {
  readonly rule: string;
  readonly kind: string;
  /** What is changed, and to what; `undefined` takes it away. */
  readonly path: readonly (string | number)[];
  readonly to: (app: App) => Json | undefined;
  /** What the finding shows, where that is not what was changed. */
  readonly shown?: readonly (string | number)[];
  /** Which applications have such an object; all of the mesh, where nothing is said. */
  readonly suits?: (app: App) => boolean;
}

/** A fault in an object. */
export interface Planted {
  readonly fault: Fault;
  readonly object: JsonObject;
}

export const FAULTS: Readonly<Record<App['space']['mesh'], readonly Fault[]>> = { osm: [], istio: [], none: [] };
