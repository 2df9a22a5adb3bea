import type { Json, JsonObject } from '../../../../src/input/json.js';
import { base64, OLD } from '../../../facts/pem.js';
import {
  added,
  all,
  type Change,
  changed,
  deleted,
  inEntries,
  removed,
  set,
  written,
} from '../../changes.js';
import { itemsAt, nameOf, objectAt } from '../../objects.js';
import type { Fault } from '../fault.js';
import type { Flavor } from '../installation.js';
import { OTHER_ROOT } from '../pem.js';

const ADMISSION = 'admissionregistration.k8s.io/';
const INJECTOR = 'MutatingWebhookConfiguration {injector}';
const VALIDATOR = 'ValidatingWebhookConfiguration {validator}';
const BUNDLE = '/webhooks/0/clientConfig/caBundle';
const SERVICE = '/webhooks/0/clientConfig/service';

/** Where istiod runs in the cluster, and webhooks call its Service. */
const IN_CLUSTER: readonly Flavor[] = ['default', 'revisioned', 'canary', 'tagged', 'asm', 'ambient', 'aks'];

/** What may be wrong with the certificate of any webhook: the second step of the guide. */
const BUNDLES: readonly (readonly [name: string, value: string | null | undefined, rule: string])[] = [
  ['is missing', undefined, 'istio-webhook-ca-bundle-empty'],
  ['is null', null, 'istio-webhook-ca-bundle-empty'],
  ['is empty', '', 'istio-webhook-ca-bundle-empty'],
  ['is not base64', 'not base64!', 'istio-webhook-ca-bundle-unreadable'],
  ['is no certificate', base64('null\n'), 'istio-webhook-ca-bundle-unreadable'],
  ['has expired', base64(OLD), 'istio-webhook-ca-bundle-expired'],
  ['is of another authority', base64(OTHER_ROOT), 'istio-webhook-ca-bundle-other-root'],
];

const TARGETS: readonly (readonly [who: string, what: string, flavors: readonly Flavor[]])[] = [
  ['injector', INJECTOR, IN_CLUSTER],
  ['validator', VALIDATOR, IN_CLUSTER],
  ['injector of a tag', 'MutatingWebhookConfiguration istio-revision-tag-prod', ['tagged']],
];

const BUNDLE_FAULTS = TARGETS.flatMap(([who, what, flavors]) =>
  BUNDLES.map(([name, value, rule]): Fault => {
    const path = value === undefined ? '/webhooks/0/clientConfig' : BUNDLE;
    return {
      flavors,
      name: `The CA bundle of the ${who} ${name}`,
      change: inEntries(what, '/clientConfig/caBundle', value),
      finding: `error ${rule} ${ADMISSION}${what} ${path}`,
    };
  }),
);

const CALLS: readonly (readonly [key: string, value: string | number, rule: string])[] = [
  ['name', 'istio-pilot', 'istio-webhook-service-missing'],
  ['namespace', 'default', 'istio-webhook-service-missing'],
  ['path', '/', 'istio-webhook-wrong-path'],
  ['port', 15017, 'istio-webhook-port-not-offered'],
];

const CALL_FAULTS = TARGETS.slice(0, 2).flatMap(([who, what]) =>
  CALLS.map(([key, value, rule]): Fault => {
    const path = rule === 'istio-webhook-service-missing' ? `${SERVICE}/name` : `${SERVICE}/${key}`;
    return {
      flavors: IN_CLUSTER,
      name: `The ${who} is called with the ${key} ${value}`,
      change: inEntries(what, `/clientConfig/service/${key}`, value),
      finding: `error ${rule} ${ADMISSION}${what} ${path}`,
    };
  }),
);

/** An injector configuration once more, for a revision that is gone. */
const leftOver: Change = (objects, place) => {
  const old = objects.find((each) => each.kind === 'MutatingWebhookConfiguration');
  return added(() => (old === undefined ? [] : [renamed(old)]))(objects, place);
};

function renamed(configuration: JsonObject): JsonObject {
  const metadata = objectAt(configuration, 'metadata');
  const own = {
    ...metadata,
    name: 'istio-sidecar-injector-1-8-6',
    uid: `${metadata.uid}-old`,
    labels: { app: 'sidecar-injector', 'istio.io/rev': '1-8-6' },
  };
  const entries = itemsAt(configuration, 'webhooks')
    .slice(0, 1)
    .map((entry) => {
      const selected = {
        matchExpressions: [
          { key: 'istio.io/rev', operator: 'In', values: ['1-8-6'] },
          { key: 'istio-injection', operator: 'DoesNotExist' },
        ],
      };
      return written({ ...entry, namespaceSelector: selected }, '/clientConfig/service/name', 'istiod-1-8-6');
    });
  return { ...configuration, metadata: own, webhooks: entries as Json };
}

/** istiod and its validator are older than a first start takes. */
const LONG_AGO = all(
  set(VALIDATOR, '/metadata/creationTimestamp', '2023-02-01T10:00:00Z'),
  set('Deployment {ns}/{istiod}', '/metadata/creationTimestamp', '2023-02-01T10:00:00Z'),
);

export const WEBHOOK_FAULTS: readonly Fault[] = [
  ...BUNDLE_FAULTS,
  ...CALL_FAULTS,
  {
    name: 'One entry of the injector has the CA bundle of another authority',
    flavors: IN_CLUSTER,
    since: 10,
    change: set(INJECTOR, '/webhooks/1/clientConfig/caBundle', base64(OTHER_ROOT)),
    finding: `error istio-webhook-ca-bundle-other-root ${ADMISSION}${INJECTOR} /webhooks/1/clientConfig/caBundle`,
  },
  {
    name: 'One entry of the injector has no CA bundle',
    flavors: IN_CLUSTER,
    since: 10,
    change: set(INJECTOR, '/webhooks/1/clientConfig/caBundle', ''),
    finding: `error istio-webhook-ca-bundle-empty ${ADMISSION}${INJECTOR} /webhooks/1/clientConfig/caBundle`,
  },
  {
    name: 'The injector is not called for new pods',
    flavors: IN_CLUSTER,
    change: inEntries(INJECTOR, '/rules/0/operations', ['UPDATE']),
    finding: `error istio-injector-not-called-for-pods ${ADMISSION}${INJECTOR} /webhooks/0/rules`,
  },
  {
    name: 'Pods start without sidecar when the injector is down',
    flavors: IN_CLUSTER,
    change: inEntries(INJECTOR, '/failurePolicy', 'Ignore'),
    finding: `warning istio-injector-fails-open ${ADMISSION}${INJECTOR} /webhooks/0/failurePolicy`,
  },
  {
    name: 'istiod does not know its injector configuration',
    flavors: IN_CLUSTER,
    since: 10,
    change: all(
      set(INJECTOR, '/metadata/labels/istio.io~1rev', undefined),
      inEntries(INJECTOR, '/clientConfig/caBundle', ''),
    ),
    finding: `error istio-injector-without-revision ${ADMISSION}${INJECTOR} /metadata/*`,
  },
  {
    name: 'A tag is served by a Service that is not in the certificate',
    flavors: ['tagged'],
    since: 28,
    change: inEntries(
      'MutatingWebhookConfiguration istio-revision-tag-prod',
      '/clientConfig/service/name',
      'istiod-revision-tag-prod',
    ),
    finding: `error istio-webhook-name-not-in-certificate ${ADMISSION}MutatingWebhookConfiguration istio-revision-tag-prod ${SERVICE}/name`,
  },
  {
    name: 'The injector of a revision that is gone was left behind',
    flavors: ['default', 'revisioned', 'asm', 'ambient'],
    change: leftOver,
    finding: `error istio-webhook-revision-not-running ${ADMISSION}MutatingWebhookConfiguration istio-sidecar-injector-1-8-6 /metadata/labels/istio.io~1rev`,
  },
  {
    name: 'The default tag was deleted, and the old injector is switched off',
    flavors: ['tagged'],
    change: removed('MutatingWebhookConfiguration istio-revision-tag-default'),
    finding: 'error istio-namespace-no-default-injector Namespace customs /metadata/labels/istio-injection',
  },
  {
    name: 'The tag of a Namespace was deleted',
    flavors: ['tagged'],
    change: removed('MutatingWebhookConfiguration istio-revision-tag-prod'),
    finding: 'error istio-namespace-unknown-revision Namespace pier /metadata/labels/istio.io~1rev',
  },
  {
    name: 'All injector configurations were deleted',
    flavors: ['default', 'revisioned', 'asm'],
    change: removed('MutatingWebhookConfiguration *'),
    finding: 'error istio-namespace-no-injector Namespace pier /metadata/labels/*',
  },
  {
    name: 'The Service of istiod was deleted',
    flavors: ['default', 'revisioned', 'ambient', 'aks'],
    change: deleted('Service {ns}/{istiod}'),
    finding: `error istio-webhook-service-missing ${ADMISSION}MutatingWebhookConfiguration * ${SERVICE}/name`,
  },
  {
    name: 'The Service of istiod leads webhooks to another port',
    flavors: IN_CLUSTER,
    change: set('Service {ns}/{istiod}', '/spec/ports/2/targetPort', 15012),
    finding: 'error istio-webhook-wrong-target-port Service {ns}/{istiod} /spec/ports/2/targetPort',
  },
  {
    name: 'The Service of istiod selects nothing',
    flavors: IN_CLUSTER,
    change: set('Service {ns}/{istiod}', '/spec/selector/app', 'pilot'),
    finding: 'error istio-service-selects-no-pod Service {ns}/{istiod} /spec/selector',
  },
  {
    name: 'The Service of istiod is headless',
    flavors: IN_CLUSTER,
    change: all(
      set('Service {ns}/{istiod}', '/spec/clusterIP', 'None'),
      set('Service {ns}/{istiod}', '/spec/clusterIPs', ['None']),
    ),
    finding: 'warning istio-webhook-service-headless Service {ns}/{istiod} /spec/clusterIP',
  },
  {
    name: 'Nobody validates what is applied',
    flavors: ['default', 'revisioned', 'asm'],
    since: 11,
    change: removed('ValidatingWebhookConfiguration *'),
    finding: 'warning istio-validator-missing apps/Deployment {ns}/{istiod} /metadata/name',
  },
  {
    name: 'A new revision takes the pods of the default one, too',
    flavors: ['canary'],
    change: changed(INJECTOR, (configuration) => {
      const [entry = {}, ...others] = itemsAt(configuration, 'webhooks');
      const enabled = { key: 'istio-injection', operator: 'In', values: ['enabled'] };
      const name = 'namespace.sidecar-injector.istio.io';
      const namespaceSelector = { matchExpressions: [enabled] };
      return { ...configuration, webhooks: [entry, ...others, { ...entry, name, namespaceSelector }] };
    }),
    finding: `error istio-injector-overlap ${ADMISSION}MutatingWebhookConfiguration * /webhooks/*`,
  },
  {
    name: 'The CA bundle of a remote cluster is missing',
    flavors: ['remote'],
    change: inEntries(INJECTOR, '/clientConfig/caBundle', ''),
    finding: `error istio-webhook-ca-bundle-empty ${ADMISSION}${INJECTOR} ${BUNDLE}`,
  },
  {
    name: 'The URL of an injector is no URL',
    flavors: ['external'],
    change: inEntries(INJECTOR, '/clientConfig/url', 'istiod.harbour-control.example'),
    finding: `* istio-webhook-url-malformed ${ADMISSION}${INJECTOR} /webhooks/0/clientConfig/url`,
  },
  {
    name: 'The URL of an injector names a Service of the cluster',
    flavors: ['external'],
    change: inEntries(INJECTOR, '/clientConfig/url', 'https://istiod.{ns}.svc:443/inject'),
    finding: `warning istio-webhook-url-in-cluster ${ADMISSION}${INJECTOR} /webhooks/0/clientConfig/url`,
  },
  {
    name: 'The Service of istiod is another name for another one',
    flavors: ['default', 'revisioned'],
    change: set('Service {ns}/{istiod}', '/spec', {
      type: 'ExternalName',
      externalName: 'istiod.harbour-control.example',
      ports: [{ name: 'https-webhook', port: 443, protocol: 'TCP', targetPort: 15017 }],
    }),
    finding: 'warning istio-webhook-service-external-name * * *',
  },
  {
    name: 'istiod has never seen its validator at work',
    flavors: IN_CLUSTER,
    since: 11,
    change: all(LONG_AGO, inEntries(VALIDATOR, '/failurePolicy', 'Ignore')),
    finding: `warning istio-validator-fails-open ${ADMISSION}${VALIDATOR} /webhooks/0/failurePolicy`,
  },
  {
    name: 'istiod has never taken care of its validator',
    flavors: IN_CLUSTER,
    since: 11,
    change: all(
      LONG_AGO,
      inEntries(VALIDATOR, '/failurePolicy', 'Ignore'),
      inEntries(VALIDATOR, '/clientConfig/caBundle', ''),
    ),
    finding: `warning istio-validator-never-managed ${ADMISSION}${VALIDATOR} *`,
  },
  {
    name: 'Two configurations inject the same pods',
    flavors: ['default'],
    since: 10,
    change: (objects, place) =>
      added(() =>
        objects
          .filter((each) => nameOf(each) === 'istio-sidecar-injector' && each.kind !== 'ConfigMap')
          .map(doubled),
      )(objects, place),
    finding: `warning istio-injector-possible-overlap ${ADMISSION}MutatingWebhookConfiguration istio-sidecar-injector* /webhooks/*`,
  },
];

function doubled(configuration: JsonObject): JsonObject {
  const metadata = objectAt(configuration, 'metadata');
  return {
    ...configuration,
    metadata: { ...metadata, name: 'istio-sidecar-injector-copy', uid: `${metadata.uid}-copy` },
  };
}
