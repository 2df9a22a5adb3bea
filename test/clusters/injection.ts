import { isObject, type JsonObject } from '../../src/input/json.js';
import { base64 } from '../facts/pem.js';
import { type Change, stripped } from './changes.js';
import { before, type Installation, since } from './installation.js';
import { envoyImage, initImage, osmImage } from './mesh-config.js';
import { itemsAt, nameOf, namespaceOf, objectAt, only, secret, textAt, uidOf } from './objects.js';
import { container, port } from './workloads.js';

/** The pod as the injector of the line hands it on. */
export function injected(pod: JsonObject, installation: Installation): JsonObject {
  const { metadata, spec } = pod as { metadata: JsonObject; spec: JsonObject };
  const containers = itemsAt(spec, 'containers');
  const uuid = uuidOf(pod);
  return {
    ...pod,
    metadata: { ...metadata, labels: { ...objectAt(metadata, 'labels'), 'osm-proxy-uuid': uuid } },
    spec: {
      ...spec,
      initContainers: [...itemsAt(spec, 'initContainers'), osmInit(installation)],
      containers: [
        ...containers.map((each) => withProbes(each, installation)),
        envoy(pod, containers, installation),
        ...only(since(installation, '1.1') && containers.some(asksTcp), healthcheck(installation)),
      ],
      volumes: [
        ...itemsAt(spec, 'volumes'),
        {
          name: 'envoy-bootstrap-config-volume',
          secret: { defaultMode: 420, secretName: bootstrapSecretOf(uuid) },
        },
      ],
    },
  };
}

function uuidOf(pod: JsonObject): string {
  return uidOf('proxy', namespaceOf(pod), nameOf(pod));
}

function bootstrapSecretOf(uuid: string): string {
  return `envoy-bootstrap-config-${uuid}`;
}

/** The Secrets that injected pods mount, each owned by its pod. */
export function bootstrapSecrets(objects: readonly JsonObject[]): readonly JsonObject[] {
  return objects
    .filter(({ kind, metadata }) => kind === 'Pod' && textAt(metadata, 'labels', 'osm-proxy-uuid') !== '')
    .map((pod) =>
      secret(
        {
          name: bootstrapSecretOf(textAt(pod, 'metadata', 'labels', 'osm-proxy-uuid')),
          namespace: namespaceOf(pod),
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Pod', name: nameOf(pod), uid: textAt(pod, 'metadata', 'uid') },
          ],
        },
        { 'bootstrap.yaml': base64('node: of a sidecar\n') },
      ),
    );
}

/** Pods without what the injector put in: as they were before their Namespace joined the mesh. */
export function uninjected(what: string): Change {
  return stripped(what, INJECTED, (metadata) => {
    const { 'osm-proxy-uuid': _, ...labels } = objectAt(metadata, 'labels');
    return { ...metadata, labels };
  });
}

const INJECTED = new Set(['envoy', 'osm-init', 'osm-healthcheck', 'envoy-bootstrap-config-volume']);

function osmInit(installation: Installation): JsonObject {
  const chain = since(installation, '1.0') ? 'OSM_PROXY' : 'PROXY';
  const rules = `iptables -t nat -N ${chain}_INBOUND && iptables -t nat -A ${chain}_INBOUND -p tcp --dport 15010 -j RETURN`;
  return container('osm-init', initImage(installation), [], {
    command: ['/bin/sh'],
    args: ['-c', rules],
    securityContext: {
      capabilities: { add: ['NET_ADMIN'] },
      privileged: false,
      ...(since(installation, '1.0') && { runAsNonRoot: false, runAsUser: 0 }),
    },
  });
}

function envoy(pod: JsonObject, containers: readonly JsonObject[], installation: Installation): JsonObject {
  const cluster = `${textAt(pod, 'spec', 'serviceAccountName')}.${namespaceOf(pod)}`;
  const probed = (['liveness', 'readiness', 'startup'] as const).filter((type) =>
    containers.some((each) => isRewritten(objectAt(each, `${type}Probe`), installation)),
  );
  const ports = [port('proxy-admin', 15000), port('proxy-inbound', 15003), port('proxy-metrics', 15010)];
  return container(
    'envoy',
    envoyImage(installation),
    [...ports, ...probed.map((type) => port(`${type}-port`, PROBE_PORTS[type]))],
    {
      command: ['envoy'],
      args: [
        '--log-level',
        'error',
        '--config-path',
        '/etc/envoy/bootstrap.yaml',
        '--service-cluster',
        cluster,
      ],
      securityContext: {
        runAsUser: 1500,
        ...(since(installation, '1.2') && { allowPrivilegeEscalation: false }),
      },
      volumeMounts: [{ mountPath: '/etc/envoy', name: 'envoy-bootstrap-config-volume', readOnly: true }],
    },
  );
}

function healthcheck(installation: Installation): JsonObject {
  return container('osm-healthcheck', osmImage(installation, 'osm-healthcheck'), [
    port('healthcheck', 15904),
  ]);
}

const PROBE_PORTS = { liveness: 15901, readiness: 15902, startup: 15903 } as const;

function asksTcp(each: JsonObject): boolean {
  return Object.keys(PROBE_PORTS).some((type) => objectAt(each, `${type}Probe`).tcpSocket !== undefined);
}

/** From 1.1 a probe of a TCP socket goes to osm-healthcheck, and Envoy has no listener for it. */
function isRewritten({ httpGet, tcpSocket }: JsonObject, installation: Installation): boolean {
  return (
    httpGet !== undefined ||
    (tcpSocket !== undefined && installation.line !== '0.8' && before(installation, '1.1'))
  );
}

function withProbes(each: JsonObject, installation: Installation): JsonObject {
  const probes = Object.entries(PROBE_PORTS).flatMap(([type, number]) => {
    const probe = each[`${type}Probe`];
    return isObject(probe) ? [[`${type}Probe`, rewritten(probe, type, number, installation)]] : [];
  });
  return { ...each, ...Object.fromEntries(probes) };
}

function rewritten(probe: JsonObject, type: string, number: number, installation: Installation): JsonObject {
  const { httpGet, tcpSocket, ...rest } = probe;
  if (httpGet !== undefined)
    return { ...rest, httpGet: { path: `/osm-${type}-probe`, port: number, scheme: 'HTTP' } };
  if (tcpSocket === undefined || installation.line === '0.8') return probe;
  if (before(installation, '1.1')) return { ...rest, tcpSocket: { port: number } };
  const httpHeaders = [{ name: 'Original-Tcp-Port', value: textAt(tcpSocket, 'port') }];
  return { ...rest, httpGet: { httpHeaders, path: '/osm-healthcheck', port: 15904, scheme: 'HTTP' } };
}
