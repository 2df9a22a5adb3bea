import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { istioPlanes } from '../control-planes/istio-planes.js';
import { concluded, copied, type Traced } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { injectedRevision, proxyPaths } from '../pods/istio-sidecars.js';
import { type Workload, workloads } from '../pods/workloads.js';

const CONFIG: Path = ['metadata', 'annotations', 'proxy.istio.io/config', INSIDE_YAML];

/** An address that a proxy is, or will be, sent to. */
export interface Target {
  readonly from: 'mesh config' | 'annotation' | 'proxy' | 'CA';
  /** What holds it, as part of a sentence. */
  readonly holder: string;
  readonly resource: Resource;
  readonly name: string;
  readonly address: Traced;
  /** The revision whose istiod it is meant to lead to. */
  readonly revision: string | undefined;
  /** Whether the proxy speaks TLS, where it is said beside the address. */
  readonly authPolicy: Json | undefined;
}

/** All addresses that the input holds; of pods that have the same one, the first tells it. */
export function discoveryTargets(graph: Graph): readonly Target[] {
  const ofWorkloads = workloads(graph).flatMap((workload) => [
    ...fromTemplate(workload),
    ...fromProxies(workload),
  ]);
  return [...fromMeshConfigs(graph), ...ofWorkloads];
}

/** A removed revision leaves its configuration behind, which nobody reads. */
function fromMeshConfigs(graph: Graph): readonly Target[] {
  const planes = istioPlanes(graph).map(({ value }) => value.name);
  return graph.ofKind('meshlint/IstioMeshConfig').flatMap((resource) => {
    const address = copied(resource, ['discoveryAddress']);
    const revision = String(resource.value.revision);
    if (address === undefined || (planes.length > 0 && !planes.includes(revision))) return [];
    const { name } = resource.id;
    const { controlPlaneAuthPolicy: authPolicy } = resource.value;
    const holder = `ConfigMap '${name}'`;
    return [{ from: 'mesh config', holder, resource, name, address, revision, authPolicy }];
  });
}

function fromTemplate({ kind, name, template }: Workload): readonly Target[] {
  const address = copied(template, [...CONFIG, 'discoveryAddress']);
  if (address === undefined) return [];
  const authPolicy = copied(template, [...CONFIG, 'controlPlaneAuthPolicy'])?.value;
  const holder = `annotation 'proxy.istio.io/config' of ${kind} '${name}'`;
  const common = { holder, resource: template, name, revision: undefined, authPolicy };
  return [{ from: 'annotation', address, ...common }];
}

/** A pod that its own annotation sends elsewhere is told of there. */
function fromProxies({ pods, template }: Workload): readonly Target[] {
  const [pod] = pods.filter((each) => proxyPaths(each).length > 0);
  if (pod === undefined) return [];
  const isOverridden = [pod, template].some((each) => copied(each, [...CONFIG, 'discoveryAddress']));
  return [
    ...(isOverridden ? [] : inVariable(pod, 'proxy', 'PROXY_CONFIG', [INSIDE_YAML, 'discoveryAddress'])),
    ...inVariable(pod, 'CA', 'CA_ADDR', []),
  ];
}

function inVariable(pod: Resource, from: 'proxy' | 'CA', variable: string, inside: Path): readonly Target[] {
  const [container = []] = proxyPaths(pod);
  const list = [...container, 'env'];
  const index = itemsAt(pod.value, list).findIndex((item) => textAt(item, ['name']) === variable);
  const text = [...list, index, 'value'];
  const address = index < 0 ? undefined : copied(pod, [...text, ...inside]);
  if (address === undefined) return [];
  const { name } = pod.id;
  return [
    {
      from,
      holder: `proxy of pod '${name}'`,
      resource: pod,
      name,
      address: concluded(address.value, pod, text),
      revision: asText(injectedRevision(pod)),
      authPolicy: from === 'CA' ? undefined : authPolicyIn(pod, text),
    },
  ];
}

function authPolicyIn(pod: Resource, text: Path): Json | undefined {
  return copied(pod, [...text, INSIDE_YAML, 'controlPlaneAuthPolicy'])?.value;
}

function asText(traced: Traced | undefined): string | undefined {
  return typeof traced?.value === 'string' ? traced.value : undefined;
}
