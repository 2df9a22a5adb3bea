import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type Traced } from '../fact.js';
import { annotationsOf, itemsAt, itemsIn, labelsOf, textAt, textIn } from '../metadata.js';
import { DATAPLANE_MODE } from './istio-labels.js';
import { type Candidate, isOnHostNetwork } from './pods.js';

/** What a pod is to the mesh. Only a workload is expected to have a sidecar. */
export type IstioRole = 'workload' | 'gateway' | 'ambient' | 'control-plane';

const STATUS: Path = ['metadata', 'annotations', 'sidecar.istio.io/status'];

/** `shouldInject` counts where a namespace is in ambient mode: a sidecar goes before that. */
export function roleOf(candidate: Candidate, shouldInject: Json): IstioRole {
  const { pod } = candidate;
  if (isOfControlPlane(pod)) return 'control-plane';
  if (isGateway(pod)) return 'gateway';
  return isAmbient(candidate, shouldInject) ? 'ambient' : 'workload';
}

/** By the labels that the charts write on workloads and pods alike. */
export function isOfControlPlane(pod: Resource): boolean {
  const { app, 'k8s-app': k8sApp, name } = labelsOf(pod);
  return app === 'istiod' || app === 'ztunnel' || k8sApp === 'istio-cni-node' || name === 'istio-operator';
}

function isGateway(pod: Resource): boolean {
  const templates = annotationsOf(pod)['inject.istio.io/templates'];
  const { spec } = pod.value;
  return (
    labelsOf(pod)['gateway.networking.k8s.io/gateway-name'] !== undefined ||
    (templates !== undefined && String(templates).split(',').some(isGatewayTemplate)) ||
    itemsIn(spec, 'containers').some((each) => isProxy(each) && isRouter(each)) ||
    itemsIn(spec, 'initContainers').some((each) => isNativeProxy(each) && isRouter(each))
  );
}

function isGatewayTemplate(template: string): boolean {
  return template.trim() === 'gateway';
}

function isRouter(container: Json): boolean {
  return itemsIn(container, 'args').includes('router');
}

/** The CNI plugin notes on a pod that it sends its traffic through ztunnel. */
export function isRedirected(pod: Resource): boolean {
  return annotationsOf(pod)['ambient.istio.io/redirection'] === 'enabled';
}

/** Before anything is redirected the labels tell, of the pod first. */
function isAmbient({ pod, namespace }: Candidate, shouldInject: Json): boolean {
  if (isRedirected(pod)) return true;
  const mode = labelsOf(pod)[DATAPLANE_MODE] ?? (namespace && labelsOf(namespace)[DATAPLANE_MODE]);
  if (mode !== 'ambient') return false;
  return shouldInject !== true && !hasProxy(pod) && !isOnHostNetwork(pod);
}

/** Whether a proxy of Istio runs in a pod, or is written into a template. */
export function hasProxy({ value: { spec } }: Resource): boolean {
  return itemsIn(spec, 'containers').some(isProxy) || itemsIn(spec, 'initContainers').some(isNativeProxy);
}

export function proxyPaths({ value: { spec } }: Resource): readonly Path[] {
  const paths: Path[] = [];
  itemsIn(spec, 'containers').forEach((container, index) => {
    if (isProxy(container)) paths.push(['spec', 'containers', index]);
  });
  itemsIn(spec, 'initContainers').forEach((container, index) => {
    if (isNativeProxy(container)) paths.push(['spec', 'initContainers', index]);
  });
  return paths;
}

function isProxy(container: Json): boolean {
  return textIn(container, 'name') === 'istio-proxy';
}

/** A native sidecar is an init container that never ends. */
function isNativeProxy(container: Json): boolean {
  return isProxy(container) && textIn(container, 'restartPolicy') === 'Always';
}

/** The image of the proxy; `auto` is what the injector replaces. */
export function proxyImage(pod: Resource): Traced | undefined {
  const [path] = proxyPaths(pod);
  return path && copied(pod, [...path, 'image']);
}

/** As which users the containers of the application run, where the specification says so: that of a container outweighs that of its pod. */
export function appUsers(pod: Resource): readonly Traced[] {
  const user: Path = ['securityContext', 'runAsUser'];
  const ofPod = copied(pod, ['spec', ...user]);
  const found = itemsAt(pod.value, ['spec', 'containers']).flatMap((container, index) =>
    textAt(container, ['name']) === 'istio-proxy'
      ? []
      : (copied(pod, ['spec', 'containers', index, ...user]) ?? ofPod ?? []),
  );
  return [...new Set(found)];
}

/** Whether the injector put the proxy there, not a tool that writes manifests. */
export function isInjected(pod: Resource): boolean {
  return statusOf(pod) !== undefined;
}

/** The injector notes its revision, never a tag, in a JSON text; later releases in an annotation too. */
export function injectedRevision(pod: Resource): Traced | undefined {
  const status = statusOf(pod);
  const revision = status === undefined ? undefined : revisionIn(status);
  return revision === undefined
    ? copied(pod, ['metadata', 'annotations', 'istio.io/rev'])
    : concluded(revision, pod, STATUS);
}

function statusOf(pod: Resource): string | undefined {
  return textIn(annotationsOf(pod), 'sidecar.istio.io/status');
}

/** All pods of one template carry the same text, and several facts ask for it. */
const REVISIONS = new Map<string, string | undefined>();
const MOST_KNOWN = 1000;

function revisionIn(status: string): string | undefined {
  if (REVISIONS.has(status)) return REVISIONS.get(status);
  if (REVISIONS.size >= MOST_KNOWN) REVISIONS.clear();
  const revision = writtenRevision(status);
  REVISIONS.set(status, revision);
  return revision;
}

function writtenRevision(status: string): string | undefined {
  try {
    return textIn(JSON.parse(status) as Json, 'revision');
  } catch {
    return undefined;
  }
}
