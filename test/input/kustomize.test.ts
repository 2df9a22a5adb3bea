import { expect, it } from 'vitest';
import { parseSources } from '../../src/input/read.js';

const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

/** The names of the objects that are read of a tree, and how many files of it are patches. */
function check(files: Readonly<Record<string, string>>) {
  const sources = Object.entries(files).map(([name, text]) => ({ name, text }));
  const { documents, counts } = parseSources(sources);
  return [documents.map(({ source }) => source.name), counts.patches];
}

it.each([
  ['patches with a path', 'patches:\n- path: part.yaml\n  target: { kind: ConfigMap }\n'],
  ['strategic merge patches', 'patchesStrategicMerge:\n- part.yaml\n- |\n  apiVersion: v1\n  kind: X\n'],
  ['JSON patches', 'patchesJson6902:\n- { path: ./part.yaml, target: {} }\n'],
  [
    'a kustomization that says what it is',
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Component\npatches: [{ path: part.yaml }]\n',
  ],
])('leaves %s alone', (_, kustomization) => {
  const tree = {
    'a/kustomization.yaml': kustomization,
    'a/part.yaml': object('part'),
    'part.yaml': object('whole'),
  };
  const [names, patches] = check(tree);
  expect(names).toContain('part.yaml');
  expect(names).not.toContain('a/part.yaml');
  expect(patches).toBe(1);
});

it('follows paths out of the folder of the kustomization', () => {
  const tree = { 'a/b/kustomization.yml': 'patches:\n- path: ../part.yaml\n', 'a/part.yaml': object('part') };
  expect(check(tree)).toEqual([[], 1]);
});

it('reads resources, and takes no other file for a kustomization', () => {
  const tree = {
    'kustomization.yaml': 'resources:\n- whole.yaml\npatches: oops\n',
    'whole.yaml': object('whole'),
    'notes.yaml': 'patches:\n- path: whole.yaml\n',
  };
  expect(check(tree)).toEqual([['whole.yaml'], 0]);
});
