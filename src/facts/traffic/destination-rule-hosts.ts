import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import {
  DESTINATION_RULE,
  type Destination,
  destinations,
  hasPolicy,
  type Merging,
  merging,
  POLICY,
} from './destination-rules.js';
import { HOST_KINDS } from './istio-hosts.js';

/** Whether anything has the host of a DestinationRule, and whether its traffic policy is read. */
export const destinationRuleHosts: FactSource = {
  kind: 'IstioDestinationRule',
  reads: [DESTINATION_RULE],
  looksAt: [...HOST_KINDS, 'Secret'],
  derive: (graph) => {
    if (graph.ofKind(DESTINATION_RULE).length === 0) return [];
    const merged = merging(graph);
    return destinations(graph).map((destination) => destinationRule(destination, merged));
  },
};

function destinationRule(destination: Destination, merged: Merging): Resource {
  const { rule, host, isWildcard } = destination;
  const at = ['spec', 'host'];
  return fact('IstioDestinationRule', { resource: rule, path: at }, rule.id.name, {
    rule: rule.id.name,
    host: copied(rule, at),
    fullName: host.name,
    ...(isWildcard || host.known === undefined ? {} : { known: concluded(host.known, rule, at) }),
    ...(host.service === undefined || isWildcard
      ? {}
      : {
          service: concluded(host.service.name, rule, at),
          serviceNamespace: host.service.namespace,
        }),
    ignoredPolicy: ignoredPolicy(rule, merged.withPolicy(destination)),
  });
}

/** The older DestinationRule whose traffic policy counts instead; the same policy twice hurts nobody. */
function ignoredPolicy(rule: Resource, kept: Resource | undefined): FactMapping | undefined {
  const isSame = isDeepStrictEqual(valueAt(rule.value, POLICY), kept && valueAt(kept.value, POLICY));
  if (!hasPolicy(rule) || kept === undefined || isSame) return undefined;
  return {
    rule: rule.id.name,
    policy: concluded(rule.id.name, rule, POLICY),
    kept: concluded(kept.id.name, kept, POLICY),
  };
}
