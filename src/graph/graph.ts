import type { Claim } from '../input/claim.js';
import { groupBy } from '../input/group-by.js';
import { isClusterScoped } from '../input/kinds.js';
import { type Columns, KindIndex, matchesColumns } from './kind-index.js';
import { isAlwaysThere } from './kinds.js';
import { type Knowledge, Ledger, NOTHING, stronger, weaker } from './ledger.js';
import { pick, valueAt } from './query.js';
import { type KindName, kindName, type Resource } from './resource.js';
import { holdsUnknown } from './unknown.js';

/** A question for a resource. What is left out is not asked. */
export interface Question {
  readonly kind: KindName;
  /** Undefined: in any namespace. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly where?: Columns;
}

/** Whether a resource exists, and how one knows. Absence of a thing proves nothing unless the input would have held it. */
export type Existence =
  | { readonly answer: 'yes'; readonly found: Resource | undefined }
  | Absence
  /** The resource of that name is here and lacks what was asked of it: nothing else can have it. */
  | { readonly answer: 'no'; readonly lacking: Resource }
  | { readonly answer: 'unknown' };

/** A resource is not there, as evidence says: of its kind, or of what it could not be there without. */
export interface Absence {
  readonly answer: 'no' | 'probably not';
  readonly evidence: string;
  readonly lacks?: 'definition' | 'namespace';
}

const YES: Existence = { answer: 'yes', found: undefined };
const CRD = 'apiextensions.k8s.io/CustomResourceDefinition';

/** How the facts of one kind are made of a graph, as soon as somebody asks for them. */
export interface Derivation {
  /** The kinds that they are made of: they are no better known than the least known of these. */
  readonly derivedFrom: readonly KindName[];
  readonly derive: (graph: Graph) => readonly Resource[];
}

const EMPTY = new KindIndex([]);

/** What was read of one cluster or repository. */
export interface WhatWasRead {
  readonly resources: readonly Resource[];
  readonly claims: readonly Claim[];
  /** Further namespaces of captured objects: not all that was captured is read, and a resource therefore. */
  readonly namespaces?: Iterable<string>;
}

/** The resources of one cluster or repository, found by kind, identity and value, and what is known of their kinds. */
export class Graph {
  /** What was read: facts are none of it. */
  readonly resources: readonly Resource[];
  readonly #read: WhatWasRead;
  readonly #ledger: Ledger;
  readonly #derivations: ReadonlyMap<KindName, Derivation>;
  /** What was read, and the facts that somebody has asked for. */
  readonly #kinds: Map<KindName, KindIndex>;
  /** The kinds of facts that are being made now, each asked for by the one before it. */
  readonly #deriving = new Set<KindName>();
  /** By kind and namespace. */
  readonly #known = new Map<KindName, Map<string | undefined, Knowledge>>();
  /** The namespaces of what was captured, as soon as somebody asks for them. */
  #inhabited: ReadonlySet<string | undefined> | undefined;
  /** The kinds that the captured definitions define, as soon as somebody asks for them. */
  #defined: ReadonlySet<KindName> | undefined;

  constructor(
    read: WhatWasRead,
    derivations: ReadonlyMap<KindName, Derivation> = new Map(),
    kinds: ReadonlyMap<KindName, KindIndex> = kindsOf(read.resources),
  ) {
    this.resources = read.resources;
    this.#read = read;
    this.#ledger = new Ledger(read.claims);
    this.#derivations = derivations;
    this.#kinds = new Map(kinds);
  }

  /** This graph with facts, each kind of which is made when somebody first asks for it. */
  withFacts(derivations: ReadonlyMap<KindName, Derivation>): Graph {
    return new Graph(this.#read, derivations, this.#kinds);
  }

  ofKind(kind: KindName): readonly Resource[] {
    return this.#indexOf(kind).all;
  }

  /** Kinds of which at least one resource was read. */
  kinds(): readonly KindName[] {
    return [...this.#kinds.keys()].filter((kind) => !this.#derivations.has(kind));
  }

  /** The kinds of the input that tell of a kind: those that a kind of facts was derived from, else itself. */
  originsOf(kind: KindName): readonly KindName[] {
    return this.#derivations.get(kind)?.derivedFrom.flatMap((origin) => this.originsOf(origin)) ?? [kind];
  }

  find({ kind, namespace, name, where }: Question): readonly Resource[] {
    const index = this.#indexOf(kind);
    if (name === undefined) {
      return where === undefined ? index.inNamespace(namespace) : index.having(where, namespace);
    }
    const named = index.named(name, namespace);
    return where === undefined ? named : named.filter((resource) => matchesColumns(resource, where));
  }

  /** Resources of a kind that are, or may be, in a namespace; undefined: in any. */
  inNamespace(kind: KindName, namespace: string | undefined): readonly Resource[] {
    return this.#indexOf(kind).inNamespace(namespace);
  }

  #indexOf(kind: KindName): KindIndex {
    return this.#kinds.get(kind) ?? this.#derive(kind);
  }

  #derive(kind: KindName): KindIndex {
    const derivation = this.#derivations.get(kind);
    if (derivation === undefined) return EMPTY;
    if (this.#deriving.has(kind))
      throw new Error(`facts go round in a circle: ${[...this.#deriving, kind].join(' <- ')}`);
    this.#deriving.add(kind);
    try {
      const index = new KindIndex(derivation.derive(this));
      this.#kinds.set(kind, index);
      return index;
    } finally {
      this.#deriving.delete(kind);
    }
  }

  exists(question: Question): Existence {
    const found = this.find(question)[0];
    if (found !== undefined) return { answer: 'yes', found };
    const named = this.#namedWithoutColumns(question);
    if (named !== undefined) return { answer: 'no', lacking: named };
    const { kind, namespace, name, where } = question;
    const isMade = where === undefined && isAlwaysThere(kind, name ?? '');
    if (isMade && this.#withoutNamespace(kind, namespace).completeness === 'none') return YES;
    return absence(this.#knowledgeOf(question));
  }

  /** What is known of a kind in a namespace (undefined: in the whole cluster). */
  knowledge(kind: KindName, namespace: string | undefined): Knowledge {
    const known = this.#attempts(kind, namespace);
    return known.completeness === 'failed' ? NOTHING : known;
  }

  /** What is known, and what was asked for in vain. */
  #attempts(kind: KindName, namespace: string | undefined): Knowledge {
    const ofKind = this.#known.get(kind) ?? new Map<string | undefined, Knowledge>();
    const known = ofKind.get(namespace) ?? this.#reckoned(kind, namespace);
    this.#known.set(kind, ofKind.set(namespace, known));
    return known;
  }

  #reckoned(kind: KindName, namespace: string | undefined): Knowledge {
    const origins = this.#derivations.get(kind)?.derivedFrom;
    if (origins === undefined)
      return namespace === undefined ? this.#inAllNamespaces(kind) : this.#ledger.of(kind, namespace);
    const known = origins.map((origin) => this.#attempts(origin, undefined));
    return known.reduce(weaker, known[0] ?? NOTHING);
  }

  /** Bundles hold a file for each namespace: where all are known, and all files are there, so is the whole cluster. */
  #inAllNamespaces(kind: KindName): Knowledge {
    const known = this.#ledger.of(kind, undefined);
    const isLimited = known.completeness === 'probable' && !isClusterScoped(kind);
    if (!isLimited || this.#ledger.of('Namespace', undefined).completeness !== 'full') return known;
    const namespaces = this.ofKind('Namespace');
    const isEverywhere = namespaces.every(({ id }) => this.#ledger.of(kind, id.name).completeness === 'full');
    return isEverywhere ? { completeness: 'full', evidence: known.evidence } : known;
  }

  /** The resource of that name, unless what was asked of it is unknown there. */
  #namedWithoutColumns({ kind, namespace, name, where }: Question): Resource | undefined {
    if (name === undefined || where === undefined) return undefined;
    const named = this.find({ kind, namespace, name });
    const isUnsure = named.some((resource) =>
      [...where.keys()].some((query) => pick(resource.value, query).some(({ value }) => holdsUnknown(value))),
    );
    return isUnsure ? undefined : named[0];
  }

  /** A kind whose definition, or whose namespace, is known to be missing has no resources either. */
  #knowledgeOf({ kind, namespace }: Question): Knowledge {
    const own = this.#attempts(kind, namespace);
    if (own.completeness === 'failed') return own;
    return [own, this.#uninstalled(kind), this.#withoutNamespace(kind, namespace)].reduce(stronger);
  }

  #uninstalled(kind: KindName): Knowledge {
    const known = this.knowledge(CRD, undefined);
    const [group, name] = kind.split('/');
    const isCustom = name !== undefined && group?.includes('.') === true && !group.endsWith('.k8s.io');
    if (known.completeness !== 'full' || !isCustom) return NOTHING;
    this.#defined ??= new Set(this.ofKind(CRD).map(definedKind));
    return this.#defined.has(kind) ? NOTHING : { ...known, lacks: 'definition' };
  }

  #withoutNamespace(kind: KindName, namespace: string | undefined): Knowledge {
    const known = this.knowledge('Namespace', undefined);
    if (known.completeness !== 'full' || namespace === undefined) return NOTHING;
    if (!this.originsOf(kind).some((origin) => !isClusterScoped(origin))) return NOTHING;
    const isThere =
      isAlwaysThere('Namespace', namespace) ||
      this.#indexOf('Namespace').named(namespace, undefined).length > 0 ||
      this.#isInhabited(namespace);
    return isThere ? NOTHING : { ...known, lacks: 'namespace' };
  }

  /** What was captured in a namespace proves that there is one, whatever the input says of Namespaces. */
  #isInhabited(namespace: string): boolean {
    this.#inhabited ??= new Set([
      ...(this.#read.namespaces ?? []),
      ...this.resources.filter((each) => each.captured).map(({ id }) => id.namespace),
    ]);
    return this.#inhabited.has(namespace);
  }
}

function kindsOf(resources: readonly Resource[]): ReadonlyMap<KindName, KindIndex> {
  const groups = groupBy(resources, (resource) => kindName(resource.id));
  return new Map([...groups].map(([kind, all]) => [kind, new KindIndex(all)]));
}

/** The kind that a CustomResourceDefinition defines. */
function definedKind({ value }: Resource): KindName {
  return `${valueAt(value, ['spec', 'group'])}/${valueAt(value, ['spec', 'names', 'kind'])}`;
}

function absence(known: Knowledge): Existence {
  if (known.completeness === 'none' || known.completeness === 'failed') return { answer: 'unknown' };
  const { completeness, ...rest } = known;
  return { answer: completeness === 'full' ? 'no' : 'probably not', ...rest };
}
