import { scopesOf } from '../../../src/graph/scopes/scope.js';
import { isKustomization, kustomizationsIn } from '../../../src/input/kustomize.js';
import { parseText } from '../../../src/input/parse-text.js';

export type Tree = Readonly<Record<string, string>>;

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: orders }\n';
export const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n';

/** Files that hold a Service each. */
export function services(...names: readonly string[]): Tree {
  return Object.fromEntries(names.map((name) => [name, SERVICE]));
}

/** A kustomization of these resources. */
export function built(...resources: readonly string[]): string {
  return `resources: ${JSON.stringify(resources)}\n`;
}

export function flux(path: string, more = ''): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: sync }\nspec:\n  path: ${path}\n${more}`;
}

export function argo(path: string, destination: string, more = ''): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: app }\nspec:\n  destination: ${destination}\n  source: { path: ${path}${more} }\n`;
}

export function scopesIn(tree: Tree) {
  const sources = Object.entries(tree).map(([name, text]) => ({ name, text }));
  const others = sources.filter((source) => !isKustomization(source));
  return scopesOf(
    others.map(({ name }) => name),
    others.flatMap((source) => parseText(source).documents),
    kustomizationsIn(sources),
  );
}

/** Each scope as `name: file, file`, kustomizations left out. */
export function check(tree: Tree): readonly string[] {
  const names = Object.keys(tree).filter((name) => !isKustomization({ name, text: tree[name] ?? '' }));
  return scopesIn(tree).map(({ name, has }) => `${name}: ${names.filter(has).join(', ')}`);
}
