import type { KubernetesDocument } from '../input/document.js';
import type { ObservedLine } from '../input/files/observed.js';
import { namespacesGiven, SEVERAL } from '../input/kustomize.js';
import type { Input } from '../input/read.js';
import type { Bundle } from '../input/source.js';
import { type ReadResource, withoutCopies } from './copies.js';
import { Graph } from './graph.js';
import type { KindName } from './resource.js';
import { inNamespace, misreadDocument, observedLine, resourceOf } from './resources.js';
import type { Scope } from './scopes/scope.js';

/** The graph of everything that was read, as if it were of one cluster. For `complete` see WorldOptions. */
export function buildGraph(input: Input, complete: readonly KindName[] = []): Graph {
  const bundles = new Set(input.bundles.map(({ bundle }) => bundle));
  return graphOf(input, readDocuments(input), { name: 'all', has: () => true, bundles }, complete);
}

/** A document and what it is in the graphs. Read once, however many worlds share it. */
export interface ReadDocument {
  readonly document: KubernetesDocument;
  readonly resources: readonly ReadResource[];
}

export function readDocuments({ documents }: Input): readonly ReadDocument[] {
  return documents.map((document) => ({
    document,
    resources: document.objects.map((object) => ({
      resource: resourceOf(document, object),
      deleted: object.deleted === true,
    })),
  }));
}

/** What of an input makes one world. */
export interface WorldPart extends Scope {
  readonly bundles: ReadonlySet<Bundle>;
}

/** The graph of one part of what was read. */
export function graphOf(
  input: Input,
  read: readonly ReadDocument[],
  part: WorldPart,
  complete: readonly KindName[],
): Graph {
  const isHere = ({ source }: { readonly source: { readonly name: string } }) => part.has(source.name);
  const here = inGivenNamespaces(
    input,
    part,
    read.filter(({ document }) => isHere(document)),
  );
  const bundles = input.bundles.filter(({ bundle }) => part.bundles.has(bundle));
  return new Graph({
    resources: [
      ...withoutCopies(here.flatMap(({ resources }) => resources)),
      ...input.broken.filter(isHere).map((broken) => misreadDocument('BrokenDocument', broken)),
      ...input.duplicates.filter(isHere).map((duplicate) => misreadDocument('DuplicateKey', duplicate)),
      ...input.observed.filter((line) => isLineOf(part, line)).map(observedLine),
    ],
    claims: [
      ...here.flatMap(({ document }) => document.claims),
      ...bundles.flatMap(({ claims }) => claims),
      ...complete.map(statedBy),
    ],
    namespaces: here.flatMap(({ document }) => [...(document.unread?.namespaces ?? [])]),
  });
}

/** Kustomize puts what it reaches into the namespace that it was told; two of them may put a base into two. */
function inGivenNamespaces(
  { kustomizations }: Input,
  { has }: WorldPart,
  read: readonly ReadDocument[],
): readonly ReadDocument[] {
  const given = namespacesGiven(kustomizations, has);
  if (given.size === 0) return read;
  return read.map(({ document, resources }) => {
    const namespace = given.get(document.source.name);
    if (namespace === undefined) return { document, resources };
    const name = namespace === SEVERAL ? undefined : namespace;
    const moved = resources.map((each) => ({ ...each, resource: inNamespace(each.resource, name) }));
    return { document, resources: moved };
  });
}

function isLineOf({ bundles, has }: WorldPart, { bundle, source }: ObservedLine): boolean {
  return bundle === undefined ? has(source.name) : bundles.has(bundle);
}

function statedBy(kind: KindName) {
  return { kind, namespaces: undefined, completeness: 'full', evidence: '--complete' } as const;
}
