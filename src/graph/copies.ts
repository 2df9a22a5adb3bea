import { isMasked } from '../input/masks.js';
import { kindName, type Resource } from './resource.js';

/** A resource as it was read: a watch may tell that it vanished. */
export interface ReadResource {
  readonly resource: Resource;
  readonly deleted: boolean;
}

/**
 * One capture may hold an object several times: in two files, under two API versions, as it changed while somebody
 * watched. The copy of the highest version stands for all, among equals the last. Manifests are never merged: two
 * manifests of one object are two things to judge.
 */
export function withoutCopies(read: readonly ReadResource[]): readonly Resource[] {
  const stale = new Set<Resource>();
  for (const copies of copiesIn(read)) {
    const kept = newestOf(copies);
    for (const { resource } of copies) if (resource !== kept) stale.add(resource);
  }
  return read.flatMap(({ resource, deleted }) => (deleted || stale.has(resource) ? [] : resource));
}

type ByIdentity = Map<string, Map<string | undefined, Map<string, ReadResource>>>;

/** What was captured several times, each in the order of reading. Nearly nothing was: only the first of each is noted. */
function copiesIn(read: readonly ReadResource[]): Iterable<readonly ReadResource[]> {
  const firsts: ByIdentity = new Map();
  const several = new Map<ReadResource, ReadResource[]>();
  for (const each of read) {
    if (!each.resource.captured) continue;
    const first = firstAlike(firsts, each);
    if (first === each) continue;
    const copies = several.get(first) ?? [first];
    copies.push(each);
    several.set(first, copies);
  }
  // Two objects whose names somebody hid may be two.
  return [...several.values()].filter(([first]) => first !== undefined && !isMasked(first.resource.id.name));
}

/** What was read first of an object: this, or what was read before. */
function firstAlike(firsts: ByIdentity, read: ReadResource): ReadResource {
  const { id } = read.resource;
  const kind = kindName(id);
  const ofKind = firsts.get(kind) ?? new Map<string | undefined, Map<string, ReadResource>>();
  const inNamespace = ofKind.get(id.namespace) ?? new Map<string, ReadResource>();
  const first = inNamespace.get(id.name);
  if (first !== undefined) return first;
  firsts.set(kind, ofKind.set(id.namespace, inNamespace.set(id.name, read)));
  return read;
}

/** Undefined where the object is gone. */
function newestOf(copies: readonly ReadResource[]): Resource | undefined {
  let newest: Resource | undefined;
  for (const { resource, deleted } of copies) {
    if (deleted) newest = undefined;
    else if (newest === undefined || compareVersions(resource.version, newest.version) >= 0)
      newest = resource;
  }
  return newest;
}

/** As Kubernetes orders versions: v2 before v1 before v1beta2 before v1alpha3. Positive where the first is the higher. */
function compareVersions(one: string, other: string): number {
  const [ranks, others] = [rankOf(one), rankOf(other)];
  const differing = ranks.findIndex((rank, at) => rank !== others[at]);
  return differing < 0 ? 0 : (ranks[differing] ?? 0) - (others[differing] ?? 0);
}

const STAGES = ['alpha', 'beta', ''];

function rankOf(version: string): readonly number[] {
  const parts = /^v(\d+)(alpha|beta)?(\d*)$/.exec(version);
  if (parts === null) return [-1, 0, 0];
  return [STAGES.indexOf(parts[2] ?? ''), Number(parts[1]), Number(parts[3] ?? 0)];
}
