import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { concluded, copied, type FactSource, fact, type Traced } from '../fact.js';
import { annotationsOf, textAt } from '../metadata.js';
import { proxyImage } from './istio-sidecars.js';

const GLOBAL: Path = ['data', 'values', INSIDE_YAML, 'global'];

/** Images of one release that differ only in what else they hold. */
const VARIANT = /-(distroless|debug)$/;

/** The images of captured proxies, beside the one that their injector would take for a new pod. */
export const istioProxyImages: FactSource = {
  kind: 'IstioProxyImage',
  reads: ['Pod', 'ConfigMap'],
  looksAt: ['meshlint/IstioInjectorConfig', 'meshlint/IstioPod'],
  derive: (graph) => {
    const wantedBy = wantedImages(graph);
    if (wantedBy.size === 0) return [];
    return graph.ofKind('meshlint/IstioPod').flatMap((known) => {
      const [pod] = graph.find({ kind: 'Pod', namespace: known.id.namespace, name: known.id.name });
      const image = pod && ownChoice(pod) === undefined ? proxyImage(pod) : undefined;
      const wanted = wantedBy.get(injectorOf(known) ?? '');
      if (pod === undefined || image === undefined || wanted === undefined) return [];
      const isCurrent = isSameImage(String(image.value), String(wanted.value));
      return isCurrent === undefined ? [] : [proxyImageFact(known, pod, image, wanted, isCurrent)];
    });
  },
};

function proxyImageFact(
  known: Resource,
  pod: Resource,
  image: Traced,
  wanted: Traced,
  isCurrent: boolean,
): Resource {
  const { value } = known;
  return fact('IstioProxyImage', { resource: pod, path: ['metadata', 'name'] }, pod.id.name, {
    image,
    wanted,
    current: concluded(isCurrent, pod, ['metadata', 'name']),
    revision: injectorOf(known),
    finished: value.finished ?? false,
    remedy:
      value.owner === undefined
        ? 'Create the pod anew'
        : `Let ${value.ownerKind} '${value.owner}' make its pods anew`,
  });
}

/** By revision; those of two control planes of one name are left out. */
function wantedImages(graph: Graph): ReadonlyMap<string, Traced> {
  const wanted = new Map<string, Traced | undefined>();
  for (const { id, value } of graph.ofKind('meshlint/IstioInjectorConfig')) {
    const [configMap] = graph.find({ kind: 'ConfigMap', namespace: id.namespace, name: id.name });
    const revision = String(value.revision);
    wanted.set(revision, wanted.has(revision) ? undefined : configMap && wantedImage(configMap));
  }
  return new Map(
    [...wanted].flatMap(([revision, image]) => (image === undefined ? [] : [[revision, image]])),
  );
}

/** As the values say; undefined where the templates have an image of their own, or the tag is not there. */
function wantedImage(configMap: Resource): Traced | undefined {
  const asked = (...path: readonly string[]) => valueAt(configMap.value, [...GLOBAL, ...path]);
  const [hub, name, tag] = [asked('hub'), asked('proxy', 'image') ?? 'proxyv2', asked('tag')];
  const config = textAt(configMap.value, ['data', 'config']) ?? '';
  if (/image:/.test(config) && !/ProxyImage|global\.hub|global\.proxy\.image/.test(config)) return undefined;
  if (typeof name !== 'string') return undefined;
  if (name.includes('/')) return copied(configMap, [...GLOBAL, 'proxy', 'image']);
  return isTag(tag) ? concluded(`${hub}/${name}:${tag}`, configMap, [...GLOBAL, 'tag']) : undefined;
}

function isTag(tag: Json | undefined): boolean {
  return (typeof tag === 'string' && tag !== '') || typeof tag === 'number';
}

/** What a pod says itself of the image of its proxy, by an annotation or by a container of that name in its template. */
function ownChoice(pod: Resource): string | undefined {
  const annotations = annotationsOf(pod);
  const own = annotations['sidecar.istio.io/proxyImage'];
  const overrides = String(annotations['proxy.istio.io/overrides'] ?? '');
  const [, image] = /"image":"([^"]+)"/.exec(overrides) ?? [];
  return typeof own === 'string' ? own : image === 'auto' ? undefined : image;
}

/** The revision that injected, where it would do so again: pods of another revision are another matter. */
function injectorOf({ value }: Resource): string | undefined {
  const [injected, now] = [textAt(value, ['injectedRevision']), textAt(value, ['revision'])];
  return injected === undefined || now === undefined || injected === now ? (injected ?? now) : undefined;
}

/** By name and tag: a registry may stand for another one. Undefined where one is given by digest, or by nothing. */
function isSameImage(one: string, other: string): boolean | undefined {
  const [first, second] = [one, other].map(release);
  return first === undefined || second === undefined ? undefined : first === second;
}

function release(image: string): string | undefined {
  const last = image.split('/').at(-1) ?? '';
  return last.includes('@') || !last.includes(':') ? undefined : last.replace(VARIANT, '');
}
