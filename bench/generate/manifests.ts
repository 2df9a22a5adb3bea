import type { JsonObject } from '../../src/input/json.js';
import { objectAt, only } from '../../test/clusters/objects.js';
import { type App, isFirst } from './cluster/plan.js';
import { policies } from './cluster/policies.js';
import { surroundings } from './cluster/services.js';
import { yamlText } from './cluster/texts.js';

/** What a team keeps of an application in its repository. */
export function manifestsOf(app: App): readonly JsonObject[] {
  const others = [...surroundings(app), ...policies(app)].map(manifestOf);
  return [
    ...only(isFirst(app), namespaceOf(app)),
    deployment(app),
    configMap(app),
    ...others.filter(({ kind }) => !MADE_IN_THE_CLUSTER.has(String(kind))),
  ];
}

const MADE_IN_THE_CLUSTER = new Set(['Secret', 'PersistentVolumeClaim']);

/** An object without what only the API server writes. */
function manifestOf({ apiVersion, kind, metadata, status: _, ...rest }: JsonObject): JsonObject {
  const { name, namespace } = objectAt({ metadata } as JsonObject, 'metadata') as Record<string, string>;
  const { clusterIP: __, clusterIPs: ___, ...spec } = objectAt(rest, 'spec');
  const own = Object.keys(spec).length > 0 ? { ...rest, spec } : rest;
  return { apiVersion, kind, metadata: { name, namespace }, ...own } as JsonObject;
}

function namespaceOf({ space }: App): JsonObject {
  const joined = {
    osm: {
      labels: { 'openservicemesh.io/monitored-by': 'osm', 'istio-injection': 'disabled' },
      annotations: { 'openservicemesh.io/sidecar-injection': 'enabled' },
    },
    istio: { labels: { 'istio-injection': 'enabled' } },
    none: { labels: { 'istio-injection': 'disabled' } },
  }[space.mesh];
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: space.name, ...joined } };
}

function deployment({ name, space, replicas, version, port }: App): JsonObject {
  const labels = { app: name, version: `v${version.split('.')[0]}` };
  const container = {
    name,
    image: `registry.example.org/${space.team}/${name.replace(/-\d+$/, '')}:${version}`,
    args: ['--config', '/etc/app/config.yaml'],
    ports: [{ name: 'http', containerPort: port }],
    env: [
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'FEATURES', value: 'on' },
    ],
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
    resources: { requests: { cpu: '100m', memory: '128Mi' } },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: space.name, labels },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels }, spec: { serviceAccountName: name, containers: [container] } },
    },
  };
}

function configMap(app: App): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${app.name}-config`, namespace: app.space.name },
    data: { 'config.yaml': yamlText(app), MODE: 'yes' },
  };
}
