import { groupBy } from '../input/group-by.js';
import { isObject } from '../input/json.js';
import type { Bundle } from '../input/source.js';
import type { ReadResource } from './copies.js';
import { kindName, type Resource } from './resource.js';

/** What was read of one cluster at about one time: a bundle, a file that kubectl wrote, or several of them. */
export interface Capture {
  /** The file, bundle or folder that holds it. */
  readonly name: string;
  /** The folders from the top down to the one that holds all of it. */
  readonly folders: readonly string[];
  readonly sources: ReadonlySet<string>;
  readonly bundles: ReadonlySet<Bundle>;
  /** The uid of each object that stays as long as its cluster: another one is of another cluster, or of another time. */
  readonly uids: ReadonlyMap<string, string>;
}

/** What was read of one bundle, or of one other file. */
export interface ReadPiece {
  readonly name: string;
  readonly bundle: Bundle | undefined;
  readonly sources: ReadonlySet<string>;
  readonly resources: readonly ReadResource[];
}

/**
 * The captures in an input. Pieces that hold one object, by its uid, are of one capture. So are others where nothing
 * contradicts: then one cluster was written into several files. What could belong to several captures that contradict
 * each other is a capture by itself, for to guess would be to invent.
 */
export function capturesIn(pieces: readonly ReadPiece[]): readonly Capture[] {
  return withNames(joinedBelow(joinedByUid(pieces.filter(isCapture).map(captureOf)), 0));
}

function isCapture({ bundle, resources }: ReadPiece): boolean {
  return bundle !== undefined || resources.some(({ resource }) => resource.captured);
}

function captureOf({ name, bundle, sources, resources }: ReadPiece): Capture {
  const uids = resources.flatMap(({ resource }) => {
    const uid = lastingUid(resource);
    return uid === undefined ? [] : [[keyOf(resource), uid] as const];
  });
  return {
    name,
    folders: name.split('/').slice(0, -1),
    sources,
    bundles: new Set(bundle === undefined ? [] : [bundle]),
    uids: new Map(uids),
  };
}

/** Pods and Events come and go while the cluster stays the same. */
function lastingUid({ id, value: { metadata } }: Resource): string | undefined {
  const uid = isObject(metadata) && !['Pod', 'Event'].includes(id.kind) ? metadata.uid : undefined;
  return typeof uid === 'string' && uid !== '' ? uid : undefined;
}

function keyOf({ id }: Resource): string {
  return `${kindName(id)} ${id.namespace ?? ''}/${id.name}`;
}

interface Group {
  readonly members: Capture[];
  /** The uid of the Namespace kube-system, which stands for the cluster. */
  cluster: string | undefined;
}

/** No two objects have the same uid, but where a cluster was cloned: then kube-system tells the two apart. */
function joinedByUid(captures: readonly Capture[]): readonly Capture[] {
  const groups = new Map<Capture, Group>(
    captures.map((capture) => [capture, { members: [capture], cluster: capture.uids.get(CLUSTER) }]),
  );
  const holders = new Map<string, Capture>();
  for (const capture of captures)
    for (const [key, uid] of capture.uids) {
      const holder = holders.get(`${key} ${uid}`);
      if (holder === undefined) holders.set(`${key} ${uid}`, capture);
      else unite(groups, holder, capture);
    }
  return [...new Set(groups.values())].map(({ members }) => join(members));
}

const CLUSTER = 'Namespace /kube-system';

/** The smaller group goes into the larger one. */
function unite(groups: Map<Capture, Group>, one: Capture, other: Capture): void {
  const [mine, theirs] = [groups.get(one), groups.get(other)];
  if (mine === undefined || theirs === undefined || mine === theirs) return;
  if (mine.cluster !== undefined && theirs.cluster !== undefined && mine.cluster !== theirs.cluster) return;
  const [large, small] = mine.members.length < theirs.members.length ? [theirs, mine] : [mine, theirs];
  large.members.push(...small.members);
  large.cluster ??= small.cluster;
  for (const capture of small.members) groups.set(capture, large);
}

/** The captures that know some object by another uid than another capture does. */
function contradicted(captures: readonly Capture[]): ReadonlySet<Capture> {
  const claims = captures.flatMap((capture) =>
    [...capture.uids].map(([key, uid]) => ({ key, uid, capture })),
  );
  const disputed = [...groupBy(claims, ({ key }) => key).values()].filter(([first, ...others]) =>
    others.some(({ uid }) => uid !== first?.uid),
  );
  return new Set(disputed.flatMap((about) => about.map(({ capture }) => capture)));
}

/** Joins what lies closest together first: the files of one folder, then folders beside each other. */
function joinedBelow(captures: readonly Capture[], depth: number): readonly Capture[] {
  if (captures.length < 2) return captures;
  const below = groupBy(captures, ({ folders }) => folders[depth]);
  const inFolders = [...below].flatMap(([folder, inside]) =>
    folder === undefined ? [] : joinedBelow(inside, depth + 1),
  );
  return joinedBeside([...joinedBeside(below.get(undefined) ?? []), ...inFolders]);
}

/** What nobody contradicts is joined, but to nothing that contradicts something else: that could be of two clusters. */
function joinedBeside(captures: readonly Capture[]): readonly Capture[] {
  const separate = contradicted(captures);
  const others = captures.filter((capture) => !separate.has(capture));
  return others.length === 0 ? captures : [...separate, join(others)];
}

function join(captures: readonly Capture[]): Capture {
  const [first] = captures;
  if (first !== undefined && captures.length === 1) return first;
  const folders = commonFolders(captures.map((capture) => capture.folders));
  return {
    name: folders.join('/') || '.',
    folders,
    sources: new Set(captures.flatMap(({ sources }) => [...sources])),
    bundles: new Set(captures.flatMap(({ bundles }) => [...bundles])),
    uids: new Map(captures.flatMap(({ uids }) => [...uids])),
  };
}

function commonFolders([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  const length = first.findIndex((folder, at) => others.some((other) => other[at] !== folder));
  return length < 0 ? first : first.slice(0, length);
}

/** Captures that share a folder are called after their first files. */
function withNames(captures: readonly Capture[]): readonly Capture[] {
  const names = groupBy(captures, ({ name }) => name);
  return captures.map((capture) => {
    const isAlone = names.get(capture.name)?.length === 1;
    return isAlone ? capture : { ...capture, name: [...capture.sources].sort()[0] ?? capture.name };
  });
}
