import type { Problem, Source } from '../source.js';
import { decode } from './decode.js';
import type { FileTree, Take } from './file-tree.js';
import { isFixture } from './fixtures.js';
import { type ObservedLine, observedLines } from './observed.js';
import { type BundleFiles, bundlesIn, type FileInBundle } from './roles.js';

/** What was read of a tree of files. */
export interface TreeContents {
  readonly sources: readonly Source[];
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
    observed: [],
    bundles: [],
    problems: [problem],
    notText: 0,
    templates: 0,
    fixtures: 0,
  };
}

/** Reads what is of use in a tree: of bundles the files that have a role, elsewhere the YAML and JSON. */
export async function readTree(tree: FileTree, signatures: readonly RegExp[]): Promise<TreeContents> {
  const { bundles, fileAt } = bundlesIn(tree);
  const readable = tree.paths.filter((path) => fileAt(path) === undefined && isReadable(tree, path));
  const templates = new Set(readable.filter((path) => tree.isTemplate(path)));
  const fixtures = new Set(readable.filter((path) => !templates.has(path) && isFixtureIn(tree, path)));
  const wanted = new Set(readable.filter((path) => !templates.has(path) && !fixtures.has(path)));
  const work: Work = { sources: new Map(), observed: new Map(), problems: [], notText: 0 };
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
  const reading =
    (path: string, file: FileInBundle | undefined) => async (content: AsyncIterable<Uint8Array>) =>
      addSource(work, path, tree.nameOf(path), await bytesOf(content), file);
  const problems = await tree.read(take);
  const isCut = problems.some(({ level }) => level === 'error');
  return {
    sources: [...work.sources.values()],
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
  readonly observed: Map<string, readonly ObservedLine[]>;
  readonly problems: Problem[];
  notText: number;
}

function addSource(
  work: Work,
  path: string,
  name: string,
  bytes: Uint8Array | undefined,
  file: FileInBundle | undefined,
): void {
  if (bytes === undefined) {
    work.problems.push({ level: 'error', subject: name, message: TOO_LARGE });
    return;
  }
  const text = decode(bytes);
  if (text === undefined) {
    work.problems.push({ level: 'note', subject: name, message: NOT_TEXT });
    work.notText += 1;
    return;
  }
  work.sources.set(path, { name, text, ...placeOf(file) });
}

function placeOf(file: FileInBundle | undefined): Pick<Source, 'place'> {
  if (file === undefined || file.role.type === 'text') return {};
  return { place: { bundle: file.bundle, path: file.path, role: file.role } };
}

/** No string holds much more. */
const MAX_SIZE = 500 * 1024 * 1024;
const TOO_LARGE = 'This is larger than 500 MB; split it into several files.';
const NOT_TEXT = 'This is not text, so it was left alone.';

/** All bytes of a content; undefined where they are too many for a text. */
async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > MAX_SIZE) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function isFixtureIn(tree: FileTree, path: string): boolean {
  return !tree.isNamed(path) && isFixture(path, (other) => tree.folder.hasFile(other));
}

/** A file that was named is read whatever it is called; so is the only thing in a compressed file. */
function isReadable(tree: FileTree, path: string): boolean {
  return tree.isNamed(path) || /\.(ya?ml|json)(\.gz)?$|(^|\/)Kustomization$/i.test(path);
}
