import { type Choice, type Feature, FLAVORS, type Flavor, installationOf, since } from './installation.js';
import { only } from './objects.js';

/** The releases of which we make clusters. Of 1.2 Azure has releases of its own. */
const VERSIONS = ['0.8.2', '0.8.4', '0.9.2', '0.10.0', '0.11.1', '1.0.0', '1.1.3', '1.2.4'] as const;

/** A cluster that has nothing wrong, and what sets it apart. */
export interface Healthy extends Choice {
  readonly variant: string;
}

/** Every line and flavor, each as it is fresh, with all that it can do, and with what cannot be had at once. */
export const CATALOGUE: readonly Healthy[] = VERSIONS.flatMap((version) =>
  FLAVORS.flatMap((flavor) => clustersOf(versionOf(version, flavor), flavor)),
);

function versionOf(version: string, flavor: Flavor): string {
  return version === '1.2.4' && flavor !== 'upstream' ? '1.2.5' : version;
}

function clustersOf(version: string, flavor: Flavor): readonly Healthy[] {
  return Object.entries(variantsOf(version, flavor)).map(([variant, features]) => ({
    variant,
    version,
    flavor,
    features,
  }));
}

function variantsOf(version: string, flavor: Flavor): Readonly<Record<string, readonly Feature[]>> {
  const full = fullOf(version, flavor);
  const installation = installationOf({ version, flavor, features: [] });
  return {
    bare: [],
    permissive: ['permissive', ...full],
    strict: ['strict', 'smi', ...full],
    'cert-manager': ['permissive', 'apps', 'smi', 'cert-manager'],
    // Until 1.2 the chart can hand the token of Vault over in clear text only, which is a warning.
    ...(since(installation, '1.2') && {
      vault: ['strict', 'apps', 'smi', 'vault'],
      'root-certificate': ['permissive', 'apps', 'root-certificate'],
    }),
    ...(since(installation, '0.10') &&
      flavor === 'aks' && { 'osm-config-validator': ['permissive', 'apps', 'osm-config-validator'] }),
  };
}

/** All that a line has, without what concerns traffic in the mesh. */
function fullOf(version: string, flavor: Flavor): readonly Feature[] {
  const installation = installationOf({ version, flavor, features: [] });
  return [
    ...(['apps', 'ingress', 'oddities', 'replicas', 'integrations'] as const),
    ...only<Feature>(since(installation, '0.9'), 'egress'),
    ...only<Feature>(since(installation, '1.1'), 'resilience'),
  ];
}

/** A cluster with all that its line has, and with traffic in the mesh allowed by TrafficTargets. */
export function strictCluster(version: string, flavor: Flavor): Choice {
  return { version, flavor, features: ['strict', 'smi', ...fullOf(version, flavor)] };
}
