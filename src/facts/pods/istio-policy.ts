import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import { kindName, type Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { istioPlanes } from '../control-planes/istio-planes.js';
import { concluded } from '../fact.js';
import { isLineAtLeast, type Releases, releaseIn } from '../release.js';
import { injectorConfigurations } from './istio-injector-config.js';
import { INJECT } from './istio-labels.js';
import { type Injector, nameOf, type Step } from './istio-selection.js';
import { type Candidate, isOnHostNetwork } from './pods.js';

/** What the injector decides about a pod that it is asked about. */
export interface Policy {
  /** What it refuses whoever is asked, and whatever that one is configured to do. */
  readonly always: (candidate: Candidate) => Step | undefined;
  readonly of: (injector: Injector, candidate: Candidate) => Step;
}

/** Istio injects into none of these. */
export const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
]);
/** One line of each way of reading the inject value; an unknown release may be any of them. */
const ERAS = ['1.11', '1.26', '1.27'];

export function istioPolicy(graph: Graph, { istio }: Releases): Policy {
  const lines = linesByRevision(graph);
  const stated = istio === undefined ? undefined : releaseIn(istio)?.line;
  const byConfiguration = injectorConfigurations(graph);
  return {
    always: (candidate) => byPlace(candidate) ?? refusal(byValue(stated, candidate, () => undefined)),
    of: (injector, candidate) => {
      const line = lines.get(nameOf(injector)) ?? stated;
      const configured = () => byConfiguration(injector, candidate);
      return byPlace(candidate) ?? byValue(line, candidate, configured) ?? configured();
    },
  };
}

function refusal(step: Step | undefined): Step | undefined {
  return step?.answer === false ? step : undefined;
}

function linesByRevision(graph: Graph): ReadonlyMap<string, string> {
  const planes = istioPlanes(graph);
  return new Map(
    planes.flatMap(({ value }) =>
      typeof value.name === 'string' && typeof value.line === 'string' ? [[value.name, value.line]] : [],
    ),
  );
}

function byPlace({ pod, namespace, namespaceName }: Candidate): Step | undefined {
  if (isOnHostNetwork(pod)) {
    const says = concluded('hostNetwork is true, which Istio never injects', pod, ['spec', 'hostNetwork']);
    return { by: 'hostNetwork', says, answer: false };
  }
  if (!SYSTEM_NAMESPACES.has(namespaceName)) return undefined;
  const words = `namespace ${namespaceName} is never injected`;
  return {
    by: 'namespaceName',
    says: concluded(words, namespace ?? pod, ['metadata', 'name']),
    answer: false,
  };
}

/**
 * The inject label or annotation, read as the release reads it; undefined where it leaves the decision to the configuration in
 * any release. Where releases read it differently, the configuration may come to what the others read.
 */
function byValue(
  line: string | undefined,
  { pod }: Candidate,
  configured: () => Step | undefined,
): Step | undefined {
  const readings = (line === undefined ? ERAS : [line]).map((era) => reading(pod, era));
  if (readings.some(({ value }) => isPlaceholder(value))) return filledInLater(pod);
  const said = readings.find(({ shouldInject }) => shouldInject !== undefined);
  if (said?.shouldInject === undefined) return undefined;
  const isLeftOpen = readings.some(({ shouldInject }) => shouldInject === undefined);
  const otherwise = isLeftOpen ? configured()?.answer : undefined;
  const isSure = readings.every(({ shouldInject = otherwise }) => shouldInject === said.shouldInject);
  return isSure ? byReading(pod, said.path, said.shouldInject) : differently(pod);
}

function byReading(pod: Resource, path: Path, answer: boolean): Step {
  const part = path[1] === 'labels' ? 'label' : 'annotation';
  const words = `its ${part} ${INJECT} ${answer ? 'asks for' : 'refuses'} injection`;
  return { by: 'injectValue', says: concluded(words, pod, path), answer };
}

function filledInLater(pod: Resource): Step {
  const says = concluded(`its ${INJECT} is filled in later`, pod, ['metadata', 'name']);
  return { by: 'placeholder', says, answer: { unknown: unknown(kindName(pod.id)) } };
}

function differently(pod: Resource): Step {
  const words = `releases of Istio read its ${INJECT} differently, and the release is not known`;
  const says = concluded(words, pod, ['metadata', 'name']);
  return { by: 'release', says, answer: { unknown: unknown('apps/Deployment') } };
}

interface Reading {
  readonly value: Json | undefined;
  readonly shouldInject: boolean | undefined;
  readonly path: Path;
}

function reading(pod: Resource, line: string): Reading {
  const label: Path = ['metadata', 'labels', INJECT];
  const annotation: Path = ['metadata', 'annotations', INJECT];
  const isLabelRead = isLineAtLeast(line, '1.12') && valueAt(pod.value, label) !== undefined;
  const path = isLabelRead ? label : annotation;
  const value = valueAt(pod.value, path);
  return { value, path, shouldInject: isLineAtLeast(line, '1.27') ? strictly(value) : loosely(value) };
}

function strictly(value: Json | undefined): boolean | undefined {
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function loosely(value: Json | undefined): boolean | undefined {
  if (value === undefined || value === '') return undefined;
  return ['y', 'yes', 'true', 'on'].includes(String(value).toLowerCase());
}
