import type { Json, JsonObject } from '../../../src/input/json.js';
import { live, MADE } from '../../../test/clusters/objects.js';
import { type Random, randomFrom } from '../../../test/fuzz/random.js';
import { noun, sentence } from './words.js';

/** Definitions of operators that many clusters hold, with schemas of all sizes; their number does not grow with the cluster. */
export function definitions(seed: number): readonly JsonObject[] {
  return OPERATORS.flatMap(([group, kinds]) => kinds.map((kind) => definition(group, kind, seed)));
}

const OPERATORS: readonly (readonly [group: string, kinds: readonly string[]])[] = [
  [
    'monitoring.coreos.com',
    ['Prometheus', 'Alertmanager', 'ServiceMonitor', 'PodMonitor', 'Probe', 'PrometheusRule', 'ThanosRuler'],
  ],
  ['cert-manager.io', ['Certificate', 'CertificateRequest', 'ClusterIssuer', 'Issuer']],
  ['argoproj.io', ['Application', 'ApplicationSet', 'AppProject', 'Rollout', 'Workflow']],
  ['kafka.strimzi.io', ['Kafka', 'KafkaTopic', 'KafkaUser']],
  ['postgresql.cnpg.io', ['Cluster', 'Backup', 'Pooler']],
  ['external-secrets.io', ['ExternalSecret', 'SecretStore']],
  ['keda.sh', ['ScaledObject', 'TriggerAuthentication']],
];

/** The largest is above 180 kB, as that of Prometheus is. */
const PROPERTIES: Readonly<Record<string, number>> = {
  Prometheus: 380,
  Kafka: 300,
  Alertmanager: 220,
  Cluster: 200,
};

function definition(group: string, kind: string, seed: number): JsonObject {
  const random = randomFrom(
    seed + kind.length * 31 + kind.charCodeAt(1) * 7 + kind.charCodeAt(kind.length - 1),
  );
  const singular = kind.toLowerCase();
  const plural = `${singular}${singular.endsWith('s') ? 'es' : 's'}`;
  const names = { kind, listKind: `${kind}List`, plural, singular };
  const budget = { left: PROPERTIES[kind] ?? 10 + random.below(60) };
  const versions = kind === 'Prometheus' || random.isOneIn(2) ? ['v1'] : ['v1', 'v1beta1'];
  return live(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    {
      name: `${plural}.${group}`,
      annotations: { 'controller-gen.kubebuilder.io/version': 'v0.11.1' },
    },
    {
      spec: {
        conversion: { strategy: 'None' },
        group,
        names,
        scope: 'Namespaced',
        versions: versions.map((name, at) => ({
          name,
          schema: { openAPIV3Schema: schemaOf({ ...budget }, random) },
          served: true,
          storage: at === 0,
        })),
      },
      status: {
        acceptedNames: names,
        conditions: ['NamesAccepted', 'Established'].map((type) => ({
          lastTransitionTime: MADE,
          message: 'no conflicts found',
          reason: 'NoConflicts',
          status: 'True',
          type,
        })),
        storedVersions: versions.slice(0, 1),
      },
    },
  );
}

/** How many properties a schema may still have. */
interface Budget {
  left: number;
}

function schemaOf(budget: Budget, random: Random): JsonObject {
  const properties: Record<string, Json> = {
    apiVersion: { description: sentence(random, 24), type: 'string' },
    kind: { description: sentence(random, 24), type: 'string' },
    metadata: { type: 'object' },
  };
  while (budget.left > 0) Object.assign(properties, { [`${noun(random)}Spec`]: mapping(budget, random, 0) });
  return { properties, type: 'object' };
}

function mapping(budget: Budget, random: Random, depth: number): JsonObject {
  const count = 2 + random.below(9);
  const properties: Record<string, Json> = {};
  for (let at = 0; at < count && budget.left > 0; at += 1) {
    budget.left -= 1;
    properties[`${noun(random)}${at}`] = property(budget, random, depth + 1);
  }
  return { description: sentence(random, 10 + random.below(30)), properties, type: 'object' };
}

function property(budget: Budget, random: Random, depth: number): JsonObject {
  const description = sentence(random, 4 + random.below(26));
  const form = random.below(depth < 6 ? 8 : 5);
  if (form > 5) return mapping(budget, random, depth);
  if (form === 5) return { description, items: mapping(budget, random, depth), type: 'array' };
  return { description, ...LEAVES[form] };
}

const LEAVES: readonly JsonObject[] = [
  { type: 'string' },
  { format: 'int32', minimum: 0, type: 'integer' },
  { default: false, type: 'boolean' },
  { enum: ['Always', 'IfNotPresent', 'Never'], type: 'string' },
  { pattern: '^([0-9]+(\\.[0-9]+)?)(m|Ki|Mi|Gi)?$', type: 'string' },
];
