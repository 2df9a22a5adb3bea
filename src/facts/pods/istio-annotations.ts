import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { hasIstio } from '../control-planes/istio-planes.js';
import {
  concluded,
  copied,
  type FactMapping,
  type FactSource,
  type FactValue,
  fact,
  named,
  type Traced,
} from '../fact.js';
import { itemsAt, mappingAt, mappingIn, textAt } from '../metadata.js';
import {
  ALPHA_ANNOTATIONS,
  ANNOTATIONS,
  isOfIstio,
  LABELS,
  meantAnnotation,
} from './istio-annotation-table.js';
import { INJECT } from './istio-labels.js';
import { WORKLOAD_KINDS } from './workloads.js';

const NAME: Path = ['metadata', 'name'];
const TEMPLATES = 'inject.istio.io/templates';

/** The templates of every injector since 1.10; 1.9 has the first only. */
const BUILT_IN_TEMPLATES: ReadonlySet<string> = new Set([
  'sidecar',
  'gateway',
  'grpc-simple',
  'grpc-agent',
  'waypoint',
  'kube-gateway',
]);

/** Objects of Kubernetes that people annotate for Istio. What makes pods holds the annotations of those elsewhere. */
const MAKERS = WORKLOAD_KINDS.filter((kind) => kind !== 'Pod' && kind !== 'ReplicationController');
const ANNOTATED: readonly KindName[] = ['Namespace', 'Service', ...MAKERS];

/** What Istio makes of the annotations in its domains, for each pod template and object that has some. */
export const istioAnnotations: FactSource = {
  kind: 'IstioAnnotations',
  reads: [...new Set([...WORKLOAD_KINDS, ...ANNOTATED])],
  looksAt: ['ConfigMap', 'meshlint/IstioInjectorConfig', 'meshlint/IstioWorkload', 'meshlint/Mesh'],
  derive: (graph) => {
    if (!hasIstio(graph)) return [];
    return [
      ...graph.ofKind('meshlint/IstioWorkload').map((workload) => ofWorkload(graph, workload)),
      ...WORKLOAD_KINDS.flatMap((kind) => graph.ofKind(kind)).map((maker) => ofUnplaced(graph, maker)),
      ...ANNOTATED.flatMap((kind) => graph.ofKind(kind)).map(ofObject),
    ].filter((found) => found !== undefined);
  },
};

/** What was made for another object has its annotations from there. */
function ofObject(resource: Resource): Resource | undefined {
  const { kind } = resource.id;
  if (!speaksOfIstio(resource.value.metadata)) return undefined;
  if (itemsAt(resource.value, ['metadata', 'ownerReferences']).length > 0) return undefined;
  const inTemplate = Object.keys(mappingAt(resource.value, [...templateOf(kind), 'metadata', 'annotations']));
  const keys = istioKeys(resource, ['metadata', 'annotations']);
  return annotated(
    resource,
    { kind, name: resource.id.name },
    {
      ...sortedOut(resource, ['metadata', 'annotations'], kind),
      misplaced: misplaced(
        keys.filter(({ key }) => !inTemplate.includes(key)),
        kind,
      ),
      asLabels: labelsAsWritten(resource, ['metadata', 'labels']),
    },
  );
}

/** A captured pod that is there has been let in: only what makes pods may still be refused. */
function ofWorkload(graph: Graph, workload: Resource): Resource | undefined {
  const { value } = workload;
  return ofTemplate(graph, {
    resource: workload,
    path: [],
    holder: { kind: String(value.workloadKind), name: String(value.workload) },
    isNotAsked: value.shouldInject === false || isLetIn(graph, workload),
    revision: textAt(value, ['revision']),
  });
}

/** What is applied to no stated namespace is no workload yet, and its annotations mean the same in all of them. */
function ofUnplaced(graph: Graph, resource: Resource): Resource | undefined {
  const { kind, name, namespace } = resource.id;
  if (namespace !== undefined && !isPlaceholder(namespace)) return undefined;
  const path = [...(kind === 'Pod' ? [] : templateOf(kind)), 'metadata'];
  const asks = ['labels', 'annotations'].map((part) => mappingAt(resource.value, [...path, part])[INJECT]);
  const isNotAsked = asks.includes('false');
  return ofTemplate(graph, { resource, path, holder: { kind, name }, isNotAsked, revision: undefined });
}

/** The metadata that pods are made with, and where they stand. */
interface Template {
  readonly resource: Resource;
  readonly path: readonly string[];
  readonly holder: Holder;
  /** The injector makes nothing of its pods. */
  readonly isNotAsked: boolean;
  readonly revision: string | undefined;
}

function ofTemplate(graph: Graph, template: Template): Resource | undefined {
  const { resource, path, holder, isNotAsked } = template;
  if (!speaksOfIstio(valueAt(resource.value, path))) return undefined;
  const annotations = [...path, 'annotations'];
  const labels = [...path, 'labels'];
  const keys = istioKeys(resource, annotations);
  return annotated(resource, holder, {
    ...sortedOut(resource, annotations, 'Pod'),
    misplaced: isOfGateway(mappingAt(resource.value, labels)) ? [] : misplaced(keys, 'Pod'),
    asLabels: labelsAsWritten(resource, labels),
    ...(isNotAsked ? {} : refusals(template, keys)),
    templates: isNotAsked ? [] : namedTemplates(graph, template),
  });
}

/** Whether any label or annotation may be of Istio: those of most objects are not, and need no closer look. */
function speaksOfIstio(metadata: Json | undefined): boolean {
  return ['labels', 'annotations'].some((part) =>
    Object.keys(mappingIn(metadata, part)).some((key) => key.includes('istio')),
  );
}

/** Whether it is a pod that nothing in the input makes. To ask for the place of the fact would cost more. */
function isLetIn(graph: Graph, { captured, id }: Resource): boolean {
  return captured && graph.find({ kind: 'Pod', namespace: id.namespace, name: id.name }).length > 0;
}

/** istiod gives all annotations of a Gateway to the pods that it makes for it. */
function isOfGateway(labels: Record<string, unknown>): boolean {
  return ['gateway.networking.k8s.io/gateway-name', 'istio.io/gateway-name'].some((key) => key in labels);
}

interface Holder {
  readonly kind: string;
  readonly name: string;
}

function annotated(resource: Resource, holder: Holder, said: FactMapping): Resource | undefined {
  const isSilent = Object.values(said).every((value) => Object.keys(value ?? {}).length === 0);
  if (isSilent) return undefined;
  return fact('IstioAnnotations', { resource, path: NAME }, resource.id.name, {
    holderKind: holder.kind,
    holder: holder.name,
    ...said,
  });
}

interface Key {
  readonly key: string;
  /** The key as a value, at the place where it stands. */
  readonly at: Traced;
  readonly value: Traced | undefined;
}

function istioKeys(resource: Resource, path: readonly string[]): readonly Key[] {
  return Object.keys(mappingAt(resource.value, path))
    .filter(isOfIstio)
    .map((key) => ({
      key,
      at: named(key, resource, [...path, key]),
      value: copied(resource, [...path, key]),
    }));
}

/** What Istio does not know, has given up, may yet change, or knows as a label only. */
function sortedOut(resource: Resource, path: readonly string[], kind: string): FactMapping {
  const keys = istioKeys(resource, path);
  const labels = Object.keys(mappingAt(resource.value, path)).filter((key) => isLabelOnly(key, kind));
  // Whoever writes the label beside the annotation knows, and serves old releases too.
  const hasLabel = INJECT in mappingAt(resource.value, [...path.slice(0, -1), 'labels']);
  return {
    unknown: keys
      .filter(({ key }) => !ANNOTATIONS.has(key) && !LABELS.has(key))
      .flatMap(({ key, at }) => {
        const meant = meantAnnotation(key);
        return meant === undefined ? [] : [{ key: at, meant }];
      }),
    deprecated: keys.flatMap(({ key, at }) => {
      const { instead, on = [] } = ANNOTATIONS.get(key) ?? {};
      const isRead = on.includes(kind) && !(key === INJECT && hasLabel);
      return instead !== undefined && isRead ? [{ key: at, instead }] : [];
    }),
    alpha: keys
      .filter(({ key }) => ALPHA_ANNOTATIONS.has(key) && ANNOTATIONS.get(key)?.on.includes(kind) === true)
      .map(({ at }) => at),
    labelsOnly: labels.map((key) => named(key, resource, [...path, key])),
  };
}

/** Only namespaces are asked for istio-injection. */
function isLabelOnly(key: string, kind: string): boolean {
  return LABELS.has(key) && (key !== 'istio-injection' || kind === 'Namespace');
}

function misplaced(keys: readonly Key[], kind: string): readonly FactMapping[] {
  return keys
    .filter(({ key }) => !worksOn(key, kind))
    .map(({ key, at }) => ({ key: at, belongs: placeFor(key, kind) }));
}

/** On what makes pods, the choice of injection is the matter of a rule of its own. */
const CHOOSERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

function worksOn(key: string, kind: string): boolean {
  const on = ANNOTATIONS.get(key)?.on ?? [];
  const isOfOthers = (key === INJECT && CHOOSERS.includes(kind)) || key === 'istio.io/rev';
  return on.length === 0 || on.includes(kind) || isOfOthers;
}

function placeFor(key: string, kind: string): string {
  const on = ANNOTATIONS.get(key)?.on ?? [];
  const template = [...templateOf(kind), 'metadata.annotations'].join('.');
  return on.includes('Pod') && MAKERS.some((maker) => maker.endsWith(`/${kind}`))
    ? template
    : `the metadata of a ${on.join(' or ')}`;
}

function templateOf(kind: string): readonly string[] {
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
}

/** Annotations that are no labels, written as labels. */
function labelsAsWritten(resource: Resource, path: readonly string[]): readonly Traced[] {
  return istioKeys(resource, path)
    .filter(
      ({ key }) => (ANNOTATIONS.get(key)?.on ?? []).length > 0 && key !== INJECT && key !== 'istio.io/rev',
    )
    .map(({ at }) => at);
}

const PROXY_CONFIG = 'proxy.istio.io/config';

/** What the injector refuses a pod for; the configuration of the proxy is judged by its schema. */
function refusals({ resource, path }: Template, keys: readonly Key[]): FactMapping {
  const refused = keys.flatMap(({ key, value }) => {
    const check = ANNOTATIONS.get(key)?.check;
    const text = value?.value;
    if (check === undefined || typeof text !== 'string' || isPlaceholder(text) || check.accepts(text))
      return [];
    return [{ key, value, belongs: check.belongs }];
  });
  const config = [...path, 'annotations', PROXY_CONFIG];
  const proxyConfig = copied(resource, config);
  const isReadable = valueAt(resource.value, [...config, INSIDE_YAML]) !== undefined;
  const isOpen = isReadable || isPlaceholder(proxyConfig?.value);
  return { refused, proxyConfig: proxyConfig && { text: proxyConfig, readable: isOpen } };
}

/** The templates that a pod asks for, and whether its injector has them. */
function namedTemplates(graph: Graph, { resource, path, revision }: Template): readonly FactValue[] {
  const at = [...path, 'annotations', TEMPLATES];
  const names = valueAt(resource.value, at);
  if (typeof names !== 'string' || isPlaceholder(names)) return [];
  const has = templatesOf(graph, revision);
  return names.split(',').map((each) => {
    const name = each.trim();
    const known = name !== '' && has(name);
    return { name: concluded(name, resource, at), known };
  });
}

/** What the injector of a revision has; where its ConfigMap does not tell, what every injector has. */
function templatesOf(graph: Graph, revision: string | undefined): (name: string) => Json {
  const [config] =
    revision === undefined
      ? []
      : graph.find({ kind: 'meshlint/IstioInjectorConfig', where: new Map([['/revision', [revision]]]) });
  const names = ['templates', 'aliases'].flatMap((key) => itemsAt(config?.value ?? {}, [key]));
  if (names.length > 0) return (name) => names.includes(name);
  return (name) => (BUILT_IN_TEMPLATES.has(name) ? true : unknown('ConfigMap'));
}
