import type { JsonObject } from '../../../src/input/json.js';
import { live, only } from '../objects.js';
import { hasGatewayApi } from './crds.js';
import { gateOf } from './gateways.js';
import { type Installation, security } from './installation.js';

/** Who may call whom, what is told of it, and what is changed in proxies by hand. */
export function policies(installation: Installation): readonly JsonObject[] {
  return [
    ...authentication(installation),
    ...authorization(installation),
    ...only(installation.minor >= 14, ...telemetry(installation), ...extensions(installation)),
    ...envoyFilters(installation),
  ];
}

function authentication(installation: Installation): readonly JsonObject[] {
  const api = security(installation);
  const strict = { mode: 'STRICT' };
  return [
    live(
      api,
      'PeerAuthentication',
      { namespace: installation.namespace, name: 'default' },
      { spec: { mtls: { mode: 'PERMISSIVE' } } },
    ),
    live(api, 'PeerAuthentication', { namespace: 'customs', name: 'default' }, { spec: { mtls: strict } }),
    live(
      api,
      'PeerAuthentication',
      { namespace: 'cargo', name: 'crane' },
      {
        spec: {
          selector: { matchLabels: { app: 'crane' } },
          mtls: strict,
          portLevelMtls: { 7000: { mode: 'PERMISSIVE' } },
        },
      },
    ),
    live(
      api,
      'RequestAuthentication',
      { namespace: 'customs', name: 'declare' },
      {
        spec: {
          selector: { matchLabels: { app: 'declare' } },
          jwtRules: [
            {
              issuer: 'https://login.harbour.example',
              jwksUri: 'https://login.harbour.example/.well-known/jwks.json',
              audiences: ['declare'],
              forwardOriginalToken: true,
            },
          ],
        },
      },
    ),
  ];
}

function authorization(installation: Installation): readonly JsonObject[] {
  const gate = gateOf(installation);
  const make = (namespace: string, name: string, spec: JsonObject) =>
    live(security(installation), 'AuthorizationPolicy', { namespace, name }, { spec });
  const select = (labels: JsonObject) => ({ selector: { matchLabels: labels } });
  const principal = (namespace: string, account: string) => `cluster.local/ns/${namespace}/sa/${account}`;
  return [
    make('customs', 'nobody', {}),
    make('customs', 'declare', {
      ...select({ app: 'declare' }),
      action: 'ALLOW',
      rules: [
        {
          from: [
            {
              source: {
                principals: [principal('quay', 'booking'), principal(gate.namespace, gate.name)],
                requestPrincipals: ['https://login.harbour.example/*'],
              },
            },
          ],
          to: [
            { operation: { methods: ['GET', 'POST'], paths: ['/declare', '/declare/*'], ports: ['8080'] } },
          ],
          when: [{ key: 'request.auth.claims[role]', values: ['agent', 'officer'] }],
        },
      ],
    }),
    make('customs', 'gatekeeper', {
      ...select({ app: 'gatekeeper' }),
      rules: [{ from: [{ source: { namespaces: ['customs'] } }] }],
    }),
    make('customs', 'ask-gatekeeper', {
      ...select({ app: 'declare' }),
      action: 'CUSTOM',
      provider: { name: 'gatekeeper' },
      rules: [{ to: [{ operation: { paths: ['/declare/sealed/*'] } }] }],
    }),
    make('cargo', 'no-strangers', {
      ...select({ app: 'crane' }),
      action: 'DENY',
      rules: [{ from: [{ source: { notNamespaces: ['cargo', 'quay'] } }] }],
    }),
    ...only(
      installation.minor >= 22 && hasGatewayApi(installation),
      make(gate.namespace, 'shore-by-day', {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'shore' }],
        action: 'DENY',
        rules: [{ to: [{ operation: { hosts: ['*.night.example'] } }] }],
      }),
    ),
    make(gate.namespace, 'no-test-net', {
      ...select({ istio: gate.name }),
      action: 'DENY',
      rules: [{ from: [{ source: { remoteIpBlocks: ['198.51.100.0/24', '203.0.113.7'] } }] }],
    }),
  ];
}

function telemetry(installation: Installation): readonly JsonObject[] {
  const make = (namespace: string, name: string, spec: JsonObject) =>
    live(
      `telemetry.istio.io/${installation.minor < 22 ? 'v1alpha1' : 'v1'}`,
      'Telemetry',
      { namespace, name },
      { spec },
    );
  return [
    make(installation.namespace, 'mesh-default', { accessLogging: [{ providers: [{ name: 'envoy' }] }] }),
    make('quay', 'tracing', {
      tracing: [{ providers: [{ name: 'collector' }], randomSamplingPercentage: 5 }],
    }),
    make('quay', 'ledger', {
      selector: { matchLabels: { app: 'ledger' } },
      metrics: [{ providers: [{ name: 'prometheus' }], overrides: [{ disabled: true }] }],
    }),
  ];
}

function extensions(installation: Installation): readonly JsonObject[] {
  const gate = gateOf(installation);
  return [
    live(
      'extensions.istio.io/v1alpha1',
      'WasmPlugin',
      { namespace: gate.namespace, name: 'quota' },
      {
        spec: {
          selector: { matchLabels: { istio: gate.name } },
          url: 'oci://registry.harbour.example/quota:1.2.0',
          phase: 'AUTHN',
          pluginConfig: { quota: 100 },
        },
      },
    ),
    live(
      'networking.istio.io/v1beta1',
      'ProxyConfig',
      { namespace: 'cargo', name: 'small' },
      { spec: { concurrency: 2, environmentVariables: { HARBOUR: 'cargo' } } },
    ),
  ];
}

const LUA = {
  name: 'envoy.filters.http.lua',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
    inlineCode: 'function envoy_on_response(handle)\n  handle:headers():remove("x-powered-by")\nend\n',
  },
};

/** Of the users, where they may; and those that Istio brought to measure HTTP until 1.20. */
function envoyFilters(installation: Installation): readonly JsonObject[] {
  const { flavor, minor } = installation;
  const gate = gateOf(installation);
  const isForbidden = flavor === 'aks' || flavor === 'managed';
  const patch = minor < 14 ? { operation: 'INSERT_FIRST' } : { operation: 'INSERT_BEFORE' };
  const connections = { name: 'envoy.filters.network.http_connection_manager' };
  const make = (namespace: string, name: string, spec: JsonObject, labels?: JsonObject) =>
    live(
      'networking.istio.io/v1alpha3',
      'EnvoyFilter',
      { namespace, name, ...(labels && { labels }) },
      { spec },
    );
  return [
    ...only(
      !isForbidden,
      make(gate.namespace, 'no-powered-by', {
        workloadSelector: { labels: { istio: gate.name } },
        ...(minor >= 14 && { priority: 10 }),
        configPatches: [
          {
            applyTo: 'HTTP_FILTER',
            match: { context: 'GATEWAY', listener: { filterChain: { filter: connections } } },
            patch: { ...patch, value: LUA },
          },
        ],
      }),
      make('quay', 'keepalive', {
        configPatches: [
          {
            applyTo: 'CLUSTER',
            match: { context: 'SIDECAR_OUTBOUND', cluster: { service: 'ledger.quay.svc.cluster.local' } },
            patch: {
              operation: 'MERGE',
              value: { upstream_connection_options: { tcp_keepalive: { keepalive_time: 300 } } },
            },
          },
        ],
      }),
    ),
    ...only(flavor !== 'managed' && minor < 20, ...statistics(installation, make)),
  ];
}

/** Each release brings those of the releases before it, for proxies that are not yet restarted. */
function statistics(
  { planes, namespace }: Installation,
  make: (namespace: string, name: string, spec: JsonObject, labels: JsonObject) => JsonObject,
): readonly JsonObject[] {
  return planes.flatMap(({ minor, suffix, revision }) =>
    [minor - 1, minor].map((line) => {
      const proxy = { proxyVersion: `^1\\.${line}.*` };
      const filter = {
        name: 'envoy.filters.network.http_connection_manager',
        subFilter: { name: 'envoy.filters.http.router' },
      };
      const stats = {
        '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct',
        type_url: 'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm',
        value: { config: { root_id: 'stats_outbound', vm_config: { runtime: 'envoy.wasm.runtime.null' } } },
      };
      const patch = { operation: 'INSERT_BEFORE', value: { name: 'istio.stats', typed_config: stats } };
      const configPatches = ['SIDECAR_OUTBOUND', 'SIDECAR_INBOUND', 'GATEWAY'].map((context) => ({
        applyTo: 'HTTP_FILTER',
        match: { context, proxy, listener: { filterChain: { filter } } },
        patch,
      }));
      const labels = { 'istio.io/rev': revision, 'install.operator.istio.io/owning-resource': 'unknown' };
      return make(namespace, `stats-filter-1.${line}${suffix}`, { configPatches }, labels);
    }),
  );
}
