import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded } from '../fact.js';
import { labelsOf } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { injectorConfigurations, type PolicyOf } from './istio-injector-config.js';
import { type Decision, no, type PodInNamespace, yes } from './pods.js';

const INJECT = 'sidecar.istio.io/inject';
const SYSTEM: ReadonlySet<string> = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
]);
/** One line of each way of reading the inject value; an unknown release may be any of them. */
const ERAS = ['1.11', '1.26', '1.27'];

export function istioPolicies(graph: Graph): PolicyOf {
  const lines = linesByRevision(graph);
  const byConfiguration = injectorConfigurations(graph);
  return (entry, member) => {
    const revision = labelsOf(entry.configuration)['istio.io/rev'];
    const line = lines.get(typeof revision === 'string' ? revision : 'default');
    return byPlace(member) ?? byValue(line, member) ?? byConfiguration(entry, member);
  };
}

function linesByRevision(graph: Graph): ReadonlyMap<string, string> {
  const planes = graph.find({ kind: 'meshlint/ControlPlane', where: new Map([['/mesh', ['istio']]]) });
  return new Map(
    planes.flatMap(({ value }) =>
      typeof value.name === 'string' && typeof value.line === 'string' ? [[value.name, value.line]] : [],
    ),
  );
}

function byPlace({ pod, namespace }: PodInNamespace): Decision | undefined {
  if (valueAt(pod.value, ['spec', 'hostNetwork']) === true) {
    return no('hostNetwork is true, which Istio never injects', pod, ['spec', 'hostNetwork']);
  }
  if (!SYSTEM.has(namespace.id.name)) return undefined;
  return no(`namespace ${namespace.id.name} is never injected`, namespace, ['metadata', 'name']);
}

/** The inject label or annotation, read as the release reads it; undefined where it leaves the decision open. */
function byValue(line: string | undefined, { pod }: PodInNamespace): Decision | undefined {
  const readings = (line === undefined ? ERAS : [line]).map((era) => reading(pod, era));
  const [first] = readings;
  if (readings.some((other) => other?.shouldInject !== first?.shouldInject)) {
    const path = ['metadata', 'name'];
    return {
      shouldInject: concluded(unknown('apps/Deployment'), pod, path),
      reason: concluded(
        `releases of Istio read its ${INJECT} differently, and the release is not known`,
        pod,
        path,
      ),
    };
  }
  if (first === undefined) return undefined;
  const [, part] = first.path;
  return first.shouldInject
    ? yes(`its ${part === 'labels' ? 'label' : 'annotation'} ${INJECT} asks for injection`, pod, first.path)
    : no(`its ${part === 'labels' ? 'label' : 'annotation'} ${INJECT} refuses injection`, pod, first.path);
}

function reading(
  pod: Resource,
  line: string,
): { readonly shouldInject: boolean; readonly path: Path } | undefined {
  const label: Path = ['metadata', 'labels', INJECT];
  const annotation: Path = ['metadata', 'annotations', INJECT];
  const isLabelRead = isLineAtLeast(line, '1.12') && valueAt(pod.value, label) !== undefined;
  const path = isLabelRead ? label : annotation;
  const value = valueAt(pod.value, path);
  const shouldInject = isLineAtLeast(line, '1.27') ? strictly(value) : loosely(value);
  return shouldInject === undefined ? undefined : { shouldInject, path };
}

function strictly(value: Json | undefined): boolean | undefined {
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function loosely(value: Json | undefined): boolean | undefined {
  if (value === undefined || value === '') return undefined;
  return ['y', 'yes', 'true', 'on'].includes(String(value).toLowerCase());
}
