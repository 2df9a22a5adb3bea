import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { EGRESS, INGRESS_BACKEND, RETRY } from './policy-kinds.js';

/** A setting, and the policies that depend on it. */
interface Switch {
  readonly setting: string;
  readonly field: string;
  readonly policies: KindName;
}

const SWITCHES: readonly Switch[] = [
  { setting: 'egressPolicy', field: 'enableEgressPolicy', policies: EGRESS },
  { setting: 'egress', field: 'enableEgress', policies: EGRESS },
  { setting: 'ingressBackendPolicy', field: 'enableIngressBackendPolicy', policies: INGRESS_BACKEND },
  { setting: 'retryPolicy', field: 'enableRetryPolicy', policies: RETRY },
];

/** The settings of a MeshConfig that policies of the input depend on. What only a default tells is not among them. */
export const osmPolicySwitches: FactSource = {
  kind: 'PolicySwitch',
  reads: [MESH_CONFIG],
  looksAt: [...new Set(SWITCHES.map(({ policies }) => policies)), 'meshlint/OsmSettings'],
  derive: (graph) =>
    graph
      .ofKind('meshlint/OsmSettings')
      .flatMap((settings) => SWITCHES.flatMap((each) => switchFact(graph, settings, each))),
};

function switchFact(
  graph: Graph,
  settings: Resource,
  { setting, field, policies }: Switch,
): readonly Resource[] {
  const path = [setting, 'value'];
  const objects = [...groupBy(graph.ofKind(policies), ({ id }) => `${id.namespace}/${id.name}`).values()];
  const isConfigured = valueAt(settings.value, [setting, 'configured']) === true;
  if (objects.length === 0 || !isConfigured || typeof valueAt(settings.value, path) !== 'boolean') return [];
  return [
    fact('PolicySwitch', { resource: settings, path }, `${settings.id.name}/${field}`, {
      field,
      policies: policies.split('/').at(-1),
      value: copied(settings, path),
      because: valueAt(settings.value, [setting, 'because']),
      objects: objects.flatMap(([first]) =>
        first === undefined ? [] : [concluded(first.id.name, first, ['metadata', 'name'])],
      ),
    }),
  ];
}
