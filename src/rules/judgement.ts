import type { Existence, Graph, Question } from '../graph/graph.js';
import type { Resource } from '../graph/resource.js';
import type { Need } from '../graph/unknown.js';
import type { Json } from '../input/json.js';
import { type Path, segmentsOf } from '../input/path.js';
import type { MeshName, MeshReleases } from './releases.js';

/** A foreign key that a condition followed, and what it found. */
export interface Reference {
  readonly question: Question;
  readonly existence: Existence;
}

/** What a condition is judged against. */
export interface Setting {
  readonly graph: Graph;
  readonly releases: MeshReleases;
}

/** Where a condition is judged. */
export interface Standpoint {
  readonly resource: Resource;
  /** The path of the value that the condition is about. */
  readonly path: Path;
}

/**
 * What one run of a condition sees and leaves behind. The graph keywords are called by the schema validator, deep inside
 * a condition, with this as their only way out: they answer true or false there, and note here what they rest on.
 */
export class Judgement {
  readonly setting: Setting;
  readonly standpoint: Standpoint;
  /** What an unknown answers in this run. */
  readonly unknownAs: boolean;
  #needs: Need[] | undefined;
  #probable: string[] | undefined;
  #certain: string[] | undefined;
  #references: Map<string, Reference> | undefined;
  #missing: Need[] | undefined;
  #asked: Set<MeshName> | undefined;

  constructor(setting: Setting, standpoint: Standpoint, unknownAs: boolean) {
    this.setting = setting;
    this.standpoint = standpoint;
    this.unknownAs = unknownAs;
  }

  // Thousands of judgements note nothing: a collection is made when somebody asks for it.

  /** Kinds that would have told what was unknown. */
  get needs(): Need[] {
    this.#needs ??= [];
    return this.#needs;
  }

  /** Evidence for what is only probably absent. */
  get probable(): string[] {
    this.#probable ??= [];
    return this.#probable;
  }

  /** Evidence for what is certainly absent. */
  get certain(): string[] {
    this.#certain ??= [];
    return this.#certain;
  }

  /** References by the path of the value that they start from, below the standpoint. */
  get references(): Map<string, Reference> {
    this.#references ??= new Map();
    return this.#references;
  }

  /** Kinds of what is absent, certainly or probably. */
  get missing(): Need[] {
    this.#missing ??= [];
    return this.#missing;
  }

  /** Meshes of which a narrow range of releases was asked. */
  get asked(): Set<MeshName> {
    this.#asked ??= new Set();
    return this.#asked;
  }

  get root(): Json {
    return this.standpoint.resource.value;
  }

  /** The path, from the root of the resource, of a value that the validator stands at. */
  pathOf(instancePath: string): Path {
    return instancePath === ''
      ? this.standpoint.path
      : [...this.standpoint.path, ...segmentsOf(instancePath)];
  }
}
