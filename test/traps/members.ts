import { capture, controlPlane, documents, marked, meshed, type Trap } from './trap.js';

/** A captured namespace, given its labels and annotations. */
function namespace(name: string, labels: string, annotations = ''): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  uid: n-${name}
  name: ${name}
  labels: { ${labels} }
  annotations: { ${annotations} }`;
}

const MONITORED = 'openservicemesh.io/monitored-by: osm';
const INJECTED = 'openservicemesh.io/sidecar-injection: enabled';
const UUID = 'osm-proxy-uuid: 6c4d67f3-c241-4aeb-bf4f-b029b08faa31';

interface PodParts {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: string;
  readonly annotations?: string;
  readonly spec: string;
}

/** A captured pod of a Deployment. */
function pod({
  name = 'cart-5b6d-x7',
  namespace = 'shop',
  labels = '',
  annotations = '',
  spec,
}: PodParts): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  uid: p-${namespace}
  labels: { pod-template-hash: 5b6d, ${labels} }
  annotations: { ${annotations} }
  ownerReferences: [{ kind: ReplicaSet, name: cart-5b6d, controller: true }]
spec:
${spec}
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }`;
}

const ALONE = '  containers: [{ name: cart }]';
const SIDECAR = `  initContainers: [{ name: osm-init }]
  volumes: [{ name: envoy-bootstrap-config-volume }]
  containers:
  - { name: cart }
  - name: envoy
    securityContext: { runAsUser: 1500 }
    ports: [{ containerPort: 15000 }, { containerPort: 15003 }, { containerPort: 15010 }]`;
const HEALTHCHECK = `${SIDECAR}
  - { name: osm-healthcheck, ports: [{ containerPort: 15904 }] }`;

/** A Deployment of a repository, given the metadata and the spec of its pods. */
function workload(metadata: string, spec = ALONE.slice(2)): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata:
      labels: { app: cart }
${metadata}
    spec:
      ${spec.replaceAll('\n', '\n    ')}`;
}

const PROBED = `containers:
  - name: cart
    readinessProbe: { tcpSocket: { port: 15904 } }
    ports:
    - containerPort: 15904`;

const excluding = (ports: string) =>
  workload(`      annotations:\n        openservicemesh.io/outbound-port-exclusion-list: ${ports}`);

const OSM_1_2 = controlPlane('1.2.4');
const INJECTOR = `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: osm-webhook-osm, uid: w1 }
webhooks: [{ name: osm-inject.k8s.io, namespaceSelector: { matchLabels: { openservicemesh.io/monitored-by: osm } } }]`;

export const MEMBER_TRAPS: readonly Trap[] = [
  {
    trap: 'A pod may choose injection for itself where its namespace carries the label alone',
    naive: 'says that a namespace without annotation gets no sidecars',
    cases: [
      {
        what: 'pods that choose',
        input: documents(
          OSM_1_2,
          namespace('shop', MONITORED),
          pod({ spec: SIDECAR, labels: UUID, annotations: INJECTED }),
        ),
        told: { complete: ['Pod'] },
      },
      {
        what: 'pods that do not',
        input: capture(
          OSM_1_2,
          INJECTOR,
          marked(namespace('shop', MONITORED), MONITORED, 'osm-namespace-injection-not-chosen'),
          pod({ spec: ALONE }),
        ),
      },
      {
        what: 'a pod that chose too late',
        input: documents(
          OSM_1_2,
          namespace('shop', MONITORED),
          marked(pod({ spec: ALONE, annotations: INJECTED }), 'name: cart-', 'osm-pod-without-sidecar'),
        ),
        told: { complete: ['Pod'] },
      },
    ],
  },
  {
    trap: 'The annotation alone does nothing, and as a label even less',
    naive: 'takes the annotation for injection',
    cases: [
      { what: 'label and annotation', input: documents(OSM_1_2, meshed('shop')) },
      {
        what: 'the annotation alone',
        input: documents(
          OSM_1_2,
          marked(namespace('shop', '', INJECTED), 'annotations:', 'osm-namespace-not-monitored'),
        ),
      },
      {
        what: 'as a label',
        input: documents(
          OSM_1_2,
          marked(
            namespace('shop', `${MONITORED}, ${INJECTED}`),
            'labels:',
            'osm-namespace-injection-as-label',
          ),
        ),
      },
    ],
  },
  {
    trap: 'The namespace of OSM carries no label, and kube-system must not',
    naive: 'asks each namespace with pods for the label',
    cases: [
      {
        what: 'the namespace of OSM on AKS',
        input: documents(
          controlPlane('0.11.1', 'kube-system'),
          namespace('kube-system', 'control-plane: "true"'),
          pod({ namespace: 'kube-system', spec: ALONE }),
        ),
      },
      {
        what: 'the namespace of OSM with the label, for its ingress controller',
        input: documents(OSM_1_2, namespace('osm-system', MONITORED)),
      },
      {
        what: 'kube-system with the label',
        input: documents(
          OSM_1_2,
          marked(namespace('kube-system', MONITORED), MONITORED, 'osm-namespace-never-injected'),
        ),
      },
    ],
  },
  {
    trap: 'The namespace of an ingress controller is monitored with injection disabled',
    naive: 'calls a monitored namespace without sidecars a mistake',
    cases: [
      {
        what: 'disabled',
        input: documents(
          OSM_1_2,
          namespace('front', MONITORED, 'openservicemesh.io/sidecar-injection: disabled'),
          pod({ namespace: 'front', spec: ALONE }),
        ),
        told: { complete: ['Pod'] },
      },
      {
        what: 'enabled',
        input: documents(
          OSM_1_2,
          meshed('front'),
          marked(pod({ namespace: 'front', spec: ALONE }), 'name: cart-', 'osm-pod-without-sidecar'),
        ),
        told: { complete: ['Pod'] },
      },
    ],
  },
  {
    trap: 'The injection annotation is read in any letter case, also as yes and true',
    naive: 'knows enabled and disabled only',
    cases: [
      {
        what: 'Yes',
        input: documents(
          OSM_1_2,
          namespace('shop', MONITORED, 'openservicemesh.io/sidecar-injection: "Yes"'),
        ),
      },
      {
        what: 'on',
        input: documents(
          OSM_1_2,
          marked(
            namespace('shop', MONITORED, 'openservicemesh.io/sidecar-injection: "on"'),
            'annotations:',
            'osm-namespace-injection-unknown-value',
          ),
        ),
      },
    ],
  },
  {
    trap: 'An empty injection annotation counts as none up to 0.9 and refuses pods from 0.10',
    naive: 'takes it for none',
    cases: [
      {
        what: '0.9',
        input: documents(
          controlPlane('0.9.2'),
          namespace('shop', MONITORED, 'openservicemesh.io/sidecar-injection: ""'),
        ),
      },
      {
        what: '0.10',
        input: documents(
          controlPlane('0.10.0'),
          marked(
            namespace('shop', MONITORED, 'openservicemesh.io/sidecar-injection: ""'),
            'annotations:',
            'osm-namespace-injection-unknown-value',
          ),
        ),
      },
    ],
  },
  {
    trap: 'The webhook skips a namespace that has the label ignore with any value, also false',
    naive: 'reads the value, as the command line does',
    cases: [
      {
        what: 'false',
        input: documents(
          OSM_1_2,
          marked(
            namespace('shop', `${MONITORED}, openservicemesh.io/ignore: "false"`, INJECTED),
            'labels:',
            'osm-namespace-ignored',
          ),
        ),
      },
      { what: 'no label', input: documents(OSM_1_2, namespace('shop', MONITORED, INJECTED)) },
      {
        what: 'a namespace that is not in the mesh',
        input: documents(OSM_1_2, namespace('tools', 'openservicemesh.io/ignore: "true"')),
      },
    ],
  },
  {
    trap: 'The label control-plane keeps a namespace out of the mesh from 0.11, and means nothing before',
    naive: 'knows no such label',
    cases: [
      {
        what: '0.10',
        input: documents(
          controlPlane('0.10.0'),
          namespace('shop', `${MONITORED}, control-plane: a`, INJECTED),
        ),
      },
      {
        what: '0.11',
        input: documents(
          controlPlane('0.11.1'),
          marked(
            namespace('shop', `${MONITORED}, control-plane: a`, INJECTED),
            'labels:',
            'osm-namespace-control-plane-label',
          ),
        ),
      },
    ],
  },
  {
    trap: 'An injected pod has three containers where a tcpSocket probe was rewritten, and more with more of its own',
    naive: 'expects 2/2',
    cases: [
      {
        what: 'with osm-healthcheck',
        input: documents(OSM_1_2, meshed('shop'), pod({ spec: HEALTHCHECK, labels: UUID })),
      },
      {
        what: 'two containers, none of them the sidecar',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          marked(
            pod({ spec: '  containers: [{ name: cart }, { name: cache }]' }),
            'name: cart-',
            'osm-pod-without-sidecar',
          ),
        ),
      },
    ],
  },
  {
    trap: 'A container named envoy proves no sidecar: Contour has one, and Istio had',
    naive: 'looks for the name',
    cases: [
      {
        what: 'the Envoy of somebody else',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          marked(
            pod({ spec: '  containers: [{ name: shutdown-manager }, { name: envoy }]' }),
            'name: cart-',
            'osm-pod-without-sidecar',
          ),
        ),
      },
      {
        what: 'the sidecar',
        input: documents(OSM_1_2, meshed('shop'), pod({ spec: SIDECAR, labels: UUID })),
      },
    ],
  },
  {
    trap: 'From 1.0 a pod on the network of its node gets no sidecar, whatever the annotations say',
    naive: 'asks for a restart that changes nothing',
    cases: [
      {
        what: '1.0',
        input: documents(
          controlPlane('1.0.0'),
          meshed('shop'),
          pod({ spec: '  hostNetwork: true\n  containers: [{ name: cart }]' }),
        ),
      },
      {
        what: '0.11, which takes over the traffic of the node',
        input: documents(
          controlPlane('0.11.1'),
          meshed('shop'),
          marked(
            workload('', 'hostNetwork: true\n  containers: [{ name: cart }]'),
            'hostNetwork',
            'osm-pod-host-network',
          ),
        ),
      },
      {
        what: 'on its own network',
        input: documents(
          controlPlane('1.0.0'),
          meshed('shop'),
          marked(pod({ spec: ALONE }), 'name: cart-', 'osm-pod-without-sidecar'),
        ),
      },
    ],
  },
  {
    trap: 'A pod that opted out, or has finished, needs no sidecar',
    naive: 'counts pods without sidecar',
    cases: [
      {
        what: 'opted out',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          pod({ spec: ALONE, annotations: 'openservicemesh.io/sidecar-injection: disabled' }),
        ),
      },
      {
        what: 'finished',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          pod({ spec: ALONE }).replace('phase: Running', 'phase: Succeeded'),
        ),
      },
      {
        what: 'neither',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          marked(pod({ spec: ALONE }), 'name: cart-', 'osm-pod-without-sidecar'),
        ),
      },
    ],
  },
  {
    trap: 'In captured pods the ports from 15900 and the user 1500 are those of the sidecar',
    naive: 'calls the rewritten probes and the sidecar itself a clash',
    cases: [
      {
        what: 'probes that OSM rewrote',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          pod({
            labels: UUID,
            spec: HEALTHCHECK.replace(
              '{ name: cart }',
              '{ name: cart, livenessProbe: { httpGet: { path: /osm-liveness-probe, port: 15901 } }, readinessProbe: { httpGet: { path: /osm-healthcheck, port: 15904 } } }',
            ),
          }),
        ),
      },
      {
        what: 'the port of an application',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          marked(
            workload('', 'containers:\n  - name: cart\n    ports:\n    - containerPort: 15000'),
            'containerPort',
            'osm-pod-reserved-port',
          ),
        ),
      },
    ],
  },
  {
    trap: 'Port 15904 is taken from 1.1 only, and only beside a tcpSocket probe',
    naive: 'has one list of reserved ports',
    cases: [
      {
        what: '1.0, where the probe is another matter',
        input: documents(
          controlPlane('1.0.0'),
          meshed('shop'),
          marked(workload('', PROBED), 'tcpSocket', 'osm-pod-tcp-probe-always-succeeds'),
        ),
      },
      {
        what: '1.1',
        input: documents(
          controlPlane('1.1.4'),
          meshed('shop'),
          marked(workload('', PROBED), 'containerPort', 'osm-pod-probe-port'),
        ),
      },
      {
        what: '1.1 without such a probe',
        input: documents(
          controlPlane('1.1.4'),
          meshed('shop'),
          workload('', PROBED.replace(/.*tcpSocket.*\n/, '')),
        ),
      },
    ],
  },
  {
    trap: 'A list of excluded ports that ends with a comma is ignored up to 1.0 and refuses pods from 1.1',
    naive: 'reads it as the ports that are there',
    cases: [
      {
        what: '1.0',
        input: documents(
          controlPlane('1.0.0'),
          marked(excluding('"6379,"'), 'exclusion-list', 'osm-pod-excluded-ports-ignored'),
        ),
      },
      {
        what: '1.1',
        input: documents(
          controlPlane('1.1.0'),
          marked(excluding('"6379,"'), 'exclusion-list', 'osm-pod-excluded-ports-refused'),
        ),
      },
      { what: 'spaces between ports', input: documents(controlPlane('1.1.0'), excluding('"6379, 8080"')) },
    ],
  },
  {
    trap: 'Exclusions are read from pods: on the workload itself or on the namespace they do nothing',
    naive: 'accepts the annotation wherever it stands',
    cases: [
      {
        what: 'on the Deployment',
        input: documents(
          OSM_1_2,
          marked(
            workload('').replace(
              'metadata: { name: cart, namespace: shop }',
              'metadata:\n  name: cart\n  namespace: shop\n  annotations:\n    openservicemesh.io/outbound-port-exclusion-list: "6379"',
            ),
            'exclusion-list',
            'osm-pod-exclusion-on-wrong-object',
          ),
        ),
      },
      { what: 'on its pods', input: documents(OSM_1_2, excluding('"6379"')) },
    ],
  },
  {
    trap: 'Two pods with one proxy UUID clash, but in a template the UUID is overwritten',
    naive: 'compares the labels of all objects',
    cases: [
      {
        what: 'two templates',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          workload('').replace('labels: { app: cart }', `labels: { app: cart, ${UUID} }`),
          workload('')
            .replace('name: cart,', 'name: cart2,')
            .replace('labels: { app: cart }', `labels: { app: cart, ${UUID} }`),
        ),
      },
      {
        what: 'two pods',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          pod({ spec: SIDECAR, labels: UUID }),
          marked(
            pod({ name: 'cart-5b6d-y8', spec: SIDECAR, labels: UUID }).replace('uid: p-', 'uid: q-'),
            'labels:',
            'osm-pod-shared-proxy-uuid',
          ),
        ),
      },
    ],
  },
  {
    trap: 'Pods of two namespaces may share a UUID up to 1.1, and clash in 1.2',
    naive: 'compares pods of one namespace only, or of all',
    cases: [
      {
        what: '1.1',
        input: documents(
          controlPlane('1.1.4'),
          meshed('shop'),
          meshed('depot'),
          pod({ spec: SIDECAR, labels: UUID }),
          pod({ namespace: 'depot', spec: SIDECAR, labels: UUID }),
        ),
      },
      {
        what: '1.2',
        input: documents(
          OSM_1_2,
          meshed('shop'),
          meshed('depot'),
          pod({ spec: SIDECAR, labels: UUID }),
          marked(
            pod({ namespace: 'depot', spec: SIDECAR, labels: UUID }),
            'labels:',
            'osm-pod-shared-proxy-uuid',
          ),
        ),
      },
    ],
  },
];
