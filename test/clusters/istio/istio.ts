import type { JsonObject } from '../../../src/input/json.js';
import { plainApp } from '../apps.js';
import { contents, namespace, node, ownNamespaces, ownServices } from '../base.js';
import { configMap, live, nameOf, only } from '../objects.js';
import { service, settled } from '../services.js';
import { ambient } from './ambient.js';
import { crds } from './crds.js';
import { gateways } from './gateways.js';
import { harbour } from './harbour.js';
import { type Choice, type Installation, installationOf, isConfigured, isInCluster } from './installation.js';
import { controlPlanes, ISTIOD_PORTS } from './istiod.js';
import { rootCertificate, settingsOf } from './mesh-config.js';
import { policies } from './policies.js';
import { traffic } from './traffic.js';
import { webhooks } from './webhooks.js';

/** A healthy cluster with Istio, as `kubectl get` shows every object of it, and built from the facts about Istio alone. */
export function istioCluster(choice: Choice): readonly JsonObject[] {
  const installation = installationOf(choice);
  const made = [
    ...surroundings(installation),
    ...(isInCluster(installation) ? controlPlanes(installation) : outside(installation)),
    ...webhooks(installation),
    ...crds(installation),
    ...gateways(installation),
    ...harbour(installation),
    ...ambient(installation),
    ...only(isConfigured(installation), ...traffic(installation), ...policies(installation)),
  ];
  return settled([...made, ...rootCertificates(made, installation)], installation);
}

/** Istio as it was just installed: nothing is in its mesh yet. */
export function justInstalled(choice: Choice): readonly JsonObject[] {
  const installation = installationOf(choice);
  const own = namespace(installation.namespace, installation);
  return [own, ...controlPlanes(installation), ...webhooks(installation), ...crds(installation)];
}

function surroundings(installation: Installation): readonly JsonObject[] {
  const name = installation.namespace;
  const labels = installation.minor <= 10 ? { 'istio-injection': 'disabled' } : {};
  return [
    node('node-0', 'linux', installation),
    ...ownNamespaces(installation),
    namespace('kube-system', installation),
    ...contents('kube-system'),
    namespace(name, installation, labels),
    ...contents(name),
    ...ownServices(),
    ...only(installation.flavor === 'asm', ...google(installation)),
  ];
}

/** What asmcli installs beside istiod. */
function google(installation: Installation): readonly JsonObject[] {
  const controller = 'canonical-service-controller-manager';
  return [
    namespace('asm-system', installation),
    ...contents('asm-system'),
    ...plainApp({ namespace: 'asm-system', name: controller, listens: 8080 }),
  ];
}

/** istiod is told every Namespace, and leaves out those of Kubernetes. */
function rootCertificates(
  made: readonly JsonObject[],
  { flavor, minor }: Installation,
): readonly JsonObject[] {
  if (flavor === 'managed') return [];
  const ignored = ['kube-public', 'kube-node-lease', ...only(minor < 24, 'kube-system')];
  return made
    .filter(({ kind }) => kind === 'Namespace')
    .map(nameOf)
    .filter((name) => !ignored.includes(name))
    .map(rootCertificate);
}

/** What stands in the cluster of a control plane that runs elsewhere. */
function outside(installation: Installation): readonly JsonObject[] {
  if (installation.flavor === 'managed') return managed(installation);
  const settings = installation.planes.flatMap((plane) => settingsOf(installation, plane));
  return [...settings, ...only(installation.flavor === 'remote', ...remoteIstiod(installation))];
}

/** A Service without selector, to the address where the other cluster lets proxies in. */
function remoteIstiod({ namespace, minor }: Installation): readonly JsonObject[] {
  const metadata = { name: 'istiod', namespace };
  const ports = ISTIOD_PORTS.slice(1, 3).map(({ name, port, targetPort = port }) => ({
    name,
    port: targetPort,
    protocol: 'TCP',
  }));
  const address = '203.0.113.20';
  const isSliced = minor >= 26;
  const slice = live(
    'discovery.k8s.io/v1',
    'EndpointSlice',
    { ...metadata, labels: { 'kubernetes.io/service-name': 'istiod' } },
    { addressType: 'IPv4', endpoints: [{ addresses: [address], conditions: { ready: true } }], ports },
  );
  const endpoints = live('v1', 'Endpoints', metadata, { subsets: [{ addresses: [{ ip: address }], ports }] });
  return [
    service(metadata, undefined, ISTIOD_PORTS.slice(1, 3)),
    ...(isSliced ? [slice] : [endpoints, slice]),
  ];
}

/** Google runs the control plane, and tells of it in a resource. */
function managed({ namespace, plane }: Installation): readonly JsonObject[] {
  const name = plane.revision;
  const condition = (type: string, status: string) => ({ type, status, reason: type, message: '' });
  return [
    live(
      'mesh.cloud.google.com/v1beta1',
      'ControlPlaneRevision',
      { name, namespace, labels: { 'mesh.cloud.google.com/managed-cni-enabled': 'true' } },
      {
        spec: { type: 'managed_service', channel: 'regular' },
        status: {
          conditions: [
            condition('Reconciled', 'True'),
            condition('ProvisioningFinished', 'True'),
            condition('Stalled', 'False'),
          ],
        },
      },
    ),
    configMap({ name: `istio-${name}`, namespace }, { mesh: MANAGED_MESH }),
    configMap({ name: 'asm-options', namespace }, { ASM_OPTS: 'CNI=on;PROXY=managed' }),
    ...plainApp({ namespace: 'kube-system', name: 'mdp-controller' }),
  ];
}

const MANAGED_MESH = `accessLogFile: /dev/stdout
extensionProviders:
- name: gatekeeper
  envoyExtAuthzGrpc:
    service: gatekeeper.customs.svc.cluster.local
    port: 9000
- name: collector
  zipkin:
    service: collector.lighthouse.svc.cluster.local
    port: 9411
`;
