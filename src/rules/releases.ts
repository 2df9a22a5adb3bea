import semver from 'semver';
import type { Releases } from '../facts/release.js';
import type { Graph } from '../graph/graph.js';

/** A range of releases of one mesh, as a rule or a schema states it. Every member that is given must hold. */
export interface MeshRange {
  readonly osm?: string;
  readonly istio?: string;
  /** Only where the release was found or stated, never where it is assumed. */
  readonly known?: true;
  /** Only for these flavors; never where the flavor is not known. */
  readonly flavor?: readonly string[];
}

export const MESHES = ['osm', 'istio'] as const;

export type MeshName = (typeof MESHES)[number];

export type { Releases } from '../facts/release.js';

/** The release of a mesh, and how one knows. An assumed release is the newest. */
export interface Release {
  readonly version: string;
  readonly flavor: string | undefined;
  readonly assumed: boolean;
}

/** The newest line of each mesh: OSM has ended with 1.2, Istio goes on. */
const NEWEST: Readonly<Record<MeshName, string>> = { osm: '1.2.4', istio: '1.30.0' };

/** Meshes other than OSM that own SMI objects, and read them in their own ways. */
const OTHER_SMI_MESHES = ['linkerd', 'traefik-mesh', 'nginx-service-mesh', 'consul', 'osm-edge'];

/** The releases of the meshes of one graph: stated by the user, else found in a control plane, else assumed. */
export class MeshReleases {
  readonly #osm: Release;
  readonly #istio: Release;
  readonly #isOsmAbsent: boolean;
  readonly #seen: ReadonlySet<MeshName>;
  /** A rule asks the same of each of its subjects. */
  readonly #satisfied = new Map<MeshRange, boolean>();

  constructor(graph: Graph, stated: Releases) {
    this.#osm = releaseOf(graph, 'osm', stated.osm);
    this.#istio = releaseOf(graph, 'istio', stated.istio);
    const has = (name: string) => graph.find({ kind: 'meshlint/Mesh', name }).length > 0;
    this.#isOsmAbsent = !has('osm') && OTHER_SMI_MESHES.some(has);
    const hasSmi = graph.kinds().some((kind) => kind.includes('.smi-spec.io/'));
    this.#seen = new Set(MESHES.filter((mesh) => has(mesh) || (mesh === 'osm' && hasSmi)));
  }

  of(mesh: MeshName): Release {
    return mesh === 'osm' ? this.#osm : this.#istio;
  }

  /** Whether the input shows a mesh, or objects that are taken for its own, and not its release. */
  isAssumed(mesh: MeshName): boolean {
    return this.of(mesh).assumed && this.#seen.has(mesh);
  }

  /** Whether a range holds. What is true of OSM is asked of no object where another SMI mesh, and no OSM, is seen. */
  satisfy(range: MeshRange): boolean {
    const known = this.#satisfied.get(range) ?? this.#satisfies(range);
    this.#satisfied.set(range, known);
    return known;
  }

  #satisfies(range: MeshRange): boolean {
    if (range.osm !== undefined && this.#isOsmAbsent) return false;
    return MESHES.every((mesh) => {
      const releases = range[mesh];
      return releases === undefined || isWithin(this.of(mesh), releases, range);
    });
  }

  /** Whether a range may hold: an assumed release may be any. */
  mayBeIn(range: MeshRange): boolean {
    return MESHES.every((mesh) => {
      const releases = range[mesh];
      return releases === undefined || this.of(mesh).assumed || isWithin(this.of(mesh), releases, range);
    });
  }
}

/** The meshes of which a range asks the release. One that admits every release asks, and assumes, nothing. */
export function askedMeshes(range: MeshRange): readonly MeshName[] {
  return MESHES.filter((mesh) => range[mesh] !== undefined && range[mesh] !== '*');
}

function isWithin(release: Release, releases: string, { known, flavor }: MeshRange): boolean {
  if (known === true && release.assumed) return false;
  if (flavor !== undefined && (release.flavor === undefined || !flavor.includes(release.flavor)))
    return false;
  return semver.satisfies(release.version, releases);
}

function releaseOf(graph: Graph, mesh: MeshName, stated: string | undefined): Release {
  const planes = graph.ofKind('meshlint/ControlPlane').filter((plane) => plane.value.mesh === mesh);
  const knowing = (key: string) => planes.find((plane) => versionOf(plane.value[key], mesh) !== undefined);
  const found = knowing('release') ?? knowing('line') ?? planes[0];
  const flavor = typeof found?.value.flavor === 'string' ? found.value.flavor : undefined;
  const version =
    versionOf(stated, mesh) ?? versionOf(found?.value.release, mesh) ?? versionOf(found?.value.line, mesh);
  return { version: version ?? NEWEST[mesh], flavor, assumed: version === undefined };
}

/** The last release of each line of OSM: whoever states a line has most likely come this far. */
const LAST_OF_LINE: Readonly<Record<string, string>> = {
  '0.8': '0.8.4',
  '0.9': '0.9.2',
  '0.11': '0.11.1',
  '1.1': '1.1.4',
  '1.2': '1.2.4',
};

/** `v0.11.1` and `1.10.4-asm.6` without what ranges do not speak of; of a line of OSM, its last release. */
function versionOf(text: unknown, mesh: MeshName): string | undefined {
  if (typeof text !== 'string') return undefined;
  const line = text.replace(/^v/, '');
  return (mesh === 'osm' ? LAST_OF_LINE[line] : undefined) ?? semver.coerce(text)?.version;
}
