import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type Traced } from '../fact.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { perGraphAnd } from '../per-graph.js';

/** A part of a control plane that runs: its Deployment, or one of its pods. */
export interface Component {
  readonly resource: Resource;
  /** The path of its pod specification. */
  readonly spec: Path;
  /** The path of the container that does the work; the helpers beside it are not asked. */
  readonly container: Path;
}

/** The components that carry `app: <app>`: Deployments first, as their pods only repeat them. */
export function components(graph: Graph, app: string, container: string): readonly Component[] {
  const { deployments, pods } = running(graph, app);
  return [
    ...deployments.map((deployment) => component(deployment, ['spec', 'template', 'spec'], container)),
    ...pods.map((pod) => component(pod, ['spec'], container)),
  ];
}

const running = perGraphAnd((graph, app: string) => ({
  deployments: graph.ofKind('apps/Deployment').filter((deployment) => runsApp(deployment, app)),
  pods: graph.ofKind('Pod').filter((pod) => labelsOf(pod).app === app),
}));

/** The value of a command-line flag, written as two items or as one `--flag=value`. */
export function argument({ resource, container }: Component, flag: string): Traced | undefined {
  for (const list of [
    [...container, 'command'],
    [...container, 'args'],
  ]) {
    const items = itemsAt(resource.value, list);
    const index = items.findIndex((item) => item === flag || String(item).startsWith(`${flag}=`));
    if (index < 0) continue;
    if (items[index] === flag) return copied(resource, [...list, index + 1]);
    return concluded(String(items[index]).slice(flag.length + 1), resource, [...list, index]);
  }
  return undefined;
}

/** The environment variables of control planes that decide something. */
export const VARIABLES = [
  'REVISION',
  'PILOT_CERT_PROVIDER',
  'PILOT_CA_CERT_CONFIGMAP',
  'ENABLE_CLUSTER_TRUST_BUNDLE_API',
  'SHARED_MESH_CONFIG',
  'ISTIOD_CUSTOM_HOST',
  'INJECTION_WEBHOOK_CONFIG_NAME',
  'VALIDATION_WEBHOOK_CONFIG_NAME',
  'EXTERNAL_ISTIOD',
  'PILOT_SCOPE_GATEWAY_TO_NAMESPACE',
  'INJECT_ENABLED',
  'PILOT_ENABLE_IP_AUTOALLOCATE',
  'CLUSTER_ID',
  'OSM_DEFAULT_ENVOY_IMAGE',
  'OSM_DEFAULT_INIT_CONTAINER_IMAGE',
] as const;

/** The value of an environment variable; undefined where it is not set, or set from elsewhere. */
export function environment(
  { resource, container }: Component,
  name: (typeof VARIABLES)[number],
): Traced | undefined {
  const list = [...container, 'env'];
  const index = itemsAt(resource.value, list).findIndex(
    (_, at) => textAt(resource.value, [...list, at, 'name']) === name,
  );
  return index < 0 ? undefined : copied(resource, [...list, index, 'value']);
}

const TEMPLATE_LABELS: Path = ['spec', 'template', 'metadata', 'labels'];

function runsApp(deployment: Resource, app: string): boolean {
  if (deployment.id.name === app || labelsOf(deployment).app === app) return true;
  return mappingAt(deployment.value, TEMPLATE_LABELS).app === app;
}

function component(resource: Resource, spec: Path, container: string): Component {
  const names = itemsAt(resource.value, [...spec, 'containers']).map((item) => textAt(item, ['name']));
  return { resource, spec, container: [...spec, 'containers', Math.max(names.indexOf(container), 0)] };
}
