import type { JsonObject } from '../../src/input/json.js';
import { base64 } from '../facts/pem.js';
import { chartLabels, validatorService } from './control-plane.js';
import { before, has, type Installation, injectorWebhook, since, validatorWebhook } from './installation.js';
import { live, only } from './objects.js';
import { LEAF, ROOT } from './pem.js';

/** The webhook configurations as a live cluster has them, with the certificates that OSM puts in when it starts. */
export function webhooks(installation: Installation): readonly JsonObject[] {
  return [mutating(installation), ...validating(installation)];
}

/** The serving certificate to 1.0, the issuing CA from 1.1. */
export function caBundle(installation: Installation): string {
  return base64(since(installation, '1.1') ? ROOT : LEAF);
}

function mutating(installation: Installation): JsonObject {
  const { version } = installation;
  const isOld = before(installation, '0.9');
  const app = version === '0.8.2' ? 'osm-controller' : 'osm-injector';
  const labels = { ...chartLabels(installation), app, ...reconciled(installation, true) };
  return live(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    { name: injectorWebhook(installation), labels },
    {
      webhooks: [
        {
          name: 'osm-inject.k8s.io',
          admissionReviewVersions: [isOld ? 'v1beta1' : 'v1'],
          clientConfig: clientConfig(installation, 'osm-injector', '/mutate-pod-creation', 9090),
          failurePolicy: 'Fail',
          matchPolicy: 'Exact',
          namespaceSelector: monitored(installation),
          objectSelector: {},
          reinvocationPolicy: 'Never',
          rules: [
            {
              apiGroups: [since(installation, '0.11') ? '*' : ''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
              scope: '*',
            },
          ],
          sideEffects: isOld ? 'Unknown' : 'NoneOnDryRun',
          timeoutSeconds: isOld ? 30 : 20,
        },
      ],
    },
  );
}

/** The mutating one is labelled by 0.11 whether it is reconciled or not. */
function reconciled(installation: Installation, isMutating: boolean): JsonObject {
  const isOn = installation.flavor === 'arc' && since(installation, '0.11') && before(installation, '1.2');
  const isForgotten = isMutating && installation.line === '0.11';
  return isOn || isForgotten ? { 'openservicemesh.io/reconcile': 'true' } : {};
}

function clientConfig(installation: Installation, name: string, path: string, port: number): JsonObject {
  const service = { name, namespace: installation.namespace, path, port };
  return { caBundle: caBundle(installation), service };
}

function monitored(installation: Installation): JsonObject {
  return {
    matchLabels: { 'openservicemesh.io/monitored-by': 'osm' },
    matchExpressions: [
      { key: 'openservicemesh.io/ignore', operator: 'DoesNotExist' },
      { key: 'name', operator: 'NotIn', values: [installation.namespace] },
      ...only(since(installation, '0.11'), { key: 'control-plane', operator: 'DoesNotExist' }),
    ],
  };
}

function validating(installation: Installation): readonly JsonObject[] {
  const name = validatorWebhook(installation);
  const called = validatorService(installation);
  if (name === undefined || called === undefined) return [];
  const labels = { ...chartLabels(installation), app: 'osm-controller', ...reconciled(installation, false) };
  const webhook = before(installation, '0.9') ? configWebhook(installation) : policyWebhook(installation);
  return [
    live(
      'admissionregistration.k8s.io/v1',
      'ValidatingWebhookConfiguration',
      { name, labels },
      { webhooks: [webhook] },
    ),
  ];
}

function configWebhook(installation: Installation): JsonObject {
  return {
    name: 'osm-config-webhook.k8s.io',
    admissionReviewVersions: ['v1beta1'],
    clientConfig: clientConfig(installation, 'osm-config-validator', '/validate-webhook', 9093),
    failurePolicy: 'Fail',
    matchPolicy: 'Exact',
    namespaceSelector: { matchLabels: { name: installation.namespace } },
    objectSelector: {},
    rules: [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['configmaps'], scope: '*' },
    ],
    sideEffects: 'Unknown',
    timeoutSeconds: 30,
  };
}

/** On some AKS clusters the Service of 0.8 was called for long (seed 002): fine where it exists. */
function policyWebhook(installation: Installation): JsonObject {
  const isOldCall = has(installation, 'osm-config-validator');
  const operations = ['CREATE', 'UPDATE'];
  const policies = ['ingressbackends', 'egresses'];
  return {
    name: 'osm-validator.k8s.io',
    admissionReviewVersions: ['v1'],
    clientConfig: isOldCall
      ? clientConfig(installation, 'osm-config-validator', '/validate-webhook', 9093)
      : clientConfig(installation, 'osm-validator', '/validate', 9093),
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: monitored(installation),
    objectSelector: {},
    rules: [
      {
        apiGroups: ['policy.openservicemesh.io'],
        apiVersions: ['v1alpha1'],
        operations,
        resources: policies,
        scope: '*',
      },
      ...only(since(installation, '0.11'), {
        apiGroups: ['access.smi-spec.io'],
        apiVersions: ['v1alpha3'],
        operations,
        resources: ['traffictargets'],
        scope: '*',
      }),
    ],
    sideEffects: 'NoneOnDryRun',
    timeoutSeconds: since(installation, '0.11') ? 10 : 20,
  };
}
