import type { JsonObject } from '../../src/input/json.js';
import { before, type Installation, since } from './installation.js';
import { live, MADE, only } from './objects.js';
import { caBundle } from './webhooks.js';

/** A CustomResourceDefinition: its kind, its versions, the newest first, and the one that is served and stored. */
interface Definition {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  readonly versions: readonly string[];
  readonly stored: string;
  /** Versions that are served beside the stored one. */
  readonly served?: readonly string[];
  /** The path of its conversion webhook, below /convert/. */
  readonly conversion: string;
}

/** The definitions that the line brings. */
export function crds(installation: Installation): readonly JsonObject[] {
  return definitions(installation).map((definition) => crd(definition, installation));
}

function definitions(installation: Installation): readonly Definition[] {
  return [...smi(installation), ...ofOsm(installation)];
}

const ALL = ['v1alpha4', 'v1alpha3', 'v1alpha2', 'v1alpha1'];

function smi(installation: Installation): readonly Definition[] {
  const isOld = before(installation, '0.9');
  const specs = 'specs.smi-spec.io';
  return [
    {
      group: 'access.smi-spec.io',
      plural: 'traffictargets',
      kind: 'TrafficTarget',
      versions: ALL.slice(1),
      stored: 'v1alpha3',
      conversion: 'trafficaccess',
    },
    {
      group: specs,
      plural: 'httproutegroups',
      kind: 'HTTPRouteGroup',
      versions: ALL,
      stored: 'v1alpha4',
      conversion: 'httproutegroup',
    },
    {
      group: specs,
      plural: 'tcproutes',
      kind: 'TCPRoute',
      versions: isOld ? ALL : ['v1alpha4'],
      stored: 'v1alpha4',
      conversion: 'tcproutes',
    },
    {
      group: 'split.smi-spec.io',
      plural: 'trafficsplits',
      kind: 'TrafficSplit',
      versions: isOld ? ['v1alpha2'] : ALL.slice(0, 3),
      stored: 'v1alpha2',
      conversion: 'trafficsplit',
    },
    ...only(isOld, {
      group: specs,
      plural: 'udproutes',
      kind: 'UDPRoute',
      versions: ALL,
      stored: 'v1alpha4',
      conversion: '',
    }),
  ];
}

function ofOsm(installation: Installation): readonly Definition[] {
  const from = (line: Parameters<typeof since>[1]) => since(installation, line);
  const policy = (plural: string, kind: string, conversion: string): Definition => ({
    group: 'policy.openservicemesh.io',
    plural,
    kind,
    versions: ['v1alpha1'],
    stored: 'v1alpha1',
    conversion,
  });
  return [
    ...only(from('0.9'), config(installation, 'meshconfigs', 'MeshConfig', 'meshconfig')),
    ...only(from('0.9'), policy('egresses', 'Egress', 'egresspolicy')),
    ...only(from('0.10'), policy('ingressbackends', 'IngressBackend', 'ingressbackendspolicy')),
    ...only(
      from('0.10') && !from('1.2'),
      config(installation, 'multiclusterservices', 'MultiClusterService', 'multiclusterservice'),
    ),
    ...only(from('1.1'), policy('retries', 'Retry', '')),
    ...only(from('1.1'), policy('upstreamtrafficsettings', 'UpstreamTrafficSetting', '')),
    ...only(from('1.2'), {
      ...config(installation, 'meshrootcertificates', 'MeshRootCertificate', ''),
      versions: ['v1alpha2'],
      served: [],
    }),
  ];
}

function config(installation: Installation, plural: string, kind: string, conversion: string): Definition {
  const isNew = since(installation, '1.1');
  return {
    group: 'config.openservicemesh.io',
    plural,
    kind,
    versions: isNew ? ['v1alpha2', 'v1alpha1'] : ['v1alpha1'],
    stored: isNew ? 'v1alpha2' : 'v1alpha1',
    served: isNew ? ['v1alpha1'] : [],
    conversion,
  };
}

function crd(definition: Definition, installation: Installation): JsonObject {
  const { group, plural, kind, versions, stored, served = [] } = definition;
  const names = { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() };
  const labels = labelsOf(installation);
  return live(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    { name: `${plural}.${group}`, ...(labels && { labels }) },
    {
      spec: {
        conversion: conversionOf(definition, installation),
        group,
        names,
        ...(before(installation, '0.9') && { preserveUnknownFields: true }),
        scope: 'Namespaced',
        versions: versions.map((name) => ({
          name,
          schema: { openAPIV3Schema: { type: 'object' } },
          served: name === stored || served.includes(name),
          storage: name === stored,
        })),
      },
      status: {
        acceptedNames: names,
        conditions: [
          condition('NamesAccepted', 'NoConflicts'),
          condition('Established', 'InitialNamesAccepted'),
        ],
        storedVersions: [stored],
      },
    },
  );
}

function condition(type: string, reason: string): JsonObject {
  return { type, reason, status: 'True', lastTransitionTime: MADE, message: '' };
}

/** What the label says of the reconciler changed three times. */
function labelsOf(installation: Installation): JsonObject | undefined {
  if (before(installation, '0.11')) return undefined;
  const { flavor, version } = installation;
  const isReconciled = flavor === 'arc' && before(installation, '1.2');
  const value = {
    '1.1.3': String(isReconciled),
    '1.2.3': String(isReconciled),
    '1.2.4': 'v1.2.4',
    '1.2.5': 'v1.2.5',
  }[version];
  const reconcile = value ?? (isReconciled ? 'true' : undefined);
  const label = reconcile === undefined ? {} : { 'openservicemesh.io/reconcile': reconcile };
  return { 'app.kubernetes.io/name': 'openservicemesh.io', ...label };
}

/** In 0.10 and 0.11 no port is written, and the API server fills in 443; nobody calls it while one version is served. */
function conversionOf({ conversion }: Definition, installation: Installation): JsonObject {
  const isConverted = ['0.10', '0.11', '1.0'].includes(installation.line) && conversion !== '';
  if (!isConverted) return { strategy: 'None' };
  const service = {
    name: 'osm-bootstrap',
    namespace: installation.namespace,
    path: `/convert/${conversion}`,
    port: installation.line === '1.0' ? 9443 : 443,
  };
  return {
    strategy: 'Webhook',
    webhook: {
      clientConfig: { caBundle: caBundle(installation), service },
      conversionReviewVersions: ['v1beta1', 'v1'],
    },
  };
}
