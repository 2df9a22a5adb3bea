import type { JsonObject } from '../../src/input/json.js';
import { type Change, named, type Place } from './changes.js';
import type { Kubernetes } from './kubernetes.js';
import { settled } from './services.js';

/** What a cluster is asked to be. */
interface Choice {
  readonly version: string;
  readonly flavor: string;
}

/** A change to a healthy cluster. */
interface Alteration<I extends Place> {
  /** A sentence without a period. */
  readonly name: string;
  readonly change: Change<I>;
  /** The cluster is captured right after the change, before its controllers saw it. */
  readonly unsettled?: boolean;
}

/** A change to one cluster. */
export interface Planted<Made, C extends Choice> {
  readonly made: Made;
  readonly choice: C;
}

/** Clusters that changes are made to. */
export interface Ground<C extends Choice, I extends Place & Kubernetes> {
  readonly installationOf: (choice: C) => I;
  readonly clusterOf: (choice: C) => readonly JsonObject[];
}

/** Each change in one of the clusters in which it can be made, another one from change to change; or in all of them. */
export function spread<Made, C extends Choice>(
  changes: readonly Made[],
  choicesFor: (made: Made) => readonly C[],
  isEverywhere: boolean,
): readonly Planted<Made, C>[] {
  return changes.flatMap((made, index) => {
    const choices = choicesFor(made);
    const taken = isEverywhere ? choices : choices.slice((index * 7) % choices.length).slice(0, 1);
    return taken.map((choice) => ({ made, choice }));
  });
}

/** A function that gives the cluster after a change. Many changes start from the same cluster, which is built once. */
export function changing<C extends Choice, I extends Place & Kubernetes>({
  installationOf,
  clusterOf,
}: Ground<C, I>): (planted: Planted<Alteration<I>, C>) => readonly JsonObject[] {
  const clusters = new Map<string, readonly JsonObject[]>();
  return ({ made, choice }) => {
    const key = JSON.stringify(choice);
    const healthy = clusters.get(key) ?? clusterOf(choice);
    clusters.set(key, healthy);
    const installation = installationOf(choice);
    const changed = made.change(healthy, installation);
    return made.unsettled ? changed : settled(changed, installation);
  };
}

/** As a title of a test tells it. */
export function titleOf({ made, choice }: Planted<{ readonly name: string }, Choice>): string {
  return `${made.name} (${choice.version} ${choice.flavor})`;
}

/** What a finding is told as. `*` stands for a part of a name that Kubernetes makes up. */
export function patternOf(finding: string, place: Place): RegExp {
  const literal = named(finding, place)
    .replace(/[.?+^$()[\]{}|\\]/g, '\\$&')
    .replaceAll('*', '\\S*');
  return new RegExp(`^${literal}$`);
}
