import { groupBy } from '../input/group-by.js';
import type { Json } from '../input/json.js';
import { pick } from './query.js';
import type { Resource } from './resource.js';

/** For each query, the values of which one must be found there. */
export type Columns = ReadonlyMap<string, readonly Json[]>;

type Index<K> = ReadonlyMap<K, readonly Resource[]>;

const NONE: readonly Resource[] = [];

/** Below this, a look at all resources costs no more than an index of them. */
const WORTH_AN_INDEX = 16;

/** The resources of one kind by name, namespace and column: each index is built as soon as somebody asks for it. */
export class KindIndex {
  readonly all: readonly Resource[];
  #byName: Index<string> | undefined;
  #byNamespace: Index<string | undefined> | undefined;
  /** Of names that many namespaces have, those of each namespace. */
  readonly #namesakes = new Map<string, Index<string | undefined>>();
  /** What lies in a namespace, beside what may lie in any. */
  readonly #mixed = new Map<string, readonly Resource[]>();
  readonly #columns = new Map<string, Index<Json>>();

  constructor(all: readonly Resource[]) {
    this.all = all;
  }

  /** Those that are, or may be, in a namespace; undefined: in any. */
  inNamespace(namespace: string | undefined): readonly Resource[] {
    if (namespace === undefined) return this.all;
    this.#byNamespace ??= groupBy(this.all, namespaceOf);
    const own = this.#byNamespace.get(namespace);
    const anywhere = this.#byNamespace.get(undefined);
    if (own === undefined || anywhere === undefined) return own ?? anywhere ?? NONE;
    return kept(this.#mixed, namespace, () => [...own, ...anywhere]);
  }

  /** Those of a name that are, or may be, in a namespace. This is what a reference asks, and what is asked most. */
  named(name: string, namespace: string | undefined): readonly Resource[] {
    this.#byName ??= groupBy(this.all, ({ id }) => id.name);
    const named = this.#byName.get(name) ?? NONE;
    if (namespace === undefined || named.every((each) => isInNamespace(each, namespace))) return named;
    if (named.length < WORTH_AN_INDEX) return named.filter((each) => isInNamespace(each, namespace));
    const groups = kept(this.#namesakes, name, () => groupBy(named, namespaceOf));
    return groups.has(undefined)
      ? named.filter((each) => isInNamespace(each, namespace))
      : (groups.get(namespace) ?? NONE);
  }

  /** Those in a namespace (undefined: in any) that have in each column one of the values that are wanted there. */
  having(where: Columns, namespace: string | undefined): readonly Resource[] {
    const rarest = this.#withRarestValue(where);
    const candidates = rarest?.found ?? this.inNamespace(namespace);
    const asked = rarest?.otherColumns ?? where;
    return candidates.filter((each) => isInNamespace(each, namespace) && matchesColumns(each, asked));
  }

  /**
   * Where there are many, those that have the one value wanted of a column: of the column where these are fewest. That
   * column need not be looked at again, which matters where it has thousands of values in one resource.
   */
  #withRarestValue(where: Columns): Rarest | undefined {
    if (this.all.length < WORTH_AN_INDEX) return undefined;
    const groups = [...where].flatMap(([query, [wanted, ...others]]) =>
      wanted === undefined || others.length > 0
        ? []
        : [{ query, found: this.#column(query).get(wanted) ?? NONE }],
    );
    const [rarest] = groups.sort((one, other) => one.found.length - other.found.length);
    if (rarest === undefined) return undefined;
    const otherColumns = new Map([...where].filter(([query]) => query !== rarest.query));
    return { found: rarest.found, otherColumns };
  }

  #column(query: string): Index<Json> {
    return kept(this.#columns, query, () => columnOf(this.all, query));
  }
}

/** What an index found, and the columns that it says nothing of. */
interface Rarest {
  readonly found: readonly Resource[];
  readonly otherColumns: Columns;
}

export function matchesColumns({ value }: Resource, where: Columns): boolean {
  for (const [query, wanted] of where)
    if (!pick(value, query).some((picked) => wanted.includes(picked.value))) return false;
  return true;
}

/** A manifest without a namespace lands where it is applied: it may be in any. */
function isInNamespace({ id }: Resource, namespace: string | undefined): boolean {
  return namespace === undefined || id.namespace === undefined || id.namespace === namespace;
}

function namespaceOf({ id }: Resource): string | undefined {
  return id.namespace;
}

function columnOf(resources: readonly Resource[], query: string): Index<Json> {
  const column = new Map<Json, Resource[]>();
  for (const resource of resources)
    for (const value of new Set(pick(resource.value, query).map((picked) => picked.value))) {
      const holders = column.get(value);
      if (holders === undefined) column.set(value, [resource]);
      else holders.push(resource);
    }
  return column;
}

/** What is known of a key, or is found out when somebody first asks. */
function kept<K, V>(known: Map<K, V>, key: K, find: () => V): V {
  const value = known.get(key) ?? find();
  known.set(key, value);
  return value;
}
