import type { JsonObject } from '../../src/input/json.js';
import { strictCluster } from './catalogue.js';
import { type Change, named } from './changes.js';
import {
  type Choice,
  type Feature,
  FLAVORS,
  type Flavor,
  installationOf,
  LINES,
  type Line,
} from './installation.js';
import { osmCluster } from './osm.js';
import { settled } from './services.js';

/** A change to a healthy cluster, and where it can be made. */
export interface Alteration {
  /** A sentence without a period. */
  readonly name: string;
  readonly change: Change;
  /** The lines in which it says what it says; all of them, where nothing is said. */
  readonly since?: Line;
  readonly before?: Line;
  readonly flavors?: readonly Flavor[];
  /** Instead of all that the line has. */
  readonly features?: readonly Feature[];
  /** The cluster is captured right after the change, before its controllers saw it. */
  readonly unsettled?: boolean;
}

/** One mistake in a cluster that is healthy otherwise. */
export interface Fault extends Alteration {
  /** The one finding that it may give, at the cause: `severity rule Kind namespace/name path`. */
  readonly finding: string;
}

/** A change to a cluster of one line and flavor. */
export interface Planted<Made extends Alteration = Fault> {
  readonly made: Made;
  readonly choice: Choice;
}

const RELEASES: Readonly<Record<Line, string>> = {
  '0.8': '0.8.4',
  '0.9': '0.9.2',
  '0.10': '0.10.0',
  '0.11': '0.11.1',
  '1.0': '1.0.0',
  '1.1': '1.1.3',
  '1.2': '1.2.4',
};

/** A change in each line and flavor in which it can be made. */
function everywhere<Made extends Alteration>(made: Made): readonly Planted<Made>[] {
  const from = made.since === undefined ? 0 : LINES.indexOf(made.since);
  const to = made.before === undefined ? LINES.length : LINES.indexOf(made.before);
  return LINES.slice(from, to).flatMap((line) =>
    (made.flavors ?? FLAVORS).map((flavor) => ({ made, choice: choiceOf(made, RELEASES[line], flavor) })),
  );
}

/** Each change in one line and flavor, another one from change to change; with OSM_FAULTS=all in each of them. */
export function planted<Made extends Alteration>(changes: readonly Made[]): readonly Planted<Made>[] {
  if (process.env.OSM_FAULTS === 'all') return changes.flatMap(everywhere);
  return changes.flatMap((made, index) => {
    const places = everywhere(made);
    return places.slice((index * 7) % places.length).slice(0, 1);
  });
}

function choiceOf({ features }: Alteration, version: string, flavor: Flavor): Choice {
  return features === undefined ? strictCluster(version, flavor) : { version, flavor, features };
}

/** The cluster after the change. */
export function changedCluster({ made, choice }: Planted<Alteration>): readonly JsonObject[] {
  const installation = installationOf(choice);
  const changed = made.change(healthy(choice), installation);
  return made.unsettled ? changed : settled(changed, installation);
}

const clusters = new Map<string, readonly JsonObject[]>();

/** Many changes start from the same cluster. */
function healthy(choice: Choice): readonly JsonObject[] {
  const key = JSON.stringify(choice);
  const known = clusters.get(key) ?? osmCluster(choice);
  clusters.set(key, known);
  return known;
}

export function expectedOf({ made, choice }: Planted): string {
  return named(made.finding, installationOf(choice));
}

/** As a title of a test tells it. */
export function titleOf({ made, choice }: Planted<Alteration>): string {
  return `${made.name} (${choice.version} ${choice.flavor})`;
}
