import { type KindName, type KnownKind, kindName } from '../../src/input/kinds.js';

/** How a tool calls its files, by kind. */
export type Names = Readonly<Record<KindName, string>>;

export const WEBHOOKS = {
  mutating: 'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  validating: 'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
} as const;
export const DEFINITION: KindName = 'apiextensions.k8s.io/CustomResourceDefinition';
export const SLICE: KindName = 'discovery.k8s.io/EndpointSlice';

/** The folders of troubleshoot, and of what was made after its model. */
export const CLUSTER_RESOURCES: Names = {
  ConfigMap: 'configmaps',
  Endpoints: 'endpoints',
  Namespace: 'namespaces',
  Node: 'nodes',
  Pod: 'pods',
  Service: 'services',
  ServiceAccount: 'serviceaccounts',
  [WEBHOOKS.mutating]: 'mutating-webhook-configurations',
  [WEBHOOKS.validating]: 'validating-webhook-configurations',
  [DEFINITION]: 'custom-resource-definitions',
  'apps/DaemonSet': 'daemonsets',
  'apps/Deployment': 'deployments',
  'apps/ReplicaSet': 'replicasets',
  'apps/StatefulSet': 'statefulsets',
  [SLICE]: 'endpointslices',
  'networking.k8s.io/Ingress': 'ingress',
};

/** What tools ask for in a namespace that they look at: the category `all` of kubectl, and some more. */
export const INSPECTED: readonly KindName[] = [
  'ConfigMap',
  'Endpoints',
  'Pod',
  'ReplicationController',
  'Service',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'autoscaling/HorizontalPodAutoscaler',
  'batch/CronJob',
  'batch/Job',
  SLICE,
];

/** Its kinds are custom resources, though the group is one of Kubernetes. */
const GATEWAY_API = 'gateway.networking.k8s.io';

/** Whether a kind is a custom resource. */
export function isCustom({ group }: KnownKind): boolean {
  return group === GATEWAY_API || (group.includes('.') && !group.endsWith('.k8s.io'));
}

export function isNamed(kind: KnownKind, names: Names): boolean {
  return kindName(kind) in names;
}

export function isAmong(kind: KnownKind, kinds: readonly KindName[]): boolean {
  return kinds.includes(kindName(kind));
}
