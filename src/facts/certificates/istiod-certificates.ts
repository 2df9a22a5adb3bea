import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { argument, type Component, environment } from '../control-planes/components.js';
import { revisionOf } from '../control-planes/istio-components.js';
import { concluded, type FactValue } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';

const DISCOVERY_ADDRESS: Path = ['data', 'mesh', INSIDE_YAML, 'defaultConfig', 'discoveryAddress'];
const CUSTOM_HOST = 'ISTIOD_CUSTOM_HOST';
export const CERTIFICATE = 'cert-manager.io/Certificate';

/**
 * Whether the certificate that istiod makes for itself holds the name of a Service that leads to it. Undefined where no istiod
 * is at hand, or somebody else makes the certificate of one.
 */
export function nameInCertificate(graph: Graph, istiods: readonly Component[], service: Resource): FactValue {
  const names = istiods.map((istiod) => certificateNames(graph, istiod));
  if (names.length === 0 || names.includes(undefined)) return undefined;
  const { name, namespace } = service.id;
  const isNamed = names.some((each) => each?.certain.includes(`${name}.${namespace}.svc`));
  const isOpen = names.some((each) => each?.isOpen);
  const answer: Json = isNamed || !isOpen ? isNamed : unknown('ConfigMap', namespace);
  return concluded(answer, service, ['metadata', 'name']);
}

interface Names {
  readonly certain: readonly string[];
  /** The mesh configuration, which may name one more, is not in the input. */
  readonly isOpen: boolean;
}

function certificateNames(graph: Graph, istiod: Component): Names | undefined {
  if (hasForeignCertificate(graph, istiod) || isSetElsewhere(istiod)) return undefined;
  const { namespace } = istiod.resource.id;
  const revision = revisionOf(istiod);
  const configured = discoveryHosts(graph, istiod, revision);
  const custom = String(environment(istiod, CUSTOM_HOST)?.value ?? '').split(',');
  const services = ['istiod', 'istiod-remote', 'istio-pilot', `istiod-${revision}`];
  return {
    certain: [
      ...services.map((name) => `${name}.${namespace}.svc`),
      ...custom.map((host) => host.trim()),
      ...(configured ?? []),
    ],
    isOpen: configured === undefined,
  };
}

/** A certificate from files carries whatever names its owner chose. */
export function hasForeignCertificate(graph: Graph, istiod: Component): boolean {
  const { namespace } = istiod.resource.id;
  const provider = environment(istiod, 'PILOT_CERT_PROVIDER')?.value ?? 'istiod';
  return (
    provider !== 'istiod' ||
    (argument(istiod, '--tlsCertFile')?.value ?? '') !== '' ||
    graph.find({ kind: 'Secret', namespace, name: 'istiod-tls' }).length > 0 ||
    graph
      .inNamespace(CERTIFICATE, namespace)
      .some(({ value }) => textAt(value, ['spec', 'secretName']) === 'istiod-tls')
  );
}

function isSetElsewhere({ resource, container }: Component): boolean {
  const variables = itemsAt(resource.value, [...container, 'env']);
  return (
    itemsAt(resource.value, [...container, 'envFrom']).length > 0 ||
    variables.some(
      (variable) =>
        textAt(variable, ['name']) === CUSTOM_HOST && valueAt(variable, ['valueFrom']) !== undefined,
    )
  );
}

/** The hosts by which its own mesh configuration calls an istiod; undefined where that is not in the input. */
function discoveryHosts(graph: Graph, istiod: Component, revision: string): readonly string[] | undefined {
  const { namespace } = istiod.resource.id;
  const shared = environment(istiod, 'SHARED_MESH_CONFIG')?.value;
  const names = [
    revision === 'default' ? 'istio' : `istio-${revision}`,
    ...(typeof shared === 'string' && shared !== '' ? [shared] : []),
  ];
  const found = names.map((name) => graph.find({ kind: 'ConfigMap', namespace, name })[0]);
  return found.includes(undefined) ? undefined : found.flatMap((configMap) => hostIn(configMap) ?? []);
}

function hostIn(configMap: Resource | undefined): string | undefined {
  const address = configMap && valueAt(configMap.value, DISCOVERY_ADDRESS);
  return typeof address === 'string' ? address.replace(/:\d+$/, '') : undefined;
}
