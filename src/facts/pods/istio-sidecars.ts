import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type Traced } from '../fact.js';
import { annotationsOf, itemsAt, labelsOf, textAt } from '../metadata.js';
import { DATAPLANE_MODE } from './istio-labels.js';
import type { Candidate } from './pods.js';

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
  const templates = String(annotationsOf(pod)['inject.istio.io/templates'] ?? '').split(',');
  return (
    labelsOf(pod)['gateway.networking.k8s.io/gateway-name'] !== undefined ||
    templates.some((template) => template.trim() === 'gateway') ||
    proxyPaths(pod).some((path) => itemsAt(pod.value, [...path, 'args']).includes('router'))
  );
}

/** The CNI plugin notes on a pod that it sends its traffic through ztunnel. */
export function isRedirected(pod: Resource): boolean {
  return annotationsOf(pod)['ambient.istio.io/redirection'] === 'enabled';
}

/** Before anything is redirected the labels tell, of the pod first. */
function isAmbient({ pod, namespace }: Candidate, shouldInject: Json): boolean {
  if (isRedirected(pod)) return true;
  const mode = labelsOf(pod)[DATAPLANE_MODE] ?? (namespace && labelsOf(namespace)[DATAPLANE_MODE]);
  const isElse =
    shouldInject === true || hasProxy(pod) || valueAt(pod.value, ['spec', 'hostNetwork']) === true;
  return mode === 'ambient' && !isElse;
}

/** Whether a proxy of Istio runs in a pod, or is written into a template. */
export function hasProxy(pod: Resource): boolean {
  return proxyPaths(pod).length > 0;
}

/** A native sidecar is an init container that never ends. */
export function proxyPaths(pod: Resource): readonly Path[] {
  return [
    ...pathsOf(pod, ['spec', 'containers'], () => true),
    ...pathsOf(
      pod,
      ['spec', 'initContainers'],
      (container) => valueAt(container, ['restartPolicy']) === 'Always',
    ),
  ];
}

function pathsOf(pod: Resource, list: Path, isRunning: (container: Json) => boolean): readonly Path[] {
  return itemsAt(pod.value, list).flatMap((container, index) =>
    textAt(container, ['name']) === 'istio-proxy' && isRunning(container) ? [[...list, index]] : [],
  );
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
  return textAt(pod.value, STATUS) !== undefined;
}

/** The injector notes its revision, never a tag, in a JSON text; later releases in an annotation too. */
export function injectedRevision(pod: Resource): Traced | undefined {
  const status = textAt(pod.value, STATUS);
  const revision = status === undefined ? undefined : revisionIn(status);
  return revision === undefined
    ? copied(pod, ['metadata', 'annotations', 'istio.io/rev'])
    : concluded(revision, pod, STATUS);
}

function revisionIn(status: string): string | undefined {
  try {
    return textAt(JSON.parse(status) as Json, ['revision']) || undefined;
  } catch {
    return undefined;
  }
}
