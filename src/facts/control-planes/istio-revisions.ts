import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { groupBy } from '../../input/group-by.js';
import type { JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { copied, type FactSource, fact } from '../fact.js';
import { labelsOf } from '../metadata.js';
import {
  liveIstioInjectors,
  MUTATING,
  selectedValues,
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
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'mesh.cloud.google.com/ControlPlaneRevision',
  ],
  derive: (graph) => {
    const used = revisionsInUse(graph);
    const configurations = groupBy(liveIstioInjectors(graph), ({ configuration }) => configuration);
    return [
      ...[...configurations].flatMap(([configuration, entries]) => revisionsOf(configuration, entries, used)),
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
  });
}

/** An opt-out selector lists no values: the namespaces at hand tell for which ones it may be asked. */
function revisionsInUse(graph: Graph): readonly string[] {
  const labels = graph.ofKind('Namespace').map((namespace) => labelsOf(namespace)[REVISION]);
  return [...new Set(labels)].filter((label) => typeof label === 'string' && label !== '') as string[];
}

function revisionsOf(
  configuration: Resource,
  entries: readonly WebhookEntry[],
  used: readonly string[],
): readonly Resource[] {
  const enabling = entries.find((entry) => selects(entry, { 'istio-injection': 'enabled' }));
  const paths = new Map(enabling === undefined ? [] : [['default', selectorPath(enabling)]]);
  for (const { name, path } of entries.flatMap((entry) => answeredBy(entry, used))) {
    if (!paths.has(name)) paths.set(name, path);
  }
  return [...paths].map(([name, path]) =>
    revision(configuration, path, name, enabling !== undefined && name === 'default'),
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

function revision(configuration: Resource, path: Path, name: string, injectsEnabled: boolean): Resource {
  const labels = labelsOf(configuration);
  const isTag =
    labels['istio.io/tag'] !== undefined || configuration.id.name.startsWith('istio-revision-tag-');
  return fact('IstioRevision', { resource: configuration, path }, name, {
    name,
    type: isTag ? 'tag' : 'revision',
    configuration: copied(configuration, ['metadata', 'name']),
    revision: copied(configuration, ['metadata', 'labels', REVISION]),
    injectsEnabled,
  });
}
