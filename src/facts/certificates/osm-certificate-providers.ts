import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import { isMasked } from '../../input/masks.js';
import { argument, type Component, components } from '../control-planes/components.js';
import { osmPlanes } from '../control-planes/osm-planes.js';
import { concluded, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { latestTime } from './captured-time.js';
import { rootSecret } from './osm-certificate-roots.js';

/**
 * Who signs the certificates of each OSM, as the options of osm-controller say. Where MeshRootCertificates are read
 * instead, these options say nothing, and there is no such fact.
 */
export const osmCertificateProviders: FactSource = {
  kind: 'OsmCertificateProvider',
  reads: ['apps/Deployment'],
  looksAt: [
    'Pod',
    'Secret',
    'cert-manager.io/Issuer',
    'cert-manager.io/ClusterIssuer',
    '*',
    'meshlint/ControlPlane',
  ],
  derive: (graph) => {
    const controllers = components(graph, 'osm-controller', 'osm-controller');
    const namespaces = [...new Set(controllers.map(({ resource }) => resource.id.namespace))];
    return namespaces
      .flatMap((namespace) => controllers.find(({ resource }) => resource.id.namespace === namespace) ?? [])
      .filter((controller) => !readsMeshRootCertificates(controller))
      .map((controller) => certificateProvider(graph, controller));
  },
};

function readsMeshRootCertificates(controller: Component): boolean {
  return argument(controller, '--enable-mesh-root-certificate')?.value === 'true';
}

function certificateProvider(graph: Graph, controller: Component): Resource {
  const { resource } = controller;
  const provider = argument(controller, '--certificate-manager') ?? atName(controller, 'tresor');
  const line = lineOf(graph, resource.id.namespace);
  const isRootRead = provider.value === 'tresor' || (line !== undefined && !isLineAtLeast(line, '1.2'));
  const name = argument(controller, '--ca-bundle-secret-name') ?? atName(controller, 'osm-ca-bundle');
  return fact('OsmCertificateProvider', { resource, path: ['metadata', 'name'] }, resource.id.name, {
    provider,
    line,
    ...(provider.value === 'cert-manager' ? { issuer: issuer(graph, controller) } : {}),
    ...(provider.value === 'vault' ? { vault: vault(controller) } : {}),
    ...(isRootRead
      ? { root: { name, ...rootSecret(graph, resource.id.namespace, name, latestTime(graph)) } }
      : {}),
  });
}

/** What is true of the whole Deployment, such as what the program takes where an option is not given. */
function atName({ resource }: Component, value: Json): Traced {
  return concluded(value, resource, ['metadata', 'name']);
}

function lineOf(graph: Graph, namespace: string | undefined): string | undefined {
  const planes = osmPlanes(graph);
  const plane = planes.find(({ value }) => textAt(value, ['namespace']) === namespace);
  return plane && textAt(plane.value, ['line']);
}

function issuer(graph: Graph, controller: Component): FactMapping {
  const option = (name: string, value: string) =>
    argument(controller, `--cert-manager-issuer-${name}`) ?? atName(controller, value);
  const [name, kind, group] = [
    option('name', 'osm-ca'),
    option('kind', 'Issuer'),
    option('group', 'cert-manager.io'),
  ];
  const namespace = kind.value === 'Issuer' ? controller.resource.id.namespace : undefined;
  const [found] = graph.find({ kind: `${group.value}/${kind.value}`, namespace, name: String(name.value) });
  return { name, kind, group, acme: found && acme(found) };
}

/** How an issuer asks a CA by ACME, where it does. */
function acme(issuer: Resource): Traced | undefined {
  const path = ['spec', 'acme'];
  return valueAt(issuer.value, path) === undefined ? undefined : concluded(true, issuer, path);
}

/**
 * Reports show the lines around a place, and the options stand side by side: beside a token that can be read, all of this
 * stands at the name of the Deployment.
 */
function vault(controller: Component): FactMapping {
  const token = argument(controller, '--vault-token');
  const isReadable = token !== undefined && isInClearText(token.value);
  const option = (name: string, value: string) => {
    const given = argument(controller, `--vault-${name}`) ?? atName(controller, value);
    return isReadable ? atName(controller, given.value) : given;
  };
  const [secret, key] = [option('token-secret-name', ''), option('token-secret-key', '')];
  const isSecretNamed = secret.value !== '' && key.value !== '';
  return {
    host: option('host', 'vault.default.svc.cluster.local'),
    protocol: option('protocol', 'http'),
    token: atName(controller, isReadable ? 'readable' : hasValue(token) || isSecretNamed ? 'kept' : 'none'),
    ...(isSecretNamed && !hasValue(token) ? { tokenSecret: secret } : {}),
  };
}

function hasValue(option: Traced | undefined): boolean {
  return option !== undefined && option.value !== '';
}

/** A mask shows that a token stood there; a variable, that it comes from elsewhere. */
function isInClearText(token: Json): boolean {
  return token !== '' && (isMasked(String(token)) || !isPlaceholder(token));
}
