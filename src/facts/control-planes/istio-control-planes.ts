import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, copied, fact, type Traced } from '../fact.js';
import { labelsOf, mappingAt, textAt } from '../metadata.js';
import { imageTag, releaseIn } from '../release.js';
import { type WebhookEntry, webhookEntries } from '../webhooks/webhook-entries.js';
import { type Component, components } from './components.js';
import { statedRevision } from './istio-components.js';

const REVISION = 'istio.io/rev';

/** A control plane that Google runs. */
export const CONTROL_PLANE_REVISION = 'mesh.cloud.google.com/ControlPlaneRevision';

/** A revision may be seen several times: its Deployment tells more than its pods, and they more than what points at it. */
export function istioControlPlanes(graph: Graph): readonly Resource[] {
  const seen = [
    ...istiods(graph).map(inCluster),
    ...graph.ofKind(CONTROL_PLANE_REVISION).map(managedRevision),
    ...webhookEntries(graph).flatMap((entry) => behindUrl(entry) ?? []),
    ...graph.ofKind('Service').filter(isRemoteIstiod).map(behindService),
  ];
  const first = new Map<string, Resource>();
  for (const plane of seen) {
    const key = keyOf(plane);
    if (!first.has(key)) first.set(key, plane);
  }
  return [...first.values()];
}

/** Managed planes are named by their revision alone; the others may have the same name in two namespaces. */
function keyOf({ id, value }: Resource): string {
  return value.flavor === 'asm-managed' ? id.name : `${String(value.namespace)}/${id.name}`;
}

function istiods(graph: Graph): readonly Component[] {
  return components(graph, 'istiod', 'discovery');
}

function inCluster(istiod: Component): Resource {
  const { resource, container } = istiod;
  const image = copied(resource, [...container, 'image']);
  const name = statedRevision(istiod);
  const version = versionOf(istiod, image);
  return fact('ControlPlane', { resource, path: ['metadata', 'name'] }, String(name?.value ?? 'default'), {
    mesh: 'istio',
    name: name ?? 'default',
    namespace: resource.id.namespace,
    installed: true,
    release: version?.release,
    line: version?.line,
    flavor: flavorOf(resource.id.namespace, String(name?.value ?? ''), String(image?.value ?? '')),
    evidence: [
      version?.evidence,
      concluded(`${resource.id.kind} ${resource.id.name}`, resource, ['metadata', 'name']),
    ].filter((text) => text !== undefined),
  });
}

function versionOf({ resource }: Component, image: Traced | undefined) {
  const label = (key: string) => ({
    what: `label ${key}`,
    text: copied(resource, ['metadata', 'labels', key]),
  });
  const tag = image && imageTag(String(image.value));
  const candidates = [
    label('app.kubernetes.io/version'),
    label('operator.istio.io/version'),
    { what: 'image tag', text: image && tag ? image.saying(tag) : undefined },
  ];
  for (const { what, text } of candidates) {
    const found = text && releaseIn(String(text.value));
    if (text === undefined || found === undefined) continue;
    const at = (value: string) => text.saying(value);
    return {
      release: found.release && at(found.release),
      line: at(found.line),
      evidence: at(`${what} is ${text.value}`),
    };
  }
  return undefined;
}

/** AKS calls its revisions asm-X-Y, as Google does: the namespace goes first. */
function flavorOf(namespace: string | undefined, revision: string, image: string): string {
  if (namespace === 'aks-istio-system') return 'aks';
  return /-asm\.|\/asm\//.test(image) || /^asm-\d/.test(revision) ? 'asm' : 'upstream';
}

function managedRevision(resource: Resource): Resource {
  const name = resource.id.name;
  return fact('ControlPlane', { resource, path: ['metadata', 'name'] }, name, {
    mesh: 'istio',
    name: copied(resource, ['metadata', 'name']),
    namespace: 'istio-system',
    installed: true,
    flavor: 'asm-managed',
    evidence: [concluded(`ControlPlaneRevision ${name}`, resource, ['metadata', 'name'])],
  });
}

function behindUrl({ configuration, path, value, mesh, role }: WebhookEntry): Resource | undefined {
  const url = textAt(value, ['clientConfig', 'url']);
  if (mesh !== 'istio' || role !== 'injector' || url === undefined) return undefined;
  const isManaged =
    configuration.id.name.startsWith('istiod-asm-managed') || /^https:\/\/[^/]*\.googleapis\.com\b/.test(url);
  const revision = copied(configuration, ['metadata', 'labels', REVISION]);
  const name = revision ?? (isManaged ? configuration.id.name.replace(/^istiod-/, '') : 'default');
  const at = [...path, 'clientConfig', 'url'];
  return fact('ControlPlane', { resource: configuration, path: at }, String(revision?.value ?? name), {
    mesh: 'istio',
    name,
    namespace: isManaged ? 'istio-system' : undefined,
    installed: true,
    flavor: isManaged ? 'asm-managed' : 'external',
    evidence: [concluded(`webhook configuration ${configuration.id.name} calls a url`, configuration, at)],
  });
}

/** The istiod of a remote cluster: a Service that leads out of this one. */
function isRemoteIstiod(service: Resource): boolean {
  const isIstiod = labelsOf(service).app === 'istiod' || /^istiod(-remote)?$/.test(service.id.name);
  const leadsOut =
    textAt(service.value, ['spec', 'type']) === 'ExternalName' ||
    Object.keys(mappingAt(service.value, ['spec', 'selector'])).length === 0;
  return isIstiod && leadsOut;
}

function behindService(service: Resource): Resource {
  const revision = copied(service, ['metadata', 'labels', REVISION]);
  return fact(
    'ControlPlane',
    { resource: service, path: ['metadata', 'name'] },
    String(revision?.value ?? 'default'),
    {
      mesh: 'istio',
      name: revision ?? 'default',
      namespace: service.id.namespace,
      installed: true,
      flavor: 'external',
      evidence: [concluded(`Service ${service.id.name} leads out of the cluster`, service, ['spec'])],
    },
  );
}
