import type { JsonObject } from '../../src/input/json.js';
import { plainApp } from './apps.js';
import { type Kubernetes, serves } from './kubernetes.js';
import { configMap, live, MADE, SETTLED, serviceAccount } from './objects.js';
import { service } from './services.js';

/** Kubernetes 1.21 and later label each Namespace with its name. */
export function namespace(
  name: string,
  cluster: Kubernetes,
  labels: JsonObject = {},
  annotations?: JsonObject,
): JsonObject {
  const own = serves(cluster, 21) ? { 'kubernetes.io/metadata.name': name } : {};
  return live(
    'v1',
    'Namespace',
    { name, labels: { ...own, ...labels }, ...(annotations && { annotations }) },
    { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
  );
}

/** What Kubernetes puts into each Namespace. */
export function contents(name: string): readonly JsonObject[] {
  return [
    serviceAccount(name, 'default'),
    configMap({ name: 'kube-root-ca.crt', namespace: name }, { 'ca.crt': 'of the API server' }),
  ];
}

export function node(name: string, os: string, { kubernetes }: Kubernetes): JsonObject {
  const labels = { 'kubernetes.io/os': os, 'kubernetes.io/hostname': name };
  const condition = { type: 'Ready', status: 'True', lastHeartbeatTime: SETTLED, lastTransitionTime: MADE };
  return live(
    'v1',
    'Node',
    { name, labels },
    {
      spec: { podCIDR: '10.240.0.0/16' },
      status: { conditions: [condition], nodeInfo: { kubeletVersion: kubernetes, operatingSystem: os } },
    },
  );
}

/** The Namespaces that every cluster has, but for kube-system. */
export function ownNamespaces(cluster: Kubernetes): readonly JsonObject[] {
  const names = ['default', 'kube-node-lease', 'kube-public'];
  return names.flatMap((name) => [namespace(name, cluster), ...contents(name)]);
}

/** The Service of the API server, and DNS. */
export function ownServices(): readonly JsonObject[] {
  const labels = { 'k8s-app': 'kube-dns' };
  return [
    service({ name: 'kubernetes', namespace: 'default' }, undefined, [
      { name: 'https', port: 443, targetPort: 6443 },
    ]),
    ...plainApp({ namespace: 'kube-system', name: 'coredns', listens: 53, labels }),
    service({ name: 'kube-dns', namespace: 'kube-system' }, labels, [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53 },
    ]),
  ];
}
