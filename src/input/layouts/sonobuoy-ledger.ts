import type { Claim } from '../claim.js';
import { isArray, isObject, type Json } from '../json.js';
import { type KindName, kindName, kindOfPlural } from '../kinds.js';
import { builtInKind, isSecret } from './built-in.js';
import { type Defined, definedIn } from './definitions.js';
import type { ReadBundle } from './layout.js';
import { CONFIGURATIONS, LAST_FILES, LEDGER, type ResourceFile, resourceFiles } from './sonobuoy-files.js';

/** One question to the server. */
interface Query {
  readonly plural: string;
  /** Undefined: a kind of the whole cluster. */
  readonly namespace: string | undefined;
  readonly failed: boolean;
  /** Where it is recorded. */
  readonly ledger: string;
}

/**
 * What the recorded queries prove: a query without an error found all there is. One that found nothing left no file, so
 * that a missing file counts only if nothing else is missing.
 */
export function claimsOfLedger(bundle: ReadBundle): readonly Claim[] {
  const files = resourceFiles(bundle.root);
  const kindOf = kindsAsked(files, definitionsIn(files, bundle));
  const written = new Set(files.map(subjectOf));
  const isLimited = CONFIGURATIONS.some((path) => bundle.values(path).some(hasLabelSelector));
  const isFinished = LAST_FILES.some((path) => bundle.root.hasFile(path));
  return queriesIn(files, bundle).flatMap((query) => {
    const kind = kindOf(query.plural);
    const isAnswered = !isLimited && (isFinished || written.has(subjectOf(query)));
    return kind === undefined || !(query.failed || isAnswered) ? [] : [claimOf(query, kind)];
  });
}

function subjectOf({ plural, namespace = '' }: Pick<Query, 'plural' | 'namespace'>): string {
  return `${namespace}/${plural}`;
}

function claimOf({ namespace, failed, ledger }: Query, kind: KindName): Claim {
  return {
    kind,
    namespaces: namespace === undefined ? undefined : new Set([namespace]),
    completeness: failed ? 'failed' : 'full',
    evidence: ledger,
  };
}

function hasLabelSelector(configuration: Json): boolean {
  if (!isObject(configuration)) return false;
  const { LabelSelector, Filters } = configuration;
  if (typeof LabelSelector === 'string' && LabelSelector !== '') return true;
  return Filters !== undefined && hasLabelSelector(Filters);
}

function queriesIn(files: readonly ResourceFile[], { values }: ReadBundle): readonly Query[] {
  const ledgers = [{ path: LEDGER, namespace: undefined }, ...files.filter(({ isLedger }) => isLedger)];
  return ledgers.flatMap(({ path, namespace }) =>
    values(path)
      .flatMap((value) => (isArray(value) ? value : []))
      .flatMap((entry) => queryOf(entry, path, namespace) ?? []),
  );
}

/** An error is there even if it is `{}`: that is how Go writes most of them. The last entry of 0.8 is empty. */
function queryOf(entry: Json, ledger: string, place: string | undefined): Query | undefined {
  if (!isObject(entry) || typeof entry.queryobj !== 'string') return undefined;
  const namespace = typeof entry.namespace === 'string' ? entry.namespace : place;
  const failed = entry.error !== undefined && entry.error !== null;
  return { plural: entry.queryobj.toLowerCase(), namespace, failed, ledger };
}

/**
 * The ledger names no groups: of kinds with one plural Sonobuoy asked for the first that the server listed. Files tell
 * which; without any, a kind of Kubernetes itself comes first, and a custom resource counts only if no other has its
 * plural. Undefined: it cannot be told, or the kind is never read.
 */
function kindsAsked(files: readonly ResourceFile[], defined: readonly Defined[]) {
  return (plural: string): KindName | undefined => {
    const groups = new Set(files.flatMap((file) => (file.plural === plural ? (file.group ?? []) : [])));
    const candidates =
      groups.size > 0
        ? [...groups].flatMap((group) => kindIn(plural, group, defined) ?? [])
        : kindsWithout(plural, defined);
    const [kind, ...others] = candidates;
    return kind === undefined || others.length > 0 || isSecret(kind) ? undefined : kindName(kind);
  };
}

type Kind = Pick<Defined, 'group' | 'kind'>;

function kindIn(plural: string, group: string, defined: readonly Defined[]): Kind | undefined {
  return (
    kindOfPlural(plural, group) ?? defined.find((each) => each.group === group && each.plural === plural)
  );
}

function kindsWithout(plural: string, defined: readonly Defined[]): readonly Kind[] {
  const builtIn = builtInKind(plural);
  return builtIn ? [builtIn] : defined.filter((each) => each.plural === plural);
}

function definitionsIn(files: readonly ResourceFile[], { values }: ReadBundle): readonly Defined[] {
  return files
    .filter(({ plural }) => plural === 'customresourcedefinitions')
    .flatMap(({ path }) => definedIn(values(path)));
}
