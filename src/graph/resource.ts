import type { ObjectAt, Part } from '../input/document.js';
import type { JsonObject } from '../input/json.js';
import { once } from '../input/once.js';
import type { Path } from '../input/path.js';
import type { Location } from '../input/source.js';

/** The identity of a resource: the version is no part of it. */
export interface ResourceId {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Undefined for cluster-scoped kinds, and for manifests that leave it to the command that applies them. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** A value inside a resource, and where it stands in a file: whoever wants to know the path only need not wait for that. */
export class Place {
  readonly resource: ResourceId;
  readonly path: Path;
  readonly #locate: () => Location;

  constructor(resource: ResourceId, path: Path, locate: () => Location) {
    this.resource = resource;
    this.path = path;
    this.#locate = once(locate);
  }

  get location(): Location {
    return this.#locate();
  }

  /** The same place, in a resource that is seen in another way. */
  in(resource: ResourceId): Place {
    return resource === this.resource ? this : new Place(resource, this.path, this.#locate);
  }
}

/** One Kubernetes object and where it stands; or a fact, which looks like one and points at real ones. */
export interface Resource {
  readonly id: ResourceId;
  readonly version: string;
  readonly value: JsonObject;
  /** Read from a cluster, not written by hand: it carries what only the API server sets. */
  readonly captured: boolean;
  /** Name of the file that it was read from; of a fact, the file of what it is about. */
  readonly source: string;
  /** The object that it was read from; undefined for a fact. */
  readonly read: ObjectAt | undefined;
  /** The file that it was rendered from (`shop/templates/target.yaml`), where the input tells it. */
  renderedFrom(): string | undefined;
  /** Always answers: a path that does not exist has the place of its nearest parent. */
  place(path: Path, part?: Part): Place;
}

export { type KindName, kindName } from '../input/kinds.js';

export function isSameId(one: ResourceId, other: ResourceId): boolean {
  return (
    one.name === other.name &&
    one.namespace === other.namespace &&
    one.kind === other.kind &&
    one.group === other.group
  );
}
