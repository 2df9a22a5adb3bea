import type { Resource } from '../../graph/resource.js';
import { type FactSource, fact } from '../fact.js';
import { textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { osmPlanes } from './osm-planes.js';

interface Definition {
  readonly name: string;
  readonly from: string;
  /** The first line that does without it again. */
  readonly until?: string;
}

/** The definitions that a release of OSM brings along and watches. udproutes of 0.8 was never read. */
const DEFINITIONS: readonly Definition[] = [
  { name: 'traffictargets.access.smi-spec.io', from: '0.8' },
  { name: 'httproutegroups.specs.smi-spec.io', from: '0.8' },
  { name: 'tcproutes.specs.smi-spec.io', from: '0.8' },
  { name: 'trafficsplits.split.smi-spec.io', from: '0.8' },
  { name: 'meshconfigs.config.openservicemesh.io', from: '0.9' },
  { name: 'egresses.policy.openservicemesh.io', from: '0.9' },
  { name: 'ingressbackends.policy.openservicemesh.io', from: '0.10' },
  { name: 'multiclusterservices.config.openservicemesh.io', from: '0.10', until: '1.2' },
  { name: 'retries.policy.openservicemesh.io', from: '1.1' },
  { name: 'upstreamtrafficsettings.policy.openservicemesh.io', from: '1.1' },
  { name: 'meshrootcertificates.config.openservicemesh.io', from: '1.2' },
];

/** The definitions without which osm-controller fails its probes, in the releases that probe them. */
export const PROBED_DEFINITIONS = DEFINITIONS.filter(({ name }) => name.endsWith('.smi-spec.io')).map(
  ({ name }) => name,
);

/** What each installed OSM needs of its cluster. */
export const osmRequirements: FactSource = {
  kind: 'OsmRequirement',
  reads: ['apps/Deployment'],
  looksAt: ['meshlint/ControlPlane'],
  derive: (graph) =>
    osmPlanes(graph)
      .filter(({ value }) => value.installed === true)
      .flatMap(requirementsOf),
};

function requirementsOf(plane: Resource): readonly Resource[] {
  const line = textAt(plane.value, ['line']);
  return DEFINITIONS.filter((definition) => isNeeded(definition, line)).map(({ name }) =>
    fact('OsmRequirement', { resource: plane, path: [] }, name, { line, definition: name }),
  );
}

/** Where the line is not known, only what every line needs. */
function isNeeded({ from, until }: Definition, line: string | undefined): boolean {
  if (line === undefined) return from === '0.8';
  return isLineAtLeast(line, from) && (until === undefined || !isLineAtLeast(line, until));
}
