import type { HowRead, LargeFile } from '../large/reading.js';
import type { Problem, Source } from '../source.js';
import type { FileTree, Take } from './file-tree.js';
import { isFixture } from './fixtures.js';
import { type ObservedLine, observedLines } from './observed.js';
import { type FileBytes, type ReadContent, readContent } from './read-content.js';
import { type BundleFiles, bundlesIn, type FileInBundle } from './roles.js';

/** What was read of a tree of files. */
export interface TreeContents {
  readonly sources: readonly Source[];
  /** Files that were too large to be held, and were read while they came. */
  readonly large: readonly LargeFile[];
  readonly observed: readonly ObservedLine[];
  readonly bundles: readonly BundleFiles[];
  readonly problems: readonly Problem[];
  /** How many files are not text. */
  readonly notText: number;
  /** How many files are templates of Helm charts. */
  readonly templates: number;
  /** How many files say what a test expects. */
  readonly fixtures: number;
}

/** The contents of what could not be opened at all. */
export function unopened(problem: Problem): TreeContents {
  return {
    sources: [],
    large: [],
    observed: [],
    bundles: [],
    problems: [problem],
    notText: 0,
    templates: 0,
    fixtures: 0,
  };
}

/**
 * Reads what is of use in a tree: of bundles the files that have a role, elsewhere the YAML and JSON. Large files of
 * objects are read as `how` says; where it is left out, all files are held.
 */
export async function readTree(
  tree: FileTree,
  signatures: readonly RegExp[],
  how: HowRead | undefined,
): Promise<TreeContents> {
  const { bundles, fileAt } = bundlesIn(tree);
  const readable = tree.paths.filter((path) => fileAt(path) === undefined && isReadable(tree, path));
  const templates = new Set(readable.filter((path) => tree.isTemplate(path)));
  const fixtures = new Set(readable.filter((path) => !templates.has(path) && isFixtureIn(tree, path)));
  const wanted = new Set(readable.filter((path) => !templates.has(path) && !fixtures.has(path)));
  const work: Work = { sources: new Map(), large: new Map(), observed: new Map(), problems: [], notText: 0 };
  const take: Take = (path) => {
    const file = fileAt(path);
    if (file === undefined) return wanted.has(path) ? reading(path, undefined) : undefined;
    if (file === 'without a role') return undefined;
    if (file.role.type !== 'text') return reading(path, file);
    return signatures.length === 0 ? undefined : observing(path, { bundle: file.bundle, role: file.role });
  };
  const observing = (path: string, where: TextInBundle) => async (content: AsyncIterable<Uint8Array>) => {
    work.observed.set(path, await observedLines(tree.nameOf(path), where, content, signatures));
  };
  const reading = (path: string, file: FileInBundle | undefined) => async (bytes: FileBytes) => {
    const identity = { name: tree.nameOf(path), ...placeOf(file) };
    const isOfObjects = identity.place === undefined || identity.place.role.type === 'objects';
    addContent(work, path, identity.name, await readContent(identity, bytes, isOfObjects ? how : undefined));
  };
  const problems = await tree.read(take);
  const isCut = problems.some(({ level }) => level === 'error');
  return {
    sources: [...work.sources.values()],
    large: [...work.large.values()],
    observed: [...work.observed.values()].flat(),
    bundles: bundles.map((files) => ({ ...files, isCut })),
    problems: [...problems, ...work.problems],
    notText: work.notText,
    templates: templates.size,
    fixtures: fixtures.size,
  };
}

type TextInBundle = Pick<ObservedLine, 'bundle' | 'role'>;

interface Work {
  /** By path: of two members of one name, an archive gives the later one later. */
  readonly sources: Map<string, Source>;
  readonly large: Map<string, LargeFile>;
  readonly observed: Map<string, readonly ObservedLine[]>;
  readonly problems: Problem[];
  notText: number;
}

function addContent(work: Work, path: string, name: string, content: ReadContent): void {
  work.sources.delete(path);
  work.large.delete(path);
  if (content === 'too large') work.problems.push({ level: 'error', subject: name, message: TOO_LARGE });
  else if (content === 'not text') {
    work.problems.push({ level: 'note', subject: name, message: NOT_TEXT });
    work.notText += 1;
  } else if ('parsed' in content) work.large.set(path, content);
  else work.sources.set(path, content);
}

function placeOf(file: FileInBundle | undefined): Pick<Source, 'place'> {
  if (file === undefined || file.role.type === 'text') return {};
  return { place: { bundle: file.bundle, path: file.path, role: file.role } };
}

const TOO_LARGE = 'A document in this is larger than 500 MB; split it into several.';
const NOT_TEXT = 'This is not text, so it was left alone.';

function isFixtureIn(tree: FileTree, path: string): boolean {
  return !tree.isNamed(path) && isFixture(path, (other) => tree.folder.hasFile(other));
}

/** A file that was named is read whatever it is called; so is the only thing in a compressed file. */
function isReadable(tree: FileTree, path: string): boolean {
  return tree.isNamed(path) || /\.(ya?ml|json)(\.gz)?$|(^|\/)Kustomization$/i.test(path);
}
