import type { Json } from '../../../../src/input/json.js';
import { plainApp } from '../../apps.js';
import {
  added,
  all,
  type Change,
  changed,
  deleted,
  failing,
  removed,
  rewritten,
  set,
} from '../../changes.js';
import { itemsAt, live, nameOf, textAt } from '../../objects.js';
import { service } from '../../services.js';
import type { Fault } from '../fault.js';
import type { Flavor, Installation } from '../installation.js';

const IN_CLUSTER: readonly Flavor[] = ['default', 'revisioned', 'canary', 'tagged', 'asm', 'ambient', 'aks'];
/** One istiod serves all. */
const ALONE: readonly Flavor[] = ['default', 'revisioned', 'asm', 'ambient', 'aks'];

const ISTIOD = 'Deployment {ns}/{istiod}';
const MESH = 'ConfigMap {ns}/{mesh}';
const TEMPLATES = 'ConfigMap {ns}/{templates}';
const ADDRESS = '/data/mesh/<yaml>/defaultConfig/discoveryAddress';

/** The discovery address of the mesh, as somebody wrote it. */
function discovery(address: string): Change<Installation> {
  return (objects, place) => {
    const text = address.replace('{istiod}', place.names.istiod ?? '').replace('{ns}', place.namespace);
    return rewritten(MESH, 'mesh', (mesh) =>
      mesh.replace(/discoveryAddress: .*/, `discoveryAddress: ${JSON.stringify(text)}`),
    )(objects, place);
  };
}

/** istiod itself, and what it reads before it serves anybody. */
const ISTIODS: readonly Fault[] = [
  {
    name: 'istiod crashes',
    flavors: ALONE,
    change: failing('Pod {ns}/{istiod}-*', 'discovery', 'CrashLoopBackOff'),
    finding: `error istio-control-plane-no-ready-pod apps/${ISTIOD} *`,
  },
  {
    name: 'The image of istiod cannot be pulled',
    flavors: ALONE,
    change: failing('Pod {ns}/{istiod}-*', 'discovery', 'ImagePullBackOff', 0),
    finding: `error istio-control-plane-no-ready-pod apps/${ISTIOD} *`,
  },
  {
    name: 'istiod is scaled to zero',
    flavors: ALONE,
    change: all(
      set(ISTIOD, '/spec/replicas', 0),
      set('ReplicaSet {ns}/{istiod}-*', '/spec/replicas', 0),
      removed('Pod {ns}/{istiod}-*'),
    ),
    finding: `error istio-control-plane-scaled-to-zero apps/${ISTIOD} /spec/replicas`,
  },
  {
    name: 'istiod was deleted, and its Service is still there',
    flavors: ALONE,
    change: deleted(ISTIOD),
    finding:
      'error istio-webhook-revision-not-running admissionregistration.k8s.io/MutatingWebhookConfiguration {injector} /metadata/labels/istio.io~1rev',
  },
  {
    name: 'The mesh configuration was deleted',
    flavors: IN_CLUSTER,
    change: removed(MESH),
    finding: `error istio-mesh-config-missing apps/${ISTIOD} *`,
  },
  {
    name: 'The mesh configuration is no YAML',
    flavors: IN_CLUSTER,
    change: set(MESH, '/data/mesh', 'defaultConfig: {\n'),
    finding: `error istio-mesh-config-unreadable ${MESH} /data/mesh*`,
  },
  {
    name: 'The mesh configuration stands under another key',
    flavors: IN_CLUSTER,
    change: changed(MESH, (object) => ({ ...object, data: { config: textAt(object, 'data', 'mesh') } })),
    finding: `error istio-mesh-config-without-mesh ${MESH} /data*`,
  },
  {
    name: 'The configuration of the injector was deleted',
    flavors: IN_CLUSTER,
    change: removed(TEMPLATES),
    finding: `error istio-injector-config-missing apps/${ISTIOD} *`,
  },
  {
    name: 'The values of the injector are no YAML',
    flavors: IN_CLUSTER,
    change: set(TEMPLATES, '/data/values', '{"global": {'),
    finding: `error istio-injector-config-unreadable ${TEMPLATES} /data/values`,
  },
  {
    name: 'The configuration of the injector has no values',
    flavors: IN_CLUSTER,
    change: set(TEMPLATES, '/data/values', undefined),
    finding: `error istio-injector-config-missing-key ${TEMPLATES} /data`,
  },
  {
    name: 'The injector knows no such policy',
    flavors: IN_CLUSTER,
    change: rewritten(TEMPLATES, 'config', (text) => text.replace('policy: enabled', 'policy: "on"')),
    finding: `error istio-injector-config-unknown-policy ${TEMPLATES} /data/config/<yaml>/policy`,
  },
  {
    name: 'A Namespace lost the root certificate of the mesh',
    flavors: IN_CLUSTER,
    change: removed('ConfigMap cargo/istio-ca-root-cert'),
    finding: 'error istio-root-certificate-missing Namespace cargo *',
  },
];

/** What istiod is allowed to do. */
const RIGHTS: readonly Fault[] = [
  {
    name: 'istiod has no role',
    flavors: ALONE,
    change: removed('ClusterRole {role}'),
    finding:
      'error istio-control-plane-role-missing rbac.authorization.k8s.io/ClusterRoleBinding {role} /roleRef/name',
  },
  {
    name: 'The role of istiod is bound to nobody',
    flavors: ALONE,
    change: removed('ClusterRoleBinding {role}'),
    finding: 'error istio-control-plane-may-not-read * * *',
  },
  {
    name: 'The role of istiod is bound to an account of another namespace',
    flavors: ALONE,
    change: set('ClusterRoleBinding {role}', '/subjects/0/namespace', 'default'),
    finding: 'error istio-control-plane-may-not-read * * *',
  },
  {
    name: 'istiod may not read the configuration of Istio',
    flavors: ALONE,
    change: withoutRule('ClusterRole {role}', (_, groups) => groups.includes('security.istio.io')),
    finding:
      'error istio-control-plane-may-not-read rbac.authorization.k8s.io/ClusterRole {role} /metadata/name',
  },
  {
    name: 'istiod may not update webhook configurations',
    flavors: ALONE,
    change: changed('ClusterRole {role}', (role) => ({
      ...role,
      rules: itemsAt(role, 'rules').map((rule) =>
        textAt(rule, 'apiGroups') === 'admissionregistration.k8s.io'
          ? { ...rule, verbs: ['get', 'list', 'watch'] }
          : rule,
      ),
    })),
    finding:
      'error istio-control-plane-may-not-update-webhooks rbac.authorization.k8s.io/ClusterRole {role} /metadata/name',
  },
];

function withoutRule(
  what: string,
  isMeant: (resources: readonly Json[], groups: readonly Json[]) => boolean,
): Change {
  return changed(what, (role) => ({
    ...role,
    rules: itemsAt(role, 'rules').filter(
      ({ resources, apiGroups }) => !isMeant(resources as readonly Json[], apiGroups as readonly Json[]),
    ),
  }));
}

function policy(ports: readonly Json[]): Change<Installation> {
  return added(({ namespace }) => [
    live(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      { namespace, name: 'istiod-ingress' },
      {
        spec: {
          podSelector: { matchLabels: { app: 'istiod' } },
          policyTypes: ['Ingress'],
          ingress: [{ ports: ports.map((port) => ({ port, protocol: 'TCP' })) }],
        },
      },
    ),
  ]);
}

const FIREWALLS: readonly Fault[] = [
  {
    name: 'The API server may not reach the webhooks of istiod',
    flavors: IN_CLUSTER,
    change: policy([15010, 15012, 15014]),
    finding:
      'error istio-control-plane-network-policy networking.k8s.io/NetworkPolicy {ns}/istiod-ingress /spec/ingress',
  },
  {
    name: 'Proxies may not reach istiod',
    flavors: IN_CLUSTER,
    change: policy([15017, 15014]),
    finding:
      'error istio-control-plane-network-policy networking.k8s.io/NetworkPolicy {ns}/istiod-ingress /spec/ingress',
  },
];

/** The address at which proxies ask for their configuration. */
const ADDRESSES: readonly Fault[] = [
  {
    name: 'The discovery address has no port',
    flavors: ALONE,
    change: discovery('{istiod}.{ns}.svc'),
    finding: `error istio-discovery-address-malformed ${MESH} ${ADDRESS}`,
  },
  {
    name: 'The discovery address names no Service',
    flavors: ALONE,
    change: discovery('istio-pilot.{ns}.svc:15012'),
    finding: `error istio-discovery-address-unknown-service ${MESH} ${ADDRESS}`,
  },
  {
    name: 'The discovery address names a port that the Service does not offer',
    flavors: ALONE,
    change: discovery('{istiod}.{ns}.svc:15011'),
    finding: `error istio-discovery-address-unknown-port ${MESH} ${ADDRESS}`,
  },
  {
    name: 'Proxies are sent to the port without TLS',
    flavors: ALONE,
    change: discovery('{istiod}.{ns}.svc:15010'),
    finding: `error istio-discovery-address-plaintext-port ${MESH} ${ADDRESS}`,
  },
  {
    name: 'Proxies of a revision are sent to another one',
    flavors: ['canary'],
    change: (objects, place) =>
      rewritten('ConfigMap {ns}/istio', 'mesh', (mesh) =>
        mesh.replace('istiod.istio-system', `${place.names.istiod}.istio-system`),
      )(objects, place),
    finding: `warning istio-discovery-address-other-revision ConfigMap {ns}/istio ${ADDRESS}`,
  },
  {
    name: 'Proxies were not started anew after the discovery address changed',
    flavors: ['canary'],
    change: discovery('istiod.{ns}.svc:15012'),
    finding: 'warning istio-proxy-outdated-address Pod pier/gate-* /spec/containers/0/env/*',
  },
  {
    name: 'The discovery address leads to another Service',
    flavors: ALONE,
    change: all(
      discovery('dashboard.{ns}.svc:15012'),
      added(({ namespace }) => [
        ...plainApp({ namespace, name: 'dashboard', listens: 20001 }),
        service({ namespace, name: 'dashboard' }, { app: 'dashboard' }, [
          { name: 'https', port: 15012, targetPort: 20001 },
        ]),
      ]),
    ),
    finding: `error istio-discovery-address-not-istiod ${MESH} ${ADDRESS}`,
  },
];

/** The first pod of istiod only. */
const failingFirst: Change<Installation> = (objects, place) => {
  const [pod] = objects.filter(
    ({ kind, metadata }) => kind === 'Pod' && textAt(metadata, 'name').startsWith(place.names.istiod ?? ''),
  );
  const where = `Pod {ns}/${pod === undefined ? '' : nameOf(pod)}`;
  return failing(where, 'discovery', 'CrashLoopBackOff')(objects, place);
};

/** Mesh configuration by which istiod sees some Namespaces only. */
function discovering(...names: readonly string[]): Change {
  const values = names.join(', ');
  const selector = `{ key: kubernetes.io/metadata.name, operator: In, values: [${values}] }`;
  return rewritten(
    MESH,
    'mesh',
    (mesh) => `${mesh}discoverySelectors:\n- matchExpressions:\n  - ${selector}\n`,
  );
}

/** What is left of other releases, and what does not fit to this one. */
const OTHERS: readonly Fault[] = [
  {
    name: 'One of two pods of istiod crashes',
    flavors: ['aks'],
    change: failingFirst,
    finding: `warning istio-control-plane-some-pods-not-ready apps/${ISTIOD} *`,
  },
  {
    name: 'istiod may not read certificates of Gateways',
    flavors: ALONE,
    change: all(
      withoutRule('ClusterRole {role}', (resources) => resources.includes('secrets')),
      withoutRule('Role {ns}/*', (resources) => resources.includes('secrets')),
    ),
    finding:
      'warning istio-control-plane-may-not-read-all rbac.authorization.k8s.io/ClusterRole {role} /metadata/name',
  },
  {
    name: 'Proxies of a Namespace cannot mount the root, because istiod does not see it',
    flavors: ['default', 'revisioned', 'ambient'],
    since: 17,
    change: all(
      set('Namespace cargo', '/metadata/labels/harbour', undefined),
      discovering('quay', 'customs', 'pier', 'lighthouse', 'tide', 'ballast'),
      removed('ConfigMap cargo/istio-ca-root-cert'),
    ),
    finding: '* istio-mesh-config-discovery-selectors Namespace cargo *',
  },
  {
    name: 'A tracer is configured that Istio gave up',
    flavors: ['default', 'revisioned', 'ambient'],
    since: 24,
    change: rewritten(MESH, 'mesh', (mesh) =>
      mesh.replace(
        'extensionProviders:\n',
        'extensionProviders:\n  - name: old\n    lightstep: { service: collector.lighthouse.svc.cluster.local, port: 9411 }\n',
      ),
    ),
    finding: `warning istio-mesh-config-lightstep ${MESH} *`,
  },
  {
    name: 'A policy of the first releases of Istio was left behind',
    flavors: ['default', 'revisioned', 'asm'],
    change: added(() => [
      live(
        'rbac.istio.io/v1alpha1',
        'ClusterRbacConfig',
        { name: 'default' },
        { spec: { mode: 'ON_WITH_INCLUSION', inclusion: { namespaces: ['cargo'] } } },
      ),
    ]),
    finding: 'warning istio-crd-kind-removed rbac.istio.io/ClusterRbacConfig default *',
  },
  {
    name: 'The default validator stayed with the old revision',
    flavors: ['tagged'],
    change: all(
      set(
        'ValidatingWebhookConfiguration istiod-default-validator',
        '/metadata/labels/istio.io~1rev',
        'default',
      ),
      set(
        'ValidatingWebhookConfiguration istiod-default-validator',
        '/webhooks/0/clientConfig/service/name',
        'istiod',
      ),
    ),
    finding:
      'warning istio-default-revision-disagrees admissionregistration.k8s.io/ValidatingWebhookConfiguration istiod-default-validator *',
  },
];

const OBJECTS: readonly Fault[] = [
  {
    name: 'A VirtualService belongs to a revision that nobody runs',
    flavors: IN_CLUSTER,
    change: set('VirtualService quay/booking', '/metadata/labels', { 'istio.io/rev': 'asm-1105-9' }),
    finding:
      'warning istio-object-revision-not-running networking.istio.io/VirtualService quay/booking /metadata/labels/istio.io~1rev',
  },
  {
    name: 'A VirtualService belongs to a tag',
    flavors: ['tagged'],
    change: set('VirtualService quay/booking', '/metadata/labels', { 'istio.io/rev': 'prod' }),
    finding:
      'warning istio-object-revision-is-tag networking.istio.io/VirtualService quay/booking /metadata/labels/istio.io~1rev',
  },
];

export const CONTROL_PLANE_FAULTS: readonly Fault[] = [
  ...ISTIODS,
  ...RIGHTS,
  ...FIREWALLS,
  ...ADDRESSES,
  ...OTHERS,
  ...OBJECTS,
];
