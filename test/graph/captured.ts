import { type ReadDocument, readDocuments } from '../../src/graph/build.js';
import type { ReadPiece } from '../../src/graph/captures.js';
import { Folder } from '../../src/input/files/folder.js';
import { parseSources } from '../../src/input/read.js';
import type { Bundle } from '../../src/input/source.js';

/** A captured object in one line: `Service shop/orders u1`, without a namespace `Node one u1`; `-` is no uid. */
function object(line: string): string {
  const [kind = '', path = '', uid = ''] = line.split(' ');
  const [namespace, name] = path.includes('/') ? path.split('/') : [undefined, path];
  const metadata = { namespace, name, uid: uid === '-' ? undefined : uid, resourceVersion: '7' };
  return JSON.stringify({ apiVersion: VERSIONS[kind] ?? 'v1', kind, metadata });
}

const VERSIONS: Readonly<Record<string, string>> = { Deployment: 'apps/v1' };

/** A file that kubectl wrote, with a captured object on each line. */
export function capture(...lines: readonly string[]): string {
  return lines.map(object).join('\n');
}

/** An object that somebody wrote by hand. */
export function manifest(kind: string, name: string): string {
  return JSON.stringify({ apiVersion: VERSIONS[kind] ?? 'v1', kind, metadata: { namespace: 'shop', name } });
}

export function readFiles(files: Readonly<Record<string, string>>): readonly ReadDocument[] {
  return readDocuments(parseSources(Object.entries(files).map(([name, text]) => ({ name, text }))));
}

/** Each file as a piece by itself, in their order. */
export function piecesOf(files: Readonly<Record<string, string>>): readonly ReadPiece[] {
  return Object.entries(files).map(([name, text]) => pieceOf(name, { [name]: text }));
}

/** A bundle of that name, with these files in it. */
export function bundlePiece(name: string, files: Readonly<Record<string, string>>): ReadPiece {
  return { ...pieceOf(name, files), bundle: bundle(name) };
}

function pieceOf(name: string, files: Readonly<Record<string, string>>): ReadPiece {
  return {
    name,
    bundle: undefined,
    sources: new Set(Object.keys(files)),
    resources: readFiles(files).flatMap(({ resources }) => resources),
  };
}

function bundle(name: string): Bundle {
  return {
    name,
    nameOf: (path) => `${name}/${path}`,
    layout: { name: 'test', evidence: () => undefined, roleOf: () => undefined },
    root: Folder.of([]),
    because: 'it says so',
  };
}
