import type { KubernetesDocument } from '../../input/document.js';
import type { Folder } from '../../input/files/folder.js';
import { isArray, type Json, type JsonObject } from '../../input/json.js';
import { valueAt } from '../query.js';
import type { AppliedFolder, Repository } from './repository.js';

/** An object that has a folder of the repository applied: a Kustomization of Flux, an Application of Argo CD. */
export interface Deployment extends AppliedFolder {
  readonly source: string;
  readonly isFlux: boolean;
  /** Another cluster than the one that the object is in. */
  readonly destination: string | undefined;
}

/** What such an object says; its path may well be one of another repository. */
type Instruction = Pick<Deployment, 'isFlux' | 'isDeep' | 'destination'> & {
  readonly path: string | undefined;
};

/** What the objects in these documents have applied of the repository. */
export function deploymentsIn(
  documents: readonly KubernetesDocument[],
  { root }: Repository,
): readonly Deployment[] {
  return documents.flatMap(({ source: { name: source }, objects }) =>
    objects
      .flatMap(({ value }) => instructionsOf(value))
      .flatMap(({ path = '', ...instruction }) => {
        const folder = folderMeant(path, source, root);
        if (folder === undefined) return [];
        const isDeep = instruction.isDeep || root.hasFile(`${folder}/Chart.yaml`);
        return [{ ...instruction, source, folder, isDeep }];
      }),
  );
}

/**
 * What a deployment starts from. What is sent to another cluster is not applied where the object is: it starts from that
 * cluster, which is no file.
 */
export function startOf({ source, destination }: Deployment): string {
  return destination === undefined ? source : `${destination} (cluster)`;
}

function instructionsOf(value: JsonObject): readonly Instruction[] {
  if (isOf(value, 'kustomize.toolkit.fluxcd.io', 'Kustomization')) return fluxInstructions(value);
  if (isOf(value, 'argoproj.io', 'Application')) return argoInstructions(value);
  return [];
}

function isOf({ apiVersion, kind }: JsonObject, group: string, wanted: string): boolean {
  return kind === wanted && String(apiVersion).startsWith(`${group}/`);
}

function fluxInstructions(value: JsonObject): readonly Instruction[] {
  const origin = valueAt(value, ['spec', 'sourceRef', 'kind']);
  if (origin !== undefined && origin !== 'GitRepository') return [];
  const destination = textAt(value, 'spec', 'kubeConfig', 'secretRef', 'name');
  return [{ isFlux: true, isDeep: true, destination, path: textAt(value, 'spec', 'path') }];
}

function argoInstructions(value: JsonObject): readonly Instruction[] {
  const destination = argoDestination(value);
  if (destination?.includes('{{')) return [];
  const [one, many] = [valueAt(value, ['spec', 'source']), valueAt(value, ['spec', 'sources'])];
  return [one ?? null, ...(isArray(many) ? many : [])].map((source) => ({
    isFlux: false,
    isDeep: valueAt(source, ['directory', 'recurse']) === true,
    destination,
    path: textAt(source, 'path'),
  }));
}

/** Undefined: the cluster that Argo CD itself runs in. */
function argoDestination(value: JsonObject): string | undefined {
  const named =
    textAt(value, 'spec', 'destination', 'name') ?? textAt(value, 'spec', 'destination', 'server');
  const isOwn = named === 'in-cluster' || named?.includes('//kubernetes.default.svc');
  return isOwn ? undefined : named?.replace(/^https?:\/\//, '');
}

function textAt(value: Json, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/**
 * Paths are relative to the top of a repository, which is some folder around the object. A path that means the whole
 * repository is left out: it may as well be that of another one.
 */
function folderMeant(path: string, source: string, root: Folder): string | undefined {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.length === 0) return undefined;
  const tops = source.split('/').map((_, depth, around) => around.slice(0, depth));
  return tops.map((top) => [...top, ...names].join('/')).find((folder) => root.hasFolder(folder));
}
