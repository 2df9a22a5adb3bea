/** Release lines of OSM, oldest first. */
export const LINES = ['0.8', '0.9', '0.10', '0.11', '1.0', '1.1', '1.2'] as const;
export type Line = (typeof LINES)[number];

export const FLAVORS = ['upstream', 'aks', 'arc'] as const;
export type Flavor = (typeof FLAVORS)[number];

/** What a cluster holds beside OSM itself, and how OSM is set up. */
export type Feature =
  | 'apps'
  | 'permissive'
  | 'strict'
  | 'smi'
  | 'ingress'
  | 'egress'
  | 'resilience'
  | 'oddities'
  | 'replicas'
  | 'integrations'
  | 'vault'
  | 'cert-manager'
  | 'root-certificate'
  | 'osm-config-validator';

/** What a cluster is asked to be. */
export interface Choice {
  readonly version: string;
  readonly flavor: Flavor;
  readonly features: readonly Feature[];
}

/** An OSM in a cluster. */
export interface Installation extends Choice {
  readonly line: Line;
  readonly namespace: string;
  readonly kubernetes: string;
  /** `osm` is the namespace of OSM, `injector` and `validator` are its webhooks. */
  readonly names: Readonly<Record<string, string>>;
}

const NAMESPACES: Readonly<Record<Flavor, string>> = {
  upstream: 'osm-system',
  aks: 'kube-system',
  arc: 'arc-osm-system',
};

/** A release of Kubernetes that the line was run on. */
const KUBERNETES: Readonly<Record<Line, string>> = {
  '0.8': 'v1.20.9',
  '0.9': 'v1.20.9',
  '0.10': 'v1.21.7',
  '0.11': 'v1.22.6',
  '1.0': 'v1.22.11',
  '1.1': 'v1.23.8',
  '1.2': 'v1.25.6',
};

export function installationOf(choice: Choice): Installation {
  const line = lineOf(choice.version);
  const namespace = NAMESPACES[choice.flavor];
  const validator = validatorWebhook({ line, flavor: choice.flavor });
  const webhooks = { injector: injectorWebhook(choice), ...(validator !== undefined && { validator }) };
  return { ...choice, line, namespace, kubernetes: KUBERNETES[line], names: { osm: namespace, ...webhooks } };
}

const PREFIXES = { upstream: 'osm-webhook', aks: 'aks-osm-webhook', arc: 'arc-osm-webhook' } as const;

export function injectorWebhook({ flavor }: Pick<Choice, 'flavor'>): string {
  return `${PREFIXES[flavor]}-osm`;
}

/** The name of the validating configuration; undefined where there is none. */
export function validatorWebhook(of: Pick<Installation, 'line' | 'flavor'>): string | undefined {
  if (of.line === '0.8') return injectorWebhook(of);
  if (of.line === '0.9') return undefined;
  return of.flavor === 'aks' ? 'aks-osm-validator-mesh-osm' : 'osm-validator-mesh-osm';
}

function lineOf(version: string): Line {
  const line = LINES.find((each) => version.startsWith(`${each}.`));
  if (line === undefined) throw new Error(`no line of OSM has a release ${version}`);
  return line;
}

export function since({ line }: Installation, first: Line): boolean {
  return LINES.indexOf(line) >= LINES.indexOf(first);
}

export function before(installation: Installation, first: Line): boolean {
  return !since(installation, first);
}

export function has({ features }: Installation, feature: Feature): boolean {
  return features.includes(feature);
}
