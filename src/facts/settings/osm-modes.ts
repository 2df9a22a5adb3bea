import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import { osmPlanes } from '../control-planes/osm-planes.js';
import { textAt } from '../metadata.js';
import { type Releases, releaseIn } from '../release.js';

/** The release line of OSM: as the user states it, else that of the control planes, if they agree. */
export function osmLine(graph: Graph, { osm }: Releases): string | undefined {
  if (osm !== undefined) return releaseIn(osm)?.line;
  const planes = osmPlanes(graph);
  const lines = new Set(planes.map(({ value }) => value.line));
  const [line] = lines;
  return lines.size === 1 && typeof line === 'string' ? line : undefined;
}

/** A switch of the mesh (see OsmSettings); undefined where the input does not tell it, or two meshes differ. */
export function switchOf(graph: Graph, name: 'permissive' | 'egressPolicy'): boolean | undefined {
  const values = new Set(
    graph.ofKind('meshlint/OsmSettings').map(({ value }) => valueAt(value, [name, 'value'])),
  );
  const [value] = values;
  return values.size === 1 && typeof value === 'boolean' ? value : undefined;
}

/**
 * The names of the installed OSM meshes; undefined where the name of one of them, or even whether there is one, is not known. What a webhook asks for is no name: it may
 * ask for the wrong mesh.
 */
export function meshNames(graph: Graph): ReadonlySet<string> | undefined {
  const planes = osmPlanes(graph);
  const names = planes
    .filter(({ value }) => value.installed === true)
    .flatMap(({ value }) => textAt(value, ['name']) ?? []);
  return planes.length > 0 && names.length === planes.length ? new Set(names) : undefined;
}
