import { CANARY } from './seeds.js';

/** A document that nobody mutates: each finding on it rests on nothing but itself. */
interface Canary {
  readonly file: string;
  readonly text: string;
  /** Rules, each with the line of its finding. */
  readonly findings: readonly (readonly [rule: string, line: number])[];
}

export const CANARIES: readonly Canary[] = [
  {
    file: 'namespace.yaml',
    text: `apiVersion: v1
kind: Namespace
metadata:
  name: ${CANARY}
  annotations:
    openservicemesh.io/sidecar-injection: enabeld
    openservicemesh.io/metrics: "on"
`,
    findings: [
      ['osm-namespace-injection-unknown-value', 6],
      ['osm-namespace-metrics-unknown-value', 7],
    ],
  },
  {
    file: 'deployment.json',
    text: `{
  "apiVersion": "apps/v1",
  "kind": "Deployment",
  "metadata": { "name": "${CANARY}", "namespace": "${CANARY}" },
  "spec": { "template": { "metadata": { "labels": {
    "istio-injection": "enabled"
  } } } }
}
`,
    findings: [['istio-pod-injection-label', 6]],
  },
  {
    file: 'twice.yaml',
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${CANARY}
data:
  a: "1"
  a: "2"
`,
    findings: [['duplicate-key', 7]],
  },
  {
    file: 'broken.yaml',
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: "${CANARY}
`,
    findings: [['broken-document', 4]],
  },
];
