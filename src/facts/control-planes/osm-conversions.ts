import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { calledService } from '../webhooks/called-services.js';

const CRD = 'apiextensions.k8s.io/CustomResourceDefinition';
const SERVICE = ['spec', 'conversion', 'webhook', 'clientConfig', 'service'];

/** Definitions whose objects the API server lets osm-bootstrap convert: those that serve several versions. */
export const osmConversions: FactSource = {
  kind: 'OsmConversion',
  reads: [CRD],
  looksAt: ['Service', 'Endpoints', 'Pod', 'discovery.k8s.io/EndpointSlice'],
  derive: (graph) =>
    graph
      .ofKind(CRD)
      .filter(isConvertedByOsm)
      .map((each) => conversion(graph, each)),
};

/** With one served version nothing is ever converted, wherever the webhook leads. */
function isConvertedByOsm({ value }: Resource): boolean {
  const served = itemsAt(value, ['spec', 'versions']).filter((each) => valueAt(each, ['served']) === true);
  const isWebhook = textAt(value, ['spec', 'conversion', 'strategy']) === 'Webhook';
  const isOfOsm = textAt(value, ['spec', 'group'])?.endsWith('.openservicemesh.io') === true;
  return isWebhook && isOfOsm && served.length > 1;
}

function conversion(graph: Graph, definition: Resource): Resource {
  const service = mappingAt(definition.value, SERVICE);
  const call = {
    name: textAt(service, ['name']) ?? '',
    namespace: textAt(service, ['namespace']),
    port: typeof service.port === 'number' ? service.port : 443,
  };
  const { portListed } = calledService(graph, call);
  return fact('OsmConversion', { resource: definition, path: ['metadata', 'name'] }, definition.id.name, {
    definition: definition.id.name,
    service: {
      name: copied(definition, [...SERVICE, 'name']),
      namespace: copied(definition, [...SERVICE, 'namespace']),
      port: copied(definition, [...SERVICE, 'port']) ?? concluded(call.port, definition, SERVICE),
    },
    portListed,
  });
}
