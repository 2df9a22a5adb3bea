import { isMasked } from '../input/masks.js';
import type { Resource } from './resource.js';

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
  const kept = new Map<string, Resource>();
  for (const { resource, deleted } of read.filter((each) => isTold(each.resource))) {
    const key = copyKey(resource);
    const known = kept.get(key);
    if (deleted) kept.delete(key);
    else if (known === undefined || compareVersions(resource.version, known.version) >= 0)
      kept.set(key, resource);
  }
  return read.flatMap(({ resource, deleted }) =>
    isTold(resource) ? (kept.get(copyKey(resource)) === resource ? resource : []) : deleted ? [] : resource,
  );
}

/** Two objects whose names somebody hid may be two. */
function isTold({ captured, id }: Resource): boolean {
  return captured && !isMasked(id.name);
}

function copyKey({ id }: Resource): string {
  return JSON.stringify([id.group, id.kind, id.namespace, id.name]);
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
