import { strictCluster } from './catalogue.js';
import type { Change } from './changes.js';
import {
  type Choice,
  type Feature,
  FLAVORS,
  type Flavor,
  type Installation,
  installationOf,
  LINES,
  type Line,
} from './installation.js';
import { osmCluster } from './osm.js';
import { changing, type Planted, patternOf, spread } from './planting.js';

/** A change to a healthy cluster, and where it can be made. */
export interface Alteration {
  /** A sentence without a period. */
  readonly name: string;
  readonly change: Change<Installation>;
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

const RELEASES: Readonly<Record<Line, string>> = {
  '0.8': '0.8.4',
  '0.9': '0.9.2',
  '0.10': '0.10.0',
  '0.11': '0.11.1',
  '1.0': '1.0.0',
  '1.1': '1.1.3',
  '1.2': '1.2.4',
};

/** Each line and flavor in which a change can be made. */
function choicesFor(made: Alteration): readonly Choice[] {
  const from = made.since === undefined ? 0 : LINES.indexOf(made.since);
  const to = made.before === undefined ? LINES.length : LINES.indexOf(made.before);
  return LINES.slice(from, to).flatMap((line) =>
    (made.flavors ?? FLAVORS).map((flavor) => choiceOf(made, RELEASES[line], flavor)),
  );
}

function choiceOf({ features }: Alteration, version: string, flavor: Flavor): Choice {
  return features === undefined ? strictCluster(version, flavor) : { version, flavor, features };
}

/** Each change in one line and flavor, another one from change to change; with OSM_FAULTS=all in each of them. */
export function planted<Made extends Alteration>(changes: readonly Made[]): readonly Planted<Made, Choice>[] {
  return spread(changes, choicesFor, process.env.OSM_FAULTS === 'all');
}

/** The cluster after the change. */
export const changedCluster = changing({ installationOf, clusterOf: osmCluster });

export function expectedOf({ made, choice }: Planted<Fault, Choice>): RegExp {
  return patternOf(made.finding, installationOf(choice));
}
