import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import { MONITORED_BY } from '../control-planes/osm-control-planes.js';
import { annotationsOf, itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { type Equivalent, nameIn, sourceOf } from './equivalents.js';

/** A namespace without sidecars, such as that of an ingress controller, stays as it is. */
export function ofNamespace(namespace: Resource): Equivalent | undefined {
  const choice = String(annotationsOf(namespace)['openservicemesh.io/sidecar-injection'] ?? '');
  const isWithout = ['disabled', 'no', 'false'].includes(choice.toLowerCase());
  if (labelsOf(namespace)[MONITORED_BY] === undefined || isWithout) return undefined;
  return {
    parts: ['a namespace with the label istio.io/rev=REVISION', 'workloads that were restarted after it'],
    cautions: [
      'the Istio add-on of AKS does not answer to istio-injection=enabled',
      'pods stay out of the mesh by the label sidecar.istio.io/inject: "false"',
    ],
  };
}

export function ofIngressBackend({ value }: Resource): Equivalent {
  const backends = itemsAt(value, ['spec', 'backends']);
  const sources = itemsAt(value, ['spec', 'sources']);
  const isHttps = backends.some((backend) => protocolOf(backend) === 'https');
  return {
    parts: [
      'a Gateway and a VirtualService',
      ...backends.map((backend) => `an AuthorizationPolicy for port ${mappingAt(backend, ['port']).number}`),
      ...(sources.length === 0 ? [] : [`a rule that allows ${sources.map(clientOf).join(', ')}`]),
      ...(isHttps ? ['a PeerAuthentication of mode STRICT'] : []),
    ],
    cautions: isHttps
      ? ['principals are those of the ingress gateway of Istio']
      : [
          'an ingress controller outside the mesh speaks no mutual TLS',
          'for it, a PeerAuthentication sets portLevelMtls of these ports to PERMISSIVE',
        ],
  };
}

function protocolOf(backend: Json): string | undefined {
  return textAt(backend, ['port', 'protocol'])?.toLowerCase();
}

function clientOf(source: Json): string {
  const name = nameIn(source);
  if (textAt(source, ['kind']) === 'IPRange') return `ipBlocks ${name}`;
  return textAt(source, ['kind']) === 'AuthenticatedPrincipal'
    ? `principal ${name}`
    : `the pods of '${name}'`;
}

export function ofEgress({ value }: Resource): Equivalent {
  const spec = mappingAt(value, ['spec']);
  return {
    parts: [
      'a ServiceEntry with location MESH_EXTERNAL',
      ...itemsAt(spec, ['hosts']).map((host) => `host ${host}`),
      ...itemsAt(spec, ['ipAddresses']).map((address) => `address ${address}`),
      ...itemsAt(spec, ['ports']).map(
        (port) => `port ${mappingAt(port, []).number} (${protocolOfPort(port)})`,
      ),
    ],
    cautions: [
      'it holds for all clients, unless an egress gateway has an AuthorizationPolicy',
      ...itemsAt(spec, ['sources']).map((source) => `the Egress let ${sourceOf(source)} call`),
      'other hosts are refused with outboundTrafficPolicy REGISTRY_ONLY alone',
    ],
  };
}

function protocolOfPort(port: Json): string {
  return textAt(port, ['protocol']) ?? 'tcp';
}

export function ofRetry({ value }: Resource): Equivalent {
  const policy = mappingAt(value, ['spec', 'retryPolicy']);
  return {
    parts: [
      ...itemsAt(value, ['spec', 'destinations']).map((host) => `a VirtualService for ${sourceOf(host)}`),
      `http.retries with attempts ${policy.numRetries ?? 1}`,
      ...['perTryTimeout', 'retryOn'].flatMap((key) => (key in policy ? [`${key} ${policy[key]}`] : [])),
    ],
    cautions: [
      'it holds for all clients, unless the route asks for sourceLabels',
      'only newer releases of Istio know a backoff',
    ],
  };
}

export function ofUpstreamTrafficSetting({ value }: Resource): Equivalent {
  const spec = mappingAt(value, ['spec']);
  const isLimited = [spec, ...itemsAt(spec, ['httpRoutes'])].some(
    (each) => 'rateLimit' in mappingAt(each, []),
  );
  const isPooled = 'connectionSettings' in spec || !isLimited;
  return {
    parts: [
      ...(isPooled ? [`a DestinationRule for host '${nameIn(spec, 'host')}' with a connectionPool`] : []),
      ...(isLimited ? ['an EnvoyFilter with a local rate limit'] : []),
    ],
    cautions: [
      isLimited ? 'Istio has no API of its own for rate limits' : 'it holds for the clients in the mesh',
    ],
  };
}

/** A field of spec.traffic that is a list, and the annotation of pods that says the same. */
const LISTS = [
  ['outboundPortExclusionList', 'excludeOutboundPorts'],
  ['inboundPortExclusionList', 'excludeInboundPorts'],
  ['outboundIPRangeExclusionList', 'excludeOutboundIPRanges'],
  ['outboundIPRangeInclusionList', 'includeOutboundIPRanges'],
  ['networkInterfaceExclusionList', 'excludeInterfaces'],
] as const;

export function ofMeshConfig({ value }: Resource): Equivalent {
  const traffic = mappingAt(value, ['spec', 'traffic']);
  const isPermissive = traffic.enablePermissiveTrafficPolicyMode === true;
  const isOn = (mapping: Json) => mappingAt(mapping, []).enable === true;
  return {
    parts: [
      isPermissive ? 'no AuthorizationPolicy' : 'an AuthorizationPolicy with an empty spec in each namespace',
      `outboundTrafficPolicy ${traffic.enableEgress === true ? 'ALLOW_ANY' : 'REGISTRY_ONLY'}`,
      ...LISTS.filter(([field]) => itemsAt(traffic, [field]).length > 0).map(
        ([, annotation]) => `annotation traffic.sidecar.istio.io/${annotation}`,
      ),
      ...(isOn(traffic.inboundExternalAuthorization ?? null)
        ? ['an extensionProvider with an AuthorizationPolicy of action CUSTOM']
        : []),
      ...(isOn(mappingAt(value, ['spec', 'observability', 'tracing']))
        ? ['a Telemetry with an extensionProvider for tracing']
        : []),
    ],
    cautions: ['Istio takes plaintext from outside the mesh until a PeerAuthentication says STRICT'],
  };
}

export function ofRootCertificate({ value }: Resource): Equivalent {
  const isOfCertManager = 'certManager' in mappingAt(value, ['spec', 'provider']);
  const trustDomain = textAt(value, ['spec', 'trustDomain']) ?? 'cluster.local';
  return {
    parts: [isOfCertManager ? 'istio-csr' : "the Secret 'cacerts' in the namespace of istiod"],
    cautions: [`principals begin with the trust domain, which is ${trustDomain} here`],
  };
}
