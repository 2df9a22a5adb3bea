import type { Claim } from '../input/claim.js';
import { groupBy } from '../input/group-by.js';
import type { Json } from '../input/json.js';
import { isClusterScoped } from '../input/kinds.js';
import { isAlwaysThere } from './kinds.js';
import { type Knowledge, Ledger, stronger, weaker } from './ledger.js';
import { pick } from './query.js';
import { type KindName, kindName, type Resource } from './resource.js';
import { unknownsIn } from './unknown.js';

/** A question for a resource. What is left out is not asked. */
export interface Question {
  readonly kind: KindName;
  /** Undefined: in any namespace. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** Columns: for each query, the values of which one must be found there. */
  readonly where?: Columns;
}

/** For each query, the values of which one must be found there. */
type Columns = ReadonlyMap<string, readonly Json[]>;

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

/** The resources of one cluster or repository, found by kind, identity and value, and what is known of their kinds. */
export class Graph {
  readonly resources: readonly Resource[];
  readonly #claims: readonly Claim[];
  readonly #ledger: Ledger;
  /** For kinds of facts: the kinds that they were derived from. */
  readonly #derivedFrom: ReadonlyMap<KindName, readonly KindName[]>;
  readonly #indexes: Indexes;
  /** The namespaces of what was captured, as soon as somebody asks for them. */
  #inhabited: ReadonlySet<string | undefined> | undefined;

  constructor(
    resources: readonly Resource[],
    claims: readonly Claim[],
    derivedFrom: ReadonlyMap<KindName, readonly KindName[]> = new Map(),
    indexes: Indexes = indexesOf(resources),
  ) {
    this.resources = resources;
    this.#claims = claims;
    this.#ledger = new Ledger(claims);
    this.#derivedFrom = derivedFrom;
    this.#indexes = indexes;
  }

  /** This graph and the facts of one kind, which are as well known as the kinds that they were derived from. */
  withFacts(kind: KindName, facts: readonly Resource[], derivedFrom: readonly KindName[]): Graph {
    const origins = new Map(this.#derivedFrom).set(kind, derivedFrom);
    const indexes = withKind(this.#indexes, kind, facts);
    return new Graph([...this.resources, ...facts], this.#claims, origins, indexes);
  }

  ofKind(kind: KindName): readonly Resource[] {
    return this.#indexes.byKind.get(kind) ?? [];
  }

  /** Kinds of which the graph holds at least one resource. */
  kinds(): readonly KindName[] {
    return [...this.#indexes.byKind.keys()];
  }

  /** The kinds of the input that tell of a kind: those that a kind of facts was derived from, else itself. */
  originsOf(kind: KindName): readonly KindName[] {
    return this.#derivedFrom.get(kind)?.flatMap((origin) => this.originsOf(origin)) ?? [kind];
  }

  find({ kind, namespace, name, where }: Question): readonly Resource[] {
    const rarest = name === undefined && where !== undefined ? this.#withRarestValue(kind, where) : undefined;
    const candidates =
      name === undefined ? (rarest?.found ?? this.inNamespace(kind, namespace)) : this.#named(kind, name);
    const found = candidates.filter((resource) => isInNamespace(resource, namespace));
    const asked = rarest?.otherColumns ?? where;
    return asked === undefined ? found : found.filter((resource) => matchesColumns(resource, asked));
  }

  /**
   * Of a large kind, those that have the one value wanted of a column: of the column where these are fewest. That column
   * need not be looked at again, which matters where it has thousands of values in one resource.
   */
  #withRarestValue(kind: KindName, where: Columns): Rarest | undefined {
    if (this.ofKind(kind).length < WORTH_AN_INDEX) return undefined;
    const groups = [...where].flatMap(([query, [wanted, ...others]]) =>
      wanted === undefined || others.length > 0
        ? []
        : [{ query, found: this.#column(kind, query).get(wanted) ?? [] }],
    );
    const [rarest] = groups.sort((one, other) => one.found.length - other.found.length);
    if (rarest === undefined) return undefined;
    const otherColumns = new Map([...where].filter(([query]) => query !== rarest.query));
    return { found: rarest.found, otherColumns };
  }

  #column(kind: KindName, query: string): Index<Json> {
    return kept(this.#indexes.byColumn, `${kind} ${query}`, () => columnOf(this.ofKind(kind), query));
  }

  /** Resources of a kind that are, or may be, in a namespace; undefined: in any. */
  inNamespace(kind: KindName, namespace: string | undefined): readonly Resource[] {
    if (namespace === undefined) return this.ofKind(kind);
    const namespaces = kept(this.#indexes.byNamespace, kind, () =>
      groupBy(this.ofKind(kind), ({ id }) => id.namespace),
    );
    return [...(namespaces.get(namespace) ?? []), ...(namespaces.get(undefined) ?? [])];
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
    return known.completeness === 'failed' ? { completeness: 'none' } : known;
  }

  /** What is known, and what was asked for in vain. */
  #attempts(kind: KindName, namespace: string | undefined): Knowledge {
    const origins = this.#derivedFrom.get(kind);
    if (origins === undefined)
      return namespace === undefined ? this.#inAllNamespaces(kind) : this.#ledger.of(kind, namespace);
    const known = origins.map((origin) => this.#attempts(origin, undefined));
    return known.reduce(weaker, known[0] ?? { completeness: 'none' });
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
      [...where.keys()].some((query) =>
        pick(resource.value, query).some(({ value }) => unknownsIn(value).length > 0),
      ),
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
    const isDefined = this.ofKind(CRD).some(
      (definition) =>
        pick(definition.value, '/spec/group')[0]?.value === group &&
        pick(definition.value, '/spec/names/kind')[0]?.value === name,
    );
    return known.completeness === 'full' && isCustom && !isDefined
      ? { ...known, lacks: 'definition' }
      : { completeness: 'none' };
  }

  #withoutNamespace(kind: KindName, namespace: string | undefined): Knowledge {
    const known = this.knowledge('Namespace', undefined);
    const isNamespaced = this.originsOf(kind).some((origin) => !isClusterScoped(origin));
    if (known.completeness !== 'full' || namespace === undefined || !isNamespaced) {
      return { completeness: 'none' };
    }
    const isThere =
      isAlwaysThere('Namespace', namespace) ||
      this.#named('Namespace', namespace).length > 0 ||
      this.#isInhabited(namespace);
    return isThere ? { completeness: 'none' } : { ...known, lacks: 'namespace' };
  }

  /** What was captured in a namespace proves that there is one, whatever the input says of Namespaces. */
  #isInhabited(namespace: string): boolean {
    this.#inhabited ??= new Set(this.resources.filter((each) => each.captured).map(({ id }) => id.namespace));
    return this.#inhabited.has(namespace);
  }

  #named(kind: KindName, name: string): readonly Resource[] {
    return (
      kept(this.#indexes.byName, kind, () => groupBy(this.ofKind(kind), ({ id }) => id.name)).get(name) ?? []
    );
  }
}

/** What an index found, and the columns that it says nothing of. */
interface Rarest {
  readonly found: readonly Resource[];
  readonly otherColumns: Columns;
}

type Index<K> = ReadonlyMap<K, readonly Resource[]>;

/** Below this, a look at all resources of a kind costs no more than an index of them. */
const WORTH_AN_INDEX = 16;

/** The resources by kind, and each kind by name, namespace and column as soon as somebody asks for it so. */
interface Indexes {
  readonly byKind: ReadonlyMap<KindName, readonly Resource[]>;
  readonly byName: Map<KindName, Index<string>>;
  readonly byNamespace: Map<KindName, Index<string | undefined>>;
  /** By kind and query: `Service /spec/type`. */
  readonly byColumn: Map<string, Index<Json>>;
}

function indexesOf(resources: readonly Resource[]): Indexes {
  return {
    byKind: groupBy(resources, (resource) => kindName(resource.id)),
    byName: new Map(),
    byNamespace: new Map(),
    byColumn: new Map(),
  };
}

/** The indexes of all other kinds stay as they are; what was asked of this kind before it was derived is forgotten. */
function withKind(
  { byKind, byName, byNamespace, byColumn }: Indexes,
  kind: KindName,
  facts: readonly Resource[],
): Indexes {
  const [names, namespaces] = [new Map(byName), new Map(byNamespace)];
  names.delete(kind);
  namespaces.delete(kind);
  const columns = new Map([...byColumn].filter(([key]) => !key.startsWith(`${kind} `)));
  const kinds = facts.length === 0 ? byKind : new Map(byKind).set(kind, facts);
  return { byKind: kinds, byName: names, byNamespace: namespaces, byColumn: columns };
}

/** An index, built when it is first asked for. */
function kept<K>(indexes: Map<string, Index<K>>, key: string, build: () => Index<K>): Index<K> {
  const index = indexes.get(key) ?? build();
  indexes.set(key, index);
  return index;
}

function columnOf(resources: readonly Resource[], query: string): Index<Json> {
  const cells = resources.flatMap((resource) =>
    [...new Set(pick(resource.value, query).map(({ value }) => value))].map((value) => ({ value, resource })),
  );
  return new Map(
    [...groupBy(cells, ({ value }) => value)].map(([value, group]) => [
      value,
      group.map(({ resource }) => resource),
    ]),
  );
}

/** A manifest without a namespace lands where it is applied: it may be in any. */
function isInNamespace(resource: Resource, namespace: string | undefined): boolean {
  return (
    namespace === undefined || resource.id.namespace === undefined || resource.id.namespace === namespace
  );
}

function matchesColumns(resource: Resource, where: Columns): boolean {
  return [...where].every(([query, wanted]) =>
    pick(resource.value, query).some((picked) => wanted.includes(picked.value)),
  );
}

function absence(known: Knowledge): Existence {
  if (known.completeness === 'none' || known.completeness === 'failed') return { answer: 'unknown' };
  const { completeness, ...rest } = known;
  return { answer: completeness === 'full' ? 'no' : 'probably not', ...rest };
}
