import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const controller = (version: string) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: osm-controller
  namespace: osm-system
  uid: a1
  labels: { app: osm-controller, meshName: osm${version} }
`;
const SMI = ['traffictargets.access', 'httproutegroups.specs', 'tcproutes.specs', 'trafficsplits.split'].map(
  (name) => `${name}.smi-spec.io`,
);
const OWN = (...names: readonly string[]) => names.map((name) => `${name}.openservicemesh.io`);

test.each<[string, string, readonly string[]]>([
  ['of which the line is not known', '', SMI],
  ['0.8', ', app.kubernetes.io/version: v0.8.3', SMI],
  ['0.9', ', app.kubernetes.io/version: v0.9.2', [...SMI, ...OWN('meshconfigs.config', 'egresses.policy')]],
  [
    '1.1',
    ', app.kubernetes.io/version: v1.1.3',
    [
      ...SMI,
      ...OWN(
        'meshconfigs.config',
        'egresses.policy',
        'ingressbackends.policy',
        'multiclusterservices.config',
      ),
      ...OWN('retries.policy', 'upstreamtrafficsettings.policy'),
    ],
  ],
  [
    '1.2',
    ', app.kubernetes.io/version: v1.2.4',
    [
      ...SMI,
      ...OWN('meshconfigs.config', 'egresses.policy', 'ingressbackends.policy'),
      ...OWN('retries.policy', 'upstreamtrafficsettings.policy', 'meshrootcertificates.config'),
    ],
  ],
])('an OSM %s needs its definitions', (_, version, expected) => {
  const facts = factsOf('OsmRequirement', controller(version));
  expect(facts.map((each) => plain(each).definition)).toEqual(expected);
});
