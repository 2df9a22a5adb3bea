import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { groupBy } from '../../input/group-by.js';
import type { JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { labelsOf, textAt } from '../metadata.js';
import {
  liveIstioInjectors,
  MUTATING,
  selectedValues,
  serviceOf,
  type WebhookEntry,
} from '../webhooks/webhook-entries.js';
import { CONTROL_PLANE_REVISION } from './istio-control-planes.js';

const REVISION = 'istio.io/rev';

/** Which values of the namespace label `istio.io/rev` an injector answers to, and which one `istio-injection=enabled`. */
export const istioRevisions: FactSource = {
  kind: 'IstioRevision',
  reads: [MUTATING],
  looksAt: [
    'Namespace',
    'Service',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'mesh.cloud.google.com/ControlPlaneRevision',
  ],
  derive: (graph) => {
    const used = revisionsInUse(graph);
    const configurations = groupBy(liveIstioInjectors(graph), ({ configuration }) => configuration);
    return [
      ...[...configurations].flatMap(([configuration, entries]) =>
        revisionsOf(graph, configuration, entries, used),
      ),
      ...graph.ofKind(CONTROL_PLANE_REVISION).map(managedRevision),
    ];
  },
};

/** Google installs the injector of a managed revision, whether or not the input holds it. */
function managedRevision(resource: Resource): Resource {
  const name = copied(resource, ['metadata', 'name']);
  return fact('IstioRevision', { resource, path: ['metadata', 'name'] }, resource.id.name, {
    name,
    type: 'revision',
    configuration: name,
    revision: name,
    injectsEnabled: false,
    injectsUnlabelled: false,
  });
}

/** An opt-out selector lists no values: the namespaces at hand tell for which ones it may be asked. */
function revisionsInUse(graph: Graph): readonly string[] {
  const labels = graph.ofKind('Namespace').map((namespace) => labelsOf(namespace)[REVISION]);
  return [...new Set(labels)].filter((label) => typeof label === 'string' && label !== '') as string[];
}

function revisionsOf(
  graph: Graph,
  configuration: Resource,
  entries: readonly WebhookEntry[],
  used: readonly string[],
): readonly Resource[] {
  const enabling = entries.find((entry) => selects(entry, { 'istio-injection': 'enabled' }));
  const paths = new Map(enabling === undefined ? [] : [['default', selectorPath(enabling)]]);
  for (const { name, path } of entries.flatMap((entry) => answeredBy(entry, used))) {
    if (!paths.has(name)) paths.set(name, path);
  }
  const [first] = entries;
  const ofAll = {
    revision: first && injectingRevision(graph, first),
    injectsUnlabelled: entries.some(takesAll),
  };
  return [...paths].map(([name, path]) =>
    revision(configuration, path, name, {
      ...ofAll,
      injectsEnabled: enabling !== undefined && name === 'default',
    }),
  );
}

/** The entry that charts write where injection is on by default. */
function takesAll({ value }: WebhookEntry): boolean {
  return (
    matchesSelector(value.namespaceSelector, { 'kubernetes.io/metadata.name': 'any' }) &&
    matchesSelector(value.objectSelector, {})
  );
}

function answeredBy(entry: WebhookEntry, used: readonly string[]): readonly { name: string; path: Path }[] {
  const listed = selectedValues(entry.value.namespaceSelector, REVISION);
  return [
    ...listed.map(({ value, path }) => ({ name: value, path: [...selectorPath(entry), ...path] })),
    ...used.map((name) => ({ name, path: selectorPath(entry) })),
  ].filter(({ name }) => selects(entry, { [REVISION]: name }));
}

function selects({ value }: WebhookEntry, labels: JsonObject): boolean {
  return matchesSelector(value.namespaceSelector, labels);
}

function selectorPath({ path }: WebhookEntry): Path {
  return [...path, 'namespaceSelector'];
}

function revision(configuration: Resource, path: Path, name: string, answers: FactMapping): Resource {
  const labels = labelsOf(configuration);
  const isTag =
    labels['istio.io/tag'] !== undefined || configuration.id.name.startsWith('istio-revision-tag-');
  return fact('IstioRevision', { resource: configuration, path }, name, {
    name,
    type: isTag ? 'tag' : 'revision',
    configuration: copied(configuration, ['metadata', 'name']),
    ...answers,
  });
}

/** The revision that answers an entry: whose Service it calls, and of a url what the configuration says. Never a tag. */
export function injectingRevision(graph: Graph, entry: WebhookEntry): Traced | undefined {
  const { configuration, path } = entry;
  const service = serviceOf(entry);
  const label = copied(configuration, ['metadata', 'labels', REVISION]);
  const byService = service && revisionBehind(graph, service);
  if (byService !== undefined) {
    return label?.value === byService
      ? label
      : concluded(byService, configuration, [...path, 'clientConfig', 'service', 'name']);
  }
  const [, managed] = /^istiod-(asm-managed.*)$/.exec(configuration.id.name) ?? [];
  return (
    label ?? (managed === undefined ? undefined : concluded(managed, configuration, ['metadata', 'name']))
  );
}

/** What a Service of istiod selects, else what its name says: `istiod` alone may be anybody's. */
function revisionBehind(graph: Graph, service: JsonObject): string | undefined {
  const name = textAt(service, ['name']);
  const [captured] = graph.find({ kind: 'Service', name, namespace: textAt(service, ['namespace']) });
  const selected = captured && textAt(captured.value, ['spec', 'selector', REVISION]);
  return selected ?? /^istiod-(?!remote$|revision-tag-)(.+)$/.exec(name ?? '')?.[1];
}
