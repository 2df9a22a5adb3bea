import { base64, OLD } from '../../facts/pem.js';
import { all, type Change, event, removed, set } from '../changes.js';
import type { Fault } from '../fault.js';
import type { Line } from '../installation.js';

const MUTATING = 'MutatingWebhookConfiguration {injector}';
const VALIDATING = 'ValidatingWebhookConfiguration {validator}';
const CLIENT = '/webhooks/0/clientConfig';

const X509 = 'x509: certificate signed by unknown authority';
const INJECTOR_X509 =
  'Error creating: Internal error occurred: failed calling webhook "osm-inject.k8s.io": Post ' +
  `"https://osm-injector.{osm}.svc:9090/mutate-pod-creation?timeout=20s": ${X509}`;
const VALIDATOR_X509 =
  'Internal error occurred: failed calling webhook "osm-validator.k8s.io": Post ' +
  `"https://osm-validator.{osm}.svc:9093/validate?timeout=10s": ${X509}`;

function found(rule: string, configuration: string, path: string): string {
  return `error ${rule} admissionregistration.k8s.io/${configuration} ${path}`;
}

interface Target {
  readonly who: string;
  readonly what: string;
  readonly since?: Line;
}

const BOTH: readonly Target[] = [
  { who: 'injector', what: MUTATING },
  { who: 'validator', what: VALIDATING, since: '0.10' },
];

/** What may be wrong with the certificate of any webhook. */
const BUNDLES: readonly (readonly [name: string, value: string | null | undefined, rule: string])[] = [
  ['is missing', undefined, 'osm-webhook-ca-bundle-empty'],
  ['is null', null, 'osm-webhook-ca-bundle-empty'],
  ['is empty', '', 'osm-webhook-ca-bundle-empty'],
  ['is not base64', 'not base64!', 'osm-webhook-ca-bundle-unreadable'],
  ['is no certificate', base64('null\n'), 'osm-webhook-ca-bundle-unreadable'],
  ['has expired', base64(OLD), 'osm-webhook-ca-bundle-expired'],
];

const BUNDLE_FAULTS = BOTH.flatMap(({ who, what, ...lines }) =>
  BUNDLES.map(([name, value, rule]): Fault => {
    const path = value === undefined ? CLIENT : `${CLIENT}/caBundle`;
    return {
      ...lines,
      name: `The CA bundle of the ${who} ${name}`,
      change: set(what, `${CLIENT}/caBundle`, value),
      finding: found(rule, what, path),
    };
  }),
);

function service(key: string, value: string | number): readonly [Change, Change] {
  return [
    set(MUTATING, `${CLIENT}/service/${key}`, value),
    set(VALIDATING, `${CLIENT}/service/${key}`, value),
  ];
}

const TARGETS: readonly (readonly [key: string, value: string | number, rule: string])[] = [
  ['name', 'osm-controller', 'osm-webhook-wrong-target'],
  ['name', 'osm-injektor', 'osm-webhook-wrong-target'],
  ['namespace', 'default', 'osm-webhook-wrong-target'],
  ['path', '/', 'osm-webhook-wrong-target'],
  ['port', 443, 'osm-webhook-wrong-target'],
];

const TARGET_FAULTS = TARGETS.flatMap(([key, value, rule]): readonly Fault[] => {
  const [mutating, validating] = service(key, value);
  const path = `${CLIENT}/service/${rule === 'osm-webhook-service-missing' ? 'name' : key}`;
  return [
    {
      name: `The injector is called with the ${key} ${value}`,
      change: mutating,
      finding: found(rule, MUTATING, path),
    },
    {
      name: `The validator is called with the ${key} ${value}`,
      since: '0.10',
      change: validating,
      finding: found(rule, VALIDATING, path),
    },
  ];
});

export const WEBHOOKS: readonly Fault[] = [
  {
    name: 'The webhook of the injector was deleted',
    change: removed(MUTATING),
    finding: 'error osm-webhook-injector-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'The webhook of the validator was deleted',
    since: '0.10',
    change: removed(VALIDATING),
    finding: 'error osm-webhook-validator-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'The webhook of osm-config was deleted',
    before: '0.9',
    change: removed(VALIDATING),
    finding: 'error osm-webhook-validator-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  ...TARGET_FAULTS,
  {
    name: 'The validator is called as in 0.8',
    since: '0.10',
    change: all(
      set(VALIDATING, `${CLIENT}/service/name`, 'osm-config-validator'),
      set(VALIDATING, `${CLIENT}/service/path`, '/validate-webhook'),
    ),
    finding: found('osm-webhook-service-missing', VALIDATING, `${CLIENT}/service/name`),
  },
  ...BUNDLE_FAULTS,
  {
    name: 'The CA bundle of osm-config is empty',
    before: '0.9',
    change: set(VALIDATING, `${CLIENT}/caBundle`, ''),
    finding: found('osm-webhook-ca-bundle-empty', VALIDATING, `${CLIENT}/caBundle`),
  },
  {
    name: 'The CA bundle of the injector is empty, and pods cannot be made',
    change: all(
      set(MUTATING, `${CLIENT}/caBundle`, ''),
      event('ReplicaSet bookbuyer/bookbuyer-*', 'FailedCreate', INJECTOR_X509),
    ),
    finding: found('osm-webhook-ca-bundle-empty', MUTATING, `${CLIENT}/caBundle`),
  },
  {
    name: 'The CA bundle of the validator has expired, and policies are refused',
    since: '0.10',
    change: all(
      set(VALIDATING, `${CLIENT}/caBundle`, base64(OLD)),
      event('Deployment bookstore/bookstore-v1', 'FailedApply', VALIDATOR_X509),
    ),
    finding: found('osm-webhook-ca-bundle-expired', VALIDATING, `${CLIENT}/caBundle`),
  },
  {
    name: 'The API server does not trust the injector, and the capture does not tell why',
    change: event('ReplicaSet bookbuyer/bookbuyer-*', 'FailedCreate', INJECTOR_X509),
    finding: 'warning osm-event-injector-certificate-refused Event bookbuyer/bookbuyer-* /message',
  },
  {
    name: 'The injector asks for all namespaces',
    change: set(MUTATING, '/webhooks/0/namespaceSelector/matchLabels', undefined),
    finding: found('osm-webhook-without-mesh', MUTATING, '/webhooks/0/namespaceSelector'),
  },
  {
    name: 'The injector asks for the namespaces of another mesh',
    change: set(
      MUTATING,
      '/webhooks/0/namespaceSelector/matchLabels/openservicemesh.io~1monitored-by',
      'osm2',
    ),
    finding: found(
      'osm-webhook-wrong-mesh',
      MUTATING,
      '/webhooks/0/namespaceSelector/matchLabels/openservicemesh.io~1monitored-by',
    ),
  },
  {
    name: 'The validator asks for all namespaces',
    since: '0.10',
    change: set(VALIDATING, '/webhooks/0/namespaceSelector/matchLabels', undefined),
    finding: found('osm-webhook-without-mesh', VALIDATING, '/webhooks/0/namespaceSelector'),
  },
  {
    name: 'Pods start without sidecar when the injector is down',
    change: set(MUTATING, '/webhooks/0/failurePolicy', 'Ignore'),
    finding: `warning osm-webhook-fails-open admissionregistration.k8s.io/${MUTATING} /webhooks/0/failurePolicy`,
  },
  {
    name: 'The validator does not see TrafficTargets',
    since: '0.11',
    change: set(VALIDATING, '/webhooks/0/rules/1', undefined),
    finding: `warning osm-webhook-rules-changed admissionregistration.k8s.io/${VALIDATING} /webhooks/0/rules`,
  },
  {
    name: 'The webhook of the injector is left over without OSM',
    features: [],
    change: (objects, installation) =>
      all(
        removed('Service {osm}/osm-*'),
        removed('Deployment {osm}/osm-*'),
        removed('ReplicaSet {osm}/osm-*'),
        removed('Pod {osm}/osm-*'),
        removed('ServiceAccount {osm}/osm'),
        removed('ClusterRole osm'),
        removed('ClusterRoleBinding osm'),
        removed('Secret {osm}/osm-ca-bundle'),
        removed('MeshConfig {osm}/osm-mesh-config'),
        removed('ConfigMap {osm}/preset-mesh-config'),
        removed('CustomResourceDefinition *'),
        removed(VALIDATING),
      )(objects, installation),
    since: '1.1',
    finding: found('osm-webhook-left-over', MUTATING, '/metadata/name'),
  },
];
