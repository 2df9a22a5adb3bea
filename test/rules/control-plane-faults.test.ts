import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/input/json.js';
import { all, type Change, changed, deleted, failing, removed, set } from '../clusters/changes.js';
import { type Flavor, type Installation, installationOf } from '../clusters/installation.js';
import { itemsAt, live, objectAt } from '../clusters/objects.js';
import { osmCluster } from '../clusters/osm.js';
import { alarmsOf } from '../clusters/report.js';
import { settled } from '../clusters/services.js';
import { listOf, yaml } from '../shapes/plain.js';
import { readTexts, reportOn } from '../shapes/whole.js';

// One fault in an otherwise healthy cluster is one finding over all rules, at the cause.

const CLUSTERS = {
  'AKS 0.8': { version: '0.8.4', flavor: 'aks' },
  'AKS 0.11': { version: '0.11.1', flavor: 'aks' },
  'upstream 0.9': { version: '0.9.2', flavor: 'upstream' },
  'upstream 0.10': { version: '0.10.0', flavor: 'upstream' },
  'Arc 1.0': { version: '1.0.0', flavor: 'arc' },
  'upstream 1.2': { version: '1.2.4', flavor: 'upstream' },
} as const satisfies Readonly<Record<string, { readonly version: string; readonly flavor: Flavor }>>;
type Cluster = keyof typeof CLUSTERS;

const ALL = Object.keys(CLUSTERS) as readonly Cluster[];
const WITH_VALIDATOR = ALL.filter((name) => name !== 'upstream 0.9');
const WITH_BOOTSTRAP = ALL.filter((name) => !['AKS 0.8', 'upstream 0.9'].includes(name));
const WITH_MESH_CONFIG = ALL.filter((name) => name !== 'AKS 0.8');

/** Errors and warnings as `rule Kind name path`, without the namespaces that differ from cluster to cluster. */
function told(cluster: Cluster, change: Change<Installation>, isSettled = true): readonly string[] {
  const choice = { ...CLUSTERS[cluster], features: ['permissive'] } as const;
  const installation = installationOf(choice);
  const broken = change(osmCluster(choice), installation);
  const objects = isSettled ? settled(broken, installation) : broken;
  const report = reportOn(readTexts([yaml(listOf(objects))]), { complete: ['*'] });
  expect(report.problems).toEqual([]);
  return alarmsOf(report).map((line) => {
    const [, rule, kind = '', name = '', path] = line.split(' ');
    return [
      rule,
      kind.split('/').at(-1),
      kind.includes('WebhookConf') ? '' : name.split('/').at(-1),
      path,
    ].join(' ');
  });
}

interface Fault {
  readonly in: readonly Cluster[];
  readonly change: Change<Installation>;
  readonly finding: string;
  /** Captured before the controllers of the cluster saw the change. */
  readonly unsettled?: boolean;
}

const CONTROLLER_NAME = 'Deployment osm-controller /metadata/name';
const CRASH = 'CrashLoopBackOff';

/** The first entry of a list in an object, changed. */
function first(object: JsonObject, path: readonly string[], change: (value: JsonObject) => JsonObject): Json {
  const [head = {}, ...others] = itemsAt(object, ...path);
  return [change(head), ...others];
}

function configuration(kind: 'Mutating' | 'Validating', change: (entry: JsonObject) => JsonObject): Change {
  return (objects, installation) =>
    objects.map((object) =>
      object.kind === `${kind}WebhookConfiguration` && installation !== undefined
        ? { ...object, webhooks: first(object, ['webhooks'], change) }
        : object,
    );
}

function calling(service: JsonObject): (entry: JsonObject) => JsonObject {
  return (entry) => ({
    ...entry,
    clientConfig: {
      ...objectAt(entry, 'clientConfig'),
      service: { ...objectAt(entry, 'clientConfig', 'service'), ...service },
    },
  });
}

const withPort =
  (port: number): ((service: JsonObject) => JsonObject) =>
  (service) => ({
    ...service,
    spec: {
      ...objectAt(service, 'spec'),
      ports: first(service, ['spec', 'ports'], (each) => ({ ...each, port })),
    },
  });

/** All that stands in the namespace of OSM, or is named after it, but what the cluster itself keeps. */
const uninstalled: Change<Installation> = (objects, { namespace }) =>
  objects.filter((object) => {
    const isHere = objectAt(object, 'metadata').namespace === namespace;
    const isRunning = [
      'Deployment',
      'ReplicaSet',
      'Pod',
      'Service',
      'Endpoints',
      'EndpointSlice',
      'MeshConfig',
      'ConfigMap',
    ];
    return !(isHere && isRunning.includes(String(object.kind)));
  });

/** Another OSM, in a namespace of its own. */
const withSecondMesh: Change<Installation> = (objects, { namespace }) => [
  ...objects,
  ...objects
    .filter(({ kind, metadata }) => kind !== 'Namespace' && objectAt(metadata).namespace === namespace)
    .map((object) => ({ ...object, metadata: { ...objectAt(object, 'metadata'), namespace: 'osm-other' } })),
];

const crashing = failing('Pod {osm}/osm-controller-*', 'osm-controller', CRASH);

const FAULTS: Readonly<Record<string, Fault>> = {
  'osm-controller is deleted': {
    in: ALL,
    change: deleted('Deployment {osm}/osm-controller'),
    finding: 'osm-control-plane-controller-missing Deployment osm-injector /metadata/name',
  },
  'osm-injector is deleted': {
    in: ALL,
    change: deleted('Deployment {osm}/osm-injector'),
    finding: `osm-control-plane-injector-missing ${CONTROLLER_NAME}`,
  },
  'osm-bootstrap is deleted': {
    in: WITH_BOOTSTRAP,
    change: deleted('Deployment {osm}/osm-bootstrap'),
    finding: `osm-control-plane-bootstrap-missing ${CONTROLLER_NAME}`,
  },
  'osm-controller crashes': {
    in: ALL,
    change: crashing,
    finding: 'osm-control-plane-no-ready-pod Deployment osm-controller /status/unavailableReplicas',
  },
  'osm-injector crashes': {
    in: ALL,
    change: failing('Pod {osm}/osm-injector-*', 'osm-injector', CRASH),
    finding: 'osm-control-plane-no-ready-pod Deployment osm-injector /status/unavailableReplicas',
  },
  'Service osm-controller selects no pod': {
    in: ALL,
    change: set('Service {osm}/osm-controller', '/spec/selector/app', 'osm'),
    finding: 'osm-service-selects-no-pod Service osm-controller /spec/selector',
  },
  'Service osm-injector selects no pod': {
    in: ALL,
    change: set('Service {osm}/osm-injector', '/spec/selector/app', 'injector'),
    finding: 'osm-service-selects-no-pod Service osm-injector /spec/selector',
  },
  'Service osm-controller is deleted': {
    in: ALL,
    change: removed('Service {osm}/osm-controller'),
    finding: `osm-service-controller-missing ${CONTROLLER_NAME}`,
  },
  'Service osm-injector is deleted': {
    in: ALL,
    change: removed('Service {osm}/osm-injector'),
    finding:
      'osm-webhook-service-missing MutatingWebhookConfiguration  /webhooks/0/clientConfig/service/name',
  },
  'Service osm-bootstrap is deleted': {
    in: WITH_BOOTSTRAP,
    change: removed('Service {osm}/osm-bootstrap'),
    finding: `osm-service-bootstrap-missing ${CONTROLLER_NAME}`,
  },
  'Service osm-injector has another port': {
    in: ALL,
    change: changed('Service {osm}/osm-injector', withPort(9443)),
    finding: 'osm-service-injector-port-missing Service osm-injector /spec/ports/0/port',
  },
  'Service osm-controller has another port': {
    in: ALL,
    change: changed('Service {osm}/osm-controller', withPort(15129)),
    finding: 'osm-service-controller-port-missing Service osm-controller /spec/ports',
  },
  'the endpoints of osm-injector are empty though its pods are ready': {
    in: ALL,
    change: all(
      set('Endpoints {osm}/osm-injector', '/subsets', []),
      removed('EndpointSlice {osm}/osm-injector-*'),
    ),
    unsettled: true,
    finding: 'osm-service-no-ready-endpoint Endpoints osm-injector /metadata/name',
  },
  'the mutating webhook calls another Service': {
    in: ALL,
    change: configuration('Mutating', calling({ name: 'osm-injektor' })),
    finding: 'osm-webhook-wrong-target MutatingWebhookConfiguration  /webhooks/0/clientConfig/service/name',
  },
  'the mutating webhook calls another port': {
    in: ALL,
    change: configuration('Mutating', calling({ port: 9093 })),
    finding: 'osm-webhook-wrong-target MutatingWebhookConfiguration  /webhooks/0/clientConfig/service/port',
  },
  'the mutating webhook calls another namespace': {
    in: ALL,
    change: configuration('Mutating', calling({ namespace: 'osm' })),
    finding:
      'osm-webhook-wrong-target MutatingWebhookConfiguration  /webhooks/0/clientConfig/service/namespace',
  },
  'the mutating webhook fails open': {
    in: ALL,
    change: configuration('Mutating', (entry) => ({ ...entry, failurePolicy: 'Ignore' })),
    finding: 'osm-webhook-fails-open MutatingWebhookConfiguration  /webhooks/0/failurePolicy',
  },
  'the mutating webhook is not called for new pods': {
    in: ALL,
    change: configuration('Mutating', (entry) => ({
      ...entry,
      rules: first(entry, ['rules'], (rule) => ({ ...rule, operations: ['UPDATE'] })),
    })),
    finding: 'osm-webhook-rules-changed MutatingWebhookConfiguration  /webhooks/0/rules',
  },
  'the validating webhook has no CA bundle': {
    in: WITH_VALIDATOR,
    change: configuration('Validating', (entry) => ({
      ...entry,
      clientConfig: { ...objectAt(entry, 'clientConfig'), caBundle: '' },
    })),
    finding: 'osm-webhook-ca-bundle-empty ValidatingWebhookConfiguration  /webhooks/0/clientConfig/caBundle',
  },
  'a second mutating webhook': {
    in: ALL,
    change: (objects) => [
      ...objects,
      ...objects
        .filter(({ kind }) => kind === 'MutatingWebhookConfiguration')
        .map((object) =>
          live(
            String(object.apiVersion),
            String(object.kind),
            { name: 'old-webhook' },
            { webhooks: object.webhooks ?? [] },
          ),
        ),
    ],
    finding: 'osm-webhook-twice MutatingWebhookConfiguration  /metadata/name',
  },
  'OSM was uninstalled, and its webhooks are left': {
    in: ALL,
    change: uninstalled,
    finding: 'osm-webhook-left-over MutatingWebhookConfiguration  /metadata/name',
  },
  'an SMI version is not served, and osm-controller restarts': {
    in: WITH_MESH_CONFIG, // 0.8 does not probe
    change: all(
      crashing,
      changed('CustomResourceDefinition trafficsplits.split.smi-spec.io', (definition) => ({
        ...definition,
        spec: {
          ...objectAt(definition, 'spec'),
          versions: [{ name: 'v1alpha4', served: true, storage: true }],
        },
      })),
    ),
    finding:
      'osm-crd-version-not-served CustomResourceDefinition trafficsplits.split.smi-spec.io /spec/versions',
  },
  'the names of a definition are taken': {
    in: ALL,
    change: changed('CustomResourceDefinition tcproutes.specs.smi-spec.io', (definition) => ({
      ...definition,
      status: { conditions: [{ type: 'NamesAccepted', status: 'False' }] },
    })),
    finding:
      'osm-crd-not-established CustomResourceDefinition tcproutes.specs.smi-spec.io /status/conditions/0/status',
  },
  'the MeshConfig was renamed': {
    in: WITH_MESH_CONFIG,
    change: set('MeshConfig {osm}/osm-mesh-config', '/metadata/name', 'osm-meshconfig'),
    finding: `osm-mesh-config-missing ${CONTROLLER_NAME}`,
  },
  'the MeshConfig is in another namespace': {
    in: WITH_MESH_CONFIG,
    change: set('MeshConfig {osm}/osm-mesh-config', '/metadata/namespace', 'default'),
    finding: `osm-mesh-config-missing ${CONTROLLER_NAME}`,
  },
  'traces go to a Service that is not there': {
    in: WITH_MESH_CONFIG,
    change: set('MeshConfig {osm}/osm-mesh-config', '/spec/observability/tracing', {
      enable: true,
      address: 'jaeger.tracing.svc.cluster.local',
      port: 9411,
    }),
    finding:
      'osm-mesh-config-tracing-service-missing MeshConfig osm-mesh-config /spec/observability/tracing/address',
  },
  'the authorizer is not there': {
    in: WITH_MESH_CONFIG,
    change: set('MeshConfig {osm}/osm-mesh-config', '/spec/traffic/inboundExternalAuthorization', {
      enable: true,
      address: 'opa.opa.svc.cluster.local',
      port: 9191,
    }),
    finding:
      'osm-mesh-config-external-authorization-service-missing MeshConfig osm-mesh-config /spec/traffic/inboundExternalAuthorization/address',
  },
  'osm-injector is of another release': {
    in: ALL,
    change: set('Deployment {osm}/osm-injector', '/metadata/labels/app.kubernetes.io~1version', 'v0.7.0'),
    finding:
      'osm-control-plane-version-skew Deployment osm-injector /metadata/labels/app.kubernetes.io~1version',
  },
  'a second mesh beside it': {
    in: ['AKS 0.11', 'Arc 1.0', 'upstream 1.2'],
    change: withSecondMesh,
    finding: 'osm-control-plane-second-mesh Deployment osm-controller /metadata/name',
  },
};

describe.each(Object.entries(FAULTS))('%s', (_, fault) => {
  it.each(fault.in)('%s', (cluster) => {
    const found = told(cluster, fault.change, fault.unsettled !== true);
    expect(found, found.join(', ')).toEqual([fault.finding]);
  });
});
