import { base64, OLD, ONE } from '../facts/pem.js';
import { controlPlane, documents, marked, type Trap } from './trap.js';

interface Webhook {
  readonly kind: 'Mutating' | 'Validating';
  readonly name: string;
  readonly service: readonly [name: string, path: string, port: string];
  readonly caBundle?: string;
  readonly selector?: string;
  readonly metadata?: string;
  readonly namespace?: string;
}

const MUTATING: Webhook = {
  kind: 'Mutating',
  name: 'osm-inject.k8s.io',
  service: ['osm-injector', '/mutate-pod-creation', '9090'],
};
const VALIDATING: Webhook = {
  kind: 'Validating',
  name: 'osm-validator.k8s.io',
  service: ['osm-validator', '/validate', '9093'],
};
const VALIDATING_08: Webhook = {
  kind: 'Validating',
  name: 'osm-config-webhook.k8s.io',
  service: ['osm-config-validator', '/validate-webhook', '9093'],
  selector: '{ matchLabels: { name: osm-system } }',
};

/** A captured configuration with one webhook of OSM. */
function webhook({
  kind,
  name,
  service: [called, path, port],
  caBundle = base64(ONE),
  selector = '{ matchLabels: { openservicemesh.io/monitored-by: osm } }',
  metadata = `name: osm-${kind}, uid: w-${kind}`,
  namespace = 'osm-system',
}: Webhook): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}WebhookConfiguration
metadata: { ${metadata} }
webhooks:
- name: ${name}
  failurePolicy: Fail
  namespaceSelector: ${selector}
  clientConfig:
    service:
      namespace: ${namespace}
      name: ${called}
      path: ${path}
      port: ${port}
    caBundle: ${caBundle}`;
}

/** A captured Service, given its ports. */
function service(name: string, offered: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: osm-system, uid: s-${name}, labels: { app: ${name} } }
spec:
  selector: { app: osm-controller }
  ports: ${offered}`;
}

/** The ports of a Service, of which nothing but the number counts. */
function numbers(...ports: readonly number[]): string {
  return `[${ports.map((port) => `{ port: ${port} }`).join(', ')}]`;
}

function definition(name: string, versions: string): string {
  const [plural, ...group] = name.split('.');
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${name}, uid: x-${plural} }
spec:
  group: ${group.join('.')}
  names: { plural: ${plural}, kind: ${KINDS[plural ?? '']} }
  versions:
${versions}`;
}

const WEBHOOKS = [
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
];
/** A definition whose objects osm-bootstrap converts. */
function converted(name: string, port: number, served: readonly string[]): string {
  const versions = served.map((version) => `  - { name: ${version}, served: true }`);
  return `${definition(name, versions.join('\n'))}
  conversion:
    strategy: Webhook
    webhook:
      conversionReviewVersions: [v1beta1, v1]
      clientConfig:
        caBundle: ${base64(ONE)}
        service:
          name: osm-bootstrap
          namespace: osm-system
          path: /convert/egresspolicy
          port: ${port}`;
}

const DEFINITIONS = 'apiextensions.k8s.io/CustomResourceDefinition';

/** The definitions of these names, each with the version that is read. */
function definitions(names: readonly string[]): readonly string[] {
  return names.map((name) => definition(name, `  - { name: ${VERSIONS[name] ?? 'v1alpha1'}, served: true }`));
}

const VERSIONS: Readonly<Record<string, string>> = {
  'traffictargets.access.smi-spec.io': 'v1alpha3',
  'httproutegroups.specs.smi-spec.io': 'v1alpha4',
  'tcproutes.specs.smi-spec.io': 'v1alpha4',
  'trafficsplits.split.smi-spec.io': 'v1alpha2',
};
const KINDS: Readonly<Record<string, string>> = {
  traffictargets: 'TrafficTarget',
  httproutegroups: 'HTTPRouteGroup',
  tcproutes: 'TCPRoute',
  trafficsplits: 'TrafficSplit',
  meshconfigs: 'MeshConfig',
  egresses: 'Egress',
  ingressbackends: 'IngressBackend',
  retries: 'Retry',
  upstreamtrafficsettings: 'UpstreamTrafficSetting',
  meshrootcertificates: 'MeshRootCertificate',
};
const SMI = Object.keys(VERSIONS);
const OSM_09 = ['meshconfigs.config.openservicemesh.io', 'egresses.policy.openservicemesh.io'];
const OSM_12 = [
  ...OSM_09,
  'ingressbackends.policy.openservicemesh.io',
  'retries.policy.openservicemesh.io',
  'upstreamtrafficsettings.policy.openservicemesh.io',
  'meshrootcertificates.config.openservicemesh.io',
];

/** An osm-controller on whose name findings stand. */
function blamed(version: string, ...rules: readonly string[]): string {
  return marked(controlPlane(version), 'name: osm-controller', ...rules);
}

const pod = (name: string, containers: string, rest = '') => `apiVersion: v1
kind: Pod
metadata:
  namespace: osm-system
  uid: p-${containers.length}
  labels: { app: osm-controller }
  name: ${name}
spec:
  containers: [${containers}]
${rest}`;

const ARGUMENTS = (args: string) =>
  `spec: { template: { spec: { containers: [{ name: osm-controller, args: [${args}] }] } } }`;

/** An osm-controller with a provider of certificates, and its further arguments. */
const certified = (version: string, provider: string) =>
  controlPlane(version, 'osm-system', ARGUMENTS(`--certificate-manager, ${provider}`));

const VAULT =
  '--vault-host, vault.vault, --vault-protocol, https, --vault-token-secret-name, vault, --vault-token-secret-key, token';

const CA_BUNDLE = `apiVersion: v1
kind: Secret
metadata: { name: osm-ca-bundle, namespace: osm-system, uid: k1 }
data:
  ca.crt: "***HIDDEN***"`;

/** The validating webhook, called for policies and not for TrafficTargets. */
const VALIDATES_POLICIES = `${webhook(VALIDATING)}
  rules:
  - apiGroups: [policy.openservicemesh.io]
    apiVersions: [v1alpha1]
    operations: [CREATE, UPDATE]
    resources: [ingressbackends, egresses]`;

const READY = 'status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }';

export const CONTROL_PLANE_TRAPS: readonly Trap[] = [
  {
    trap: 'The validating webhook calls osm-config-validator in 0.8 and osm-validator from 0.10',
    naive: 'knows one of the two Services',
    cases: [
      { what: '0.8', input: documents(controlPlane('0.8.3'), webhook(VALIDATING_08)) },
      { what: '0.11', input: documents(controlPlane('0.11.1'), webhook(VALIDATING)) },
      {
        what: '0.11 with the Service of 0.8, which is not there',
        input: documents(
          controlPlane('0.11.1'),
          webhook({
            ...VALIDATING,
            service: ['osm-config-validator  # <- osm-webhook-service-missing', '/validate-webhook', '9093'],
          }),
        ),
        told: { complete: ['Service'] },
      },
      {
        what: '0.11 with the Service of 0.8, of which nothing is known',
        input: documents(
          controlPlane('0.11.1', 'kube-system'),
          webhook({ ...VALIDATING, service: VALIDATING_08.service, namespace: 'kube-system' }),
        ),
      },
    ],
  },
  {
    trap: 'An upstream 0.9 has no validating webhook at all',
    naive: 'misses one in every cluster',
    cases: [
      {
        what: '0.9',
        input: documents(controlPlane('0.9.2'), webhook(MUTATING)),
        told: { complete: WEBHOOKS },
      },
      {
        what: '0.10',
        input: documents(blamed('0.10.0', 'osm-webhook-validator-missing'), webhook(MUTATING)),
        told: { complete: WEBHOOKS },
      },
    ],
  },
  {
    trap: 'A CA bundle with an elliptic curve has fewer than 1000 characters and is whole',
    naive: 'counts characters',
    cases: [
      { what: 'a short certificate', input: documents(controlPlane('1.2.4'), webhook(MUTATING)) },
      {
        what: 'a long text that is none',
        input: documents(
          controlPlane('1.2.4'),
          webhook({
            ...MUTATING,
            caBundle: `${base64('no certificate '.repeat(80))}  # <- osm-webhook-ca-bundle-unreadable`,
          }),
        ),
      },
    ],
  },
  {
    trap: 'A CA bundle that is null, empty or not there is the same fault, whatever wc counts',
    naive: 'sees four characters in null',
    cases: [
      ...['null', '""'].map((caBundle) => ({
        what: caBundle,
        input: documents(
          controlPlane('1.2.4'),
          webhook({ ...MUTATING, caBundle: `${caBundle}  # <- osm-webhook-ca-bundle-empty` }),
        ),
      })),
      {
        what: 'in a manifest, which OSM fills in the cluster',
        input: webhook({ ...MUTATING, caBundle: '""', metadata: 'name: osm-webhook-osm' }),
        told: { mesh: { osm: '0.10.0' } },
      },
    ],
  },
  {
    trap: 'Only a capture tells when it was taken, so only there a certificate can have expired',
    naive: 'compares with the clock of the machine that it runs on',
    cases: [
      {
        what: 'nothing tells the time',
        input: documents(controlPlane('1.2.4'), webhook({ ...MUTATING, caBundle: base64(OLD) })),
      },
      {
        what: 'an object is younger than the certificate',
        input: documents(
          controlPlane('1.2.4').replace('  uid', '  creationTimestamp: "2023-01-01T00:00:00Z"\n  uid'),
          webhook({ ...MUTATING, caBundle: `${base64(OLD)}  # <- osm-webhook-ca-bundle-expired` }),
        ),
      },
    ],
  },
  {
    trap: 'The label app of a webhook configuration says nothing: 0.8.2 labels both osm-controller',
    naive: 'looks for the label osm-injector and finds no injector',
    cases: [
      {
        what: '0.8.2',
        input: documents(
          controlPlane('0.8.2'),
          webhook({ ...MUTATING, metadata: 'name: one, uid: w1, labels: { app: osm-controller }' }),
          webhook(VALIDATING_08),
        ),
        told: { complete: WEBHOOKS },
      },
      {
        what: 'the label alone',
        input: documents(
          blamed('0.8.2', 'osm-webhook-injector-missing'),
          webhook({
            ...MUTATING,
            name: 'policy.example.com',
            metadata: 'name: one, uid: w1, labels: { app: osm-injector }',
          }),
          webhook(VALIDATING_08),
        ),
        told: { complete: WEBHOOKS },
      },
    ],
  },
  {
    trap: 'The webhook that validates osm-config selects the namespace of OSM and no mesh',
    naive: 'asks every webhook of OSM for monitored-by',
    cases: [
      { what: 'osm-config-webhook.k8s.io', input: documents(controlPlane('0.8.3'), webhook(VALIDATING_08)) },
      {
        what: 'osm-inject.k8s.io',
        input: documents(
          controlPlane('0.8.3'),
          marked(
            webhook({ ...MUTATING, selector: VALIDATING_08.selector ?? '' }),
            'namespaceSelector',
            'osm-webhook-without-mesh',
          ),
        ),
      },
    ],
  },
  {
    trap: 'Of the versions that a definition lists only some are served',
    naive: 'takes each listed version for usable',
    cases: [
      {
        what: 'the version that OSM reads is listed and not served',
        input: documents(
          controlPlane('1.2.4'),
          definition(
            'trafficsplits.split.smi-spec.io',
            '  - { name: v1alpha4, served: true }\n  - { name: v1alpha2, served: false }  # <- osm-crd-version-not-served',
          ),
        ),
      },
      {
        what: 'it is served, and others are not',
        input: documents(
          controlPlane('1.2.4'),
          definition(
            'trafficsplits.split.smi-spec.io',
            '  - { name: v1alpha4, served: false }\n  - { name: v1alpha2, served: true }',
          ),
        ),
      },
    ],
  },
  {
    trap: 'Which definitions a mesh needs depends on its line, and some that guides list are never needed',
    naive: 'asks for udproutes, for the metrics of SMI, or for multiclusterservices in 1.2',
    cases: [
      {
        what: '0.9 without udproutes and metrics',
        input: documents(controlPlane('0.9.2'), ...definitions([...SMI, ...OSM_09])),
        told: { complete: [DEFINITIONS] },
      },
      {
        what: '1.2 without multiclusterservices',
        input: documents(controlPlane('1.2.4'), ...definitions([...SMI, ...OSM_12])),
        told: { complete: [DEFINITIONS] },
      },
      {
        what: '0.9 without tcproutes',
        input: documents(
          blamed('0.9.2', 'osm-crd-missing'),
          ...definitions([...SMI, ...OSM_09].filter((name) => !name.startsWith('tcproutes'))),
        ),
        told: { complete: [DEFINITIONS] },
      },
      {
        what: '1.1 without multiclusterservices',
        input: documents(
          blamed('1.1.4', 'osm-crd-missing'),
          ...definitions([...SMI, ...OSM_12.filter((name) => !name.startsWith('meshroot'))]),
        ),
        told: { complete: [DEFINITIONS] },
      },
    ],
  },
  {
    trap: 'A second container of osm-controller may be Fluent Bit',
    naive: 'counts containers, and calls two of them a sidecar',
    cases: [
      {
        what: 'Fluent Bit',
        input: documents(
          controlPlane('1.2.4'),
          pod('osm-controller-1', '{ name: osm-controller }, { name: fluentbit-logger }', READY),
        ),
      },
      {
        what: 'the sidecar',
        input: documents(
          controlPlane('1.2.4'),
          marked(
            pod(
              'osm-controller-1',
              '{ name: osm-controller }, { name: envoy }',
              `  initContainers: [{ name: osm-init }]\n  volumes: [{ name: envoy-bootstrap-config-volume }]\n${READY}`,
            ),
            'name: envoy }',
            'osm-control-plane-has-sidecar',
          ).replace('labels: {', 'labels: { osm-proxy-uuid: 6c4d67f3-c241-4aeb-bf4f-b029b08faa31,'),
        ),
      },
    ],
  },
  {
    trap: 'An evicted pod beside a running one is a record',
    naive: 'calls the control plane broken, because one of its pods is 0/1',
    cases: [
      {
        what: 'beside a running one',
        input: documents(
          controlPlane('0.8.2'),
          pod('one', '{ name: osm-controller }', 'status: { phase: Failed, reason: Evicted }'),
          pod('two', '{ name: osm-controller }', READY),
        ),
      },
      {
        what: 'beside one that does not get ready',
        input: documents(
          marked(
            `${controlPlane('0.8.2')}  generation: 1
status:
  observedGeneration: 1
  replicas: 1
  unavailableReplicas: 1`,
            'unavailableReplicas',
            'osm-control-plane-no-ready-pod',
          ),
          pod('one', '{ name: osm-controller }', 'status: { phase: Failed, reason: Evicted }'),
          pod(
            'two',
            '{ name: osm-controller }',
            'status: { phase: Running, conditions: [{ type: Ready, status: "False" }] }',
          ),
        ),
      },
    ],
  },
  {
    trap: 'One replica is what upstream installs, two are what AKS installs',
    naive: 'asks for the 2/2 of a guide',
    cases: [
      {
        what: 'one of one',
        input: `${controlPlane('1.2.4')}  generation: 1\nspec: { replicas: 1 }\nstatus: { observedGeneration: 1, replicas: 1, readyReplicas: 1 }`,
      },
      {
        what: 'one of two',
        input: `${controlPlane('1.2.4')}  generation: 1\nspec: { replicas: 2 }\nstatus:\n  observedGeneration: 1\n  replicas: 2\n  readyReplicas: 1\n  unavailableReplicas: 1  # <- osm-control-plane-some-pods-not-ready`,
      },
    ],
  },
  {
    trap: 'osm-controller listens on 9092 and 9093 without declaring those ports',
    naive: 'misses the containerPort of the debug server and of the validator',
    cases: [
      {
        what: 'not declared',
        input: documents(
          controlPlane('1.2.4'),
          pod(
            'osm-controller-1',
            '{ name: osm-controller, ports: [{ containerPort: 15128 }, { containerPort: 9091 }] }',
            READY,
          ),
          service('osm-validator', numbers(9093)),
          webhook(VALIDATING),
        ),
        told: { complete: ['Service', 'Pod'] },
      },
      {
        what: 'not offered by the Service',
        input: documents(
          controlPlane('1.2.4'),
          pod('osm-controller-1', '{ name: osm-controller }', READY),
          marked(service('osm-validator', numbers(443)), 'ports:', 'osm-service-validator-port-missing'),
          webhook(VALIDATING),
        ),
      },
    ],
  },
  {
    trap: 'The Services of OSM are told by their port numbers: names changed, and a chart may add ports',
    naive: 'compares the whole list of ports, or their names',
    cases: [
      {
        what: 'names of 0.8, one port too many',
        input: documents(
          controlPlane('0.8.3'),
          service(
            'osm-controller',
            '[{ name: osm-port, port: 15128 }, { port: 9092 }, { name: more, port: 80 }]',
          ),
        ),
      },
      {
        what: 'no healthz before 0.10',
        input: documents(controlPlane('0.9.2'), service('osm-controller', numbers(15128, 9092))),
      },
      {
        what: 'no port for the sidecars',
        input: documents(
          controlPlane('0.8.3'),
          marked(
            service('osm-controller', numbers(15129, 9092)),
            'ports:',
            'osm-service-controller-port-missing',
          ),
        ),
      },
    ],
  },
  {
    trap: 'osm-bootstrap answers for its health on 9095 up to 1.1 and on 9091 from 1.2',
    naive: 'asks for 9095 everywhere',
    cases: [
      { what: '1.1', input: documents(controlPlane('1.1.4'), service('osm-bootstrap', numbers(9443, 9095))) },
      { what: '1.2', input: documents(controlPlane('1.2.4'), service('osm-bootstrap', numbers(9443, 9091))) },
      {
        what: '1.2 as in 1.1',
        input: documents(
          controlPlane('1.2.4'),
          marked(
            service('osm-bootstrap', numbers(9443, 9095)),
            'ports:',
            'osm-service-bootstrap-port-missing',
          ),
        ),
      },
    ],
  },
  {
    trap: 'In 0.11 the definitions name port 443 of osm-bootstrap for conversion, and nobody calls it',
    naive: 'calls that port a fault, because the Service offers 9443',
    cases: [
      {
        what: '0.11',
        input: documents(
          controlPlane('0.11.1'),
          converted('egresses.policy.openservicemesh.io', 443, ['v1alpha1']),
          service('osm-bootstrap', numbers(9443, 9095)),
        ),
      },
      {
        what: 'a port that no line names',
        input: documents(
          controlPlane('1.1.1'),
          marked(
            converted('meshconfigs.config.openservicemesh.io', 9444, ['v1alpha1', 'v1alpha2']),
            'port: 9444',
            'osm-crd-conversion-port',
          ),
          service('osm-bootstrap', numbers(9443, 9095)),
        ),
      },
    ],
  },
  {
    trap: 'From 0.11 the binaries create the webhook configurations: a rendered chart holds none',
    naive: 'misses them in every repository',
    cases: [
      {
        what: 'a manifest',
        input: controlPlane('0.11.1').replace(/ {2}uid.*\n/, ''),
        told: { complete: WEBHOOKS },
      },
      {
        what: 'a capture',
        input: blamed('0.11.1', 'osm-webhook-injector-missing', 'osm-webhook-validator-missing'),
        told: { complete: WEBHOOKS },
      },
    ],
  },
  {
    trap: 'What was not captured is not missing',
    naive: 'reports each object that it does not see',
    cases: [
      { what: 'a Deployment alone', input: controlPlane('0.8.3') },
      {
        what: 'all Deployments',
        input: blamed('0.8.3', 'osm-control-plane-injector-missing'),
        told: { complete: ['apps/Deployment'] },
      },
    ],
  },
  {
    trap: 'Only Tresor keeps a key in osm-ca-bundle',
    naive: 'misses private.key with every provider',
    cases: [
      {
        what: 'Vault',
        input: documents(certified('1.2.4', `vault, ${VAULT}`), CA_BUNDLE),
      },
      {
        what: 'Tresor',
        input: documents(
          certified('1.2.4', 'tresor'),
          CA_BUNDLE.replace('\ndata:', '\ndata:  # <- osm-certificate-root-without-key'),
        ),
      },
    ],
  },
  {
    trap: 'With cert-manager osm-ca-bundle must be there before OSM up to 1.1, and is not read from 1.2',
    naive: 'asks for it always, as the documentation of 1.2 does',
    cases: [
      {
        what: '1.1',
        input: marked(
          certified('1.1.4', 'cert-manager'),
          'name: osm-controller',
          'osm-cert-manager-ca-bundle-missing',
        ),
        told: { complete: ['Secret'] },
      },
      {
        what: '1.2',
        input: certified('1.2.4', 'cert-manager'),
        told: { complete: ['Secret'] },
      },
    ],
  },
  {
    trap: 'osm-controller may be told not to validate TrafficTargets',
    naive: 'calls a webhook without them changed',
    cases: [
      {
        what: 'told not to',
        input: documents(
          controlPlane('1.2.4', 'osm-system', ARGUMENTS('--validate-traffic-target=false')),
          VALIDATES_POLICIES,
        ),
      },
      {
        what: 'not told',
        input: documents(
          controlPlane('1.2.4', 'osm-system', ARGUMENTS('--validate-traffic-target=true')),
          marked(VALIDATES_POLICIES, '  rules:', 'osm-webhook-rules-changed'),
        ),
      },
    ],
  },
];
