import type { Graph } from '../graph/graph.js';
import { valueAt } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import { type Unknown, unknown } from '../graph/unknown.js';
import type { Json } from '../input/json.js';
import type { Path } from '../input/path.js';
import { concluded } from './fact.js';
import { labelsOf } from './metadata.js';
import { MONITORED_BY } from './osm-control-planes.js';
import { type Decision, no, type PodInNamespace, yes } from './pods.js';
import { isLineAtLeast } from './release.js';

const LABELS: Path = ['metadata', 'labels'];
const IGNORE = 'openservicemesh.io/ignore';
const ANNOTATION: Path = ['metadata', 'annotations', 'openservicemesh.io/sidecar-injection'];

/** The installed OSM meshes, as far as they bear on injection. */
export interface OsmInstallations {
  /** Undefined where the name of one of them, or even whether there is one, is not known. */
  readonly names: ReadonlySet<string> | undefined;
  readonly namespaces: ReadonlySet<string>;
  readonly lines: ReadonlyMap<string, string>;
}

export function osmInstallations(graph: Graph): OsmInstallations {
  const planes = graph.find({ kind: 'meshlint/ControlPlane', where: new Map([['/mesh', ['osm']]]) });
  const texts = (key: string) =>
    planes.map(({ value }) => value[key]).filter((text) => typeof text === 'string');
  const names = texts('name');
  return {
    names: planes.length > 0 && names.length === planes.length ? new Set(names) : undefined,
    namespaces: new Set(texts('namespace')),
    lines: new Map(planes.map(({ value }) => [text(value.name) ?? '', text(value.line) ?? ''])),
  };
}

/** The decision of the injector and, before it, of the selectors of its webhook, in their order. */
export function osmDecision(installations: OsmInstallations, member: PodInNamespace): Decision {
  const line = lineFor(installations, member.namespace);
  return (
    byHostNetwork(line, member) ??
    byNamespace(installations, line, member) ??
    ofUnknownLine(line, member, byAnnotations(line, member))
  );
}

/** The line of the mesh that monitors a namespace: of the only one, where the namespace does not tell. */
function lineFor({ lines }: OsmInstallations, namespace: Resource): string | undefined {
  const line =
    lines.size === 1 ? [...lines.values()][0] : lines.get(text(labelsOf(namespace)[MONITORED_BY]) ?? '');
  return line === '' ? undefined : line;
}

function byHostNetwork(line: string | undefined, { pod }: PodInNamespace): Decision | undefined {
  if (!isOnHostNetwork(pod) || line === undefined || !isLineAtLeast(line, '1.0')) return undefined;
  return no(`hostNetwork is true, which OSM ${line} never injects`, pod, ['spec', 'hostNetwork']);
}

function isOnHostNetwork(pod: Resource): boolean {
  return valueAt(pod.value, ['spec', 'hostNetwork']) === true;
}

function byNamespace(
  { names, namespaces }: OsmInstallations,
  line: string | undefined,
  { namespace }: PodInNamespace,
): Decision | undefined {
  const { name } = namespace.id;
  const labels = labelsOf(namespace);
  const monitoredBy = text(labels[MONITORED_BY]);
  const never = (reason: string, path: Path) => no(`namespace ${name} ${reason}`, namespace, path);
  if (name === 'kube-system' || name === 'kube-public')
    return never('is never injected', ['metadata', 'name']);
  if (namespaces.has(name)) return never('is that of OSM itself', ['metadata', 'name']);
  if (monitoredBy === undefined) return never(`has no label ${MONITORED_BY}`, LABELS);
  if (names !== undefined && !names.has(monitoredBy)) {
    return never(`is monitored by '${monitoredBy}', and the mesh is ${list(names)}`, [
      ...LABELS,
      MONITORED_BY,
    ]);
  }
  if (labels[IGNORE] !== undefined) return never(`has the label ${IGNORE}`, [...LABELS, IGNORE]);
  if (labels['control-plane'] !== undefined && line !== undefined && isLineAtLeast(line, '0.11')) {
    return never('has the label control-plane', [...LABELS, 'control-plane']);
  }
  return undefined;
}

function byAnnotations(line: string | undefined, { pod, namespace }: PodInNamespace): Decision {
  const own = annotation(pod, line);
  const inherited = annotation(namespace, line);
  if (own === 'invalid') return no('its annotation is none that OSM knows: it is refused', pod, ANNOTATION);
  if (inherited === 'invalid') {
    return no('the annotation of its namespace is none that OSM knows: it is refused', namespace, ANNOTATION);
  }
  if (own === 'enabled') return yes('its annotation enables injection', pod, ANNOTATION);
  if (own === 'disabled') return no('its annotation disables injection', pod, ANNOTATION);
  if (inherited === 'enabled') {
    return yes(`namespace ${namespace.id.name} enables injection`, namespace, ANNOTATION);
  }
  return inherited === 'disabled'
    ? no(`namespace ${namespace.id.name} disables injection`, namespace, ANNOTATION)
    : no(`neither it nor namespace ${namespace.id.name} enables injection`, namespace, ANNOTATION);
}

function annotation(
  resource: Resource,
  line: string | undefined,
): 'enabled' | 'disabled' | 'invalid' | undefined {
  const value = valueAt(resource.value, ANNOTATION);
  if (value === undefined || (value === '' && line !== undefined && !isLineAtLeast(line, '0.10')))
    return undefined;
  const spelled = String(value).toLowerCase();
  if (['enabled', 'yes', 'true'].includes(spelled)) return 'enabled';
  return ['disabled', 'no', 'false'].includes(spelled) ? 'disabled' : 'invalid';
}

/** Two marks keep a pod out in later lines only. */
function ofUnknownLine(
  line: string | undefined,
  { pod, namespace }: PodInNamespace,
  decision: Decision,
): Decision {
  const isExcludedLater = isOnHostNetwork(pod) || labelsOf(namespace)['control-plane'] !== undefined;
  if (line !== undefined || !isExcludedLater || decision.shouldInject.value !== true) return decision;
  return {
    shouldInject: concluded(unknown('apps/Deployment'), pod, ['metadata', 'name']),
    reason: concluded('it depends on the release of OSM, which is not known', pod, ['metadata', 'name']),
  };
}

function list(names: ReadonlySet<string>): string {
  return [...names].map((name) => `'${name}'`).join(' or ');
}

function text(value: Json | Unknown | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
