import type { Change } from '../changes.js';
import { changing, type Planted, patternOf, spread } from '../planting.js';
import { CATALOGUE } from './catalogue.js';
import { type Choice, type Flavor, type Installation, installationOf } from './installation.js';
import { istioCluster } from './istio.js';

/** A change to a healthy cluster, and where it can be made. */
export interface Alteration {
  /** A sentence without a period. */
  readonly name: string;
  readonly change: Change<Installation>;
  /** The releases in which it says what it says, 14 for 1.14; all of them, where nothing is said. */
  readonly since?: number;
  readonly before?: number;
  readonly flavors?: readonly Flavor[];
  /** The cluster is captured right after the change, before its controllers saw it. */
  readonly unsettled?: boolean;
}

/** One mistake in a cluster that is healthy otherwise. */
export interface Fault extends Alteration {
  /** The one finding that it may give, at the cause: `severity rule Kind namespace/name path`. */
  readonly finding: string;
}

/** Each cluster in which a change can be made. */
function choicesFor({ since = 0, before = 99, flavors }: Alteration): readonly Choice[] {
  return CATALOGUE.filter((choice) => {
    const { minor } = installationOf(choice);
    return since <= minor && minor < before && (flavors?.includes(choice.flavor) ?? true);
  });
}

/** Each change in one cluster, another one from change to change; with ISTIO_FAULTS=all in each of them. */
export function planted<Made extends Alteration>(changes: readonly Made[]): readonly Planted<Made, Choice>[] {
  return spread(changes, choicesFor, process.env.ISTIO_FAULTS === 'all');
}

/** The cluster after the change. */
export const changedCluster = changing({ installationOf, clusterOf: istioCluster });

export function expectedOf({ made, choice }: Planted<Fault, Choice>): RegExp {
  return patternOf(made.finding, installationOf(choice));
}
