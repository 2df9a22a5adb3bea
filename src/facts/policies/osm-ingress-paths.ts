import type { Graph } from '../../graph/graph.js';
import { type Picked, pick, valueAt } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { isObject, type Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { type OsmInstallations, osmInstallations } from '../pods/osm-injection.js';
import { hasOsmSidecar } from '../pods/osm-sidecars.js';
import { SERVING_KINDS } from '../pods/pod-templates.js';
import { targetPortsOf } from '../traffic/target-ports.js';
import { MUTATING, VALIDATING } from '../webhooks/webhook-entries.js';
import { controllerOfIngress, INGRESS_CLASS, upstreamTls } from './ingress-controllers.js';
import { isExcluded, isMeshed } from './meshed-services.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { INGRESS_BACKEND } from './policy-kinds.js';

/** Where the kinds of an ingress name a Service, and the port of it: the number or the name. */
const PLACES: Readonly<Record<KindName, readonly Place[]>> = {
  'networking.k8s.io/Ingress': [
    {
      at: '/spec/rules/*/http/paths/*/backend/service',
      name: ['name'],
      port: [
        ['port', 'number'],
        ['port', 'name'],
      ],
    },
    {
      at: '/spec/defaultBackend/service',
      name: ['name'],
      port: [
        ['port', 'number'],
        ['port', 'name'],
      ],
    },
    { at: '/spec/rules/*/http/paths/*/backend', name: ['serviceName'], port: [['servicePort']] },
    { at: '/spec/backend', name: ['serviceName'], port: [['servicePort']] },
  ],
  'extensions/Ingress': [
    { at: '/spec/rules/*/http/paths/*/backend', name: ['serviceName'], port: [['servicePort']] },
    { at: '/spec/backend', name: ['serviceName'], port: [['servicePort']] },
  ],
  'projectcontour.io/HTTPProxy': [
    { at: '/spec/routes/*/services/*', name: ['name'], port: [['port']] },
    { at: '/spec/tcpproxy/services/*', name: ['name'], port: [['port']] },
  ],
};

interface Place {
  readonly at: string;
  readonly name: Path;
  readonly port: readonly Path[];
}

/** Where each ingress leads into the mesh, and whether OSM lets it in there. */
export const osmIngressPaths: FactSource = {
  kind: 'IngressPath',
  reads: Object.keys(PLACES),
  looksAt: [
    'Endpoints',
    'Namespace',
    'Service',
    ...SERVING_KINDS,
    INGRESS_BACKEND,
    INGRESS_CLASS,
    MESH_CONFIG,
    MUTATING,
    VALIDATING,
    'meshlint/ControlPlane',
    'meshlint/Mesh',
  ],
  derive: (graph, stated) => {
    if (graph.find({ kind: 'meshlint/Mesh', name: 'osm' }).length === 0) return [];
    const around = {
      isMonitored: monitoring(graph),
      installations: osmInstallations(graph, stated),
      controllerInMesh: isControllerInMesh(graph),
    };
    return Object.entries(PLACES).flatMap(([kind, places]) =>
      graph
        .ofKind(kind)
        .flatMap((ingress) => pathsOf(ingress, places).map((path) => pathFact(graph, path, around))),
    );
  },
};

interface IngressPath {
  readonly ingress: Resource;
  readonly path: Path;
  readonly service: string;
  readonly port: Json | undefined;
}

/** Many paths of one ingress may lead to one port: the first stands for all. */
function pathsOf(ingress: Resource, places: readonly Place[]): readonly IngressPath[] {
  const found = places.flatMap((place) =>
    pick(ingress.value, place.at).flatMap((picked) => pathAt(ingress, place, picked)),
  );
  const first = new Map(found.map((each) => [`${each.service} ${each.port}`, each] as const).reverse());
  return found.filter((each) => first.get(`${each.service} ${each.port}`) === each);
}

function pathAt(ingress: Resource, { name, port }: Place, { path, value }: Picked): readonly IngressPath[] {
  const service = textAt(value, name);
  if (service === undefined) return [];
  const ports = port.map((each) => valueAt(value, each));
  return [{ ingress, path: [...path, ...name], service, port: ports.find((each) => each !== undefined) }];
}

/** What a path is judged against. */
interface Around {
  readonly isMonitored: Monitoring;
  readonly installations: OsmInstallations;
  readonly controllerInMesh: boolean;
}

function pathFact(graph: Graph, found: IngressPath, around: Around): Resource {
  const { ingress, path, service, port } = found;
  const { namespace } = ingress.id;
  const controller = controllerOfIngress(graph, ingress);
  const [target] = graph.find({ kind: 'Service', namespace, name: service });
  const number = target && targetPortOf(graph, target, port);
  return fact('IngressPath', { resource: ingress, path }, `${ingress.id.name}/${service}`, {
    ingress: { kind: copied(ingress, ['kind']), name: copied(ingress, ['metadata', 'name']) },
    service: copied(ingress, path),
    port: port === undefined ? undefined : concluded(port, ingress, path),
    controller,
    guarded: target && isGuarded(graph, target, number, around),
    targetPort: number,
    ...openings(graph, found, number),
    tls: upstreamTls(ingress, controller),
    foreignSecret: foreignSecret(ingress, path),
  });
}

/** Whether sidecars stand before the port, and take nobody in without an IngressBackend. */
function isGuarded(graph: Graph, service: Resource, number: Json | undefined, around: Around): Json {
  const monitored = around.isMonitored(service.id.namespace) ?? false;
  if (around.controllerInMesh || monitored === false || isExcluded(graph, service, number)) return false;
  const meshed = isMeshed(graph, around.installations, service);
  return meshed === true ? monitored : meshed;
}

/** The port of the pods behind a port of a Service. One with a name may be another number in each pod. */
function targetPortOf(graph: Graph, service: Resource, port: Json | undefined): Json | undefined {
  const found = itemsAt(service.value, ['spec', 'ports'])
    .filter(isObject)
    .find((each) => port !== undefined && (each.port === port || each.name === port));
  if (found === undefined) return undefined;
  const [first, ...others] = targetPortsOf(graph, service, found);
  const isKnown = first !== undefined && others.length === 0;
  return isKnown ? first : unknown('Endpoints', service.id.namespace);
}

/** The IngressBackends that name the Service, and what they let in at the port to which the ingress sends. */
function openings(graph: Graph, { ingress, service }: IngressPath, number: Json | undefined): FactMapping {
  const backends = graph
    .inNamespace(INGRESS_BACKEND, ingress.id.namespace)
    .flatMap((object) =>
      pick(object.value, '/spec/backends/*').flatMap((picked) =>
        textAt(picked.value, ['name']) === service ? [{ object, ...picked }] : [],
      ),
    );
  const there = backends.filter(({ value }) => valueAt(value, ['port', 'number']) === number);
  const name = ({ object, path }: (typeof backends)[number]) =>
    concluded(object.id.name, object, [...path, 'name']);
  return {
    backends: backends.map(name),
    ...(backends.length === 0 ? {} : { opened: typeof number === 'number' ? there.length > 0 : number }),
    openings: there.map((each) => ({
      object: name(each),
      protocol: String(valueAt(each.value, ['port', 'protocol'])).toLowerCase(),
      skipsClientCertificate: valueAt(each.value, ['tls', 'skipClientCertValidation']) === true,
    })),
  };
}

/** The Secret of another namespace by which Contour is to check the pods: its owner has to delegate it. */
function foreignSecret(ingress: Resource, path: Path): FactMapping | undefined {
  const at = [...path.slice(0, -1), 'validation', 'caSecret'];
  const [namespace, name, ...others] = textAt(ingress.value, at)?.split('/') ?? [];
  if (namespace === undefined || name === undefined || others.length > 0) return undefined;
  if (namespace === ingress.id.namespace) return undefined;
  return { namespace: concluded(namespace, ingress, at), name: concluded(name, ingress, at) };
}

/** Programs that let traffic in, by their images. */
const CONTROLLER = /ingress|contour|traefik|kong|haproxy|ambassador|emissary|gateway/i;

/** With a sidecar, a controller calls the pods as any pod of the mesh does. Which controller serves what, nothing tells. */
function isControllerInMesh(graph: Graph): boolean {
  return graph
    .ofKind('Pod')
    .some(
      (pod) =>
        pick(pod.value, '/spec/containers/*/image').some(({ value }) => CONTROLLER.test(String(value))) &&
        hasOsmSidecar(pod),
    );
}
