import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { concluded, copied, type FactMapping, type FactValue, fact, type Traced } from '../fact.js';
import { labelsOf } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { selectedValues, type WebhookEntry } from '../webhooks/webhook-entries.js';
import { argument, type Component } from './components.js';
import { releaseEvidence, statedRelease } from './osm-release.js';
import { osmTraces, type Traces } from './osm-traces.js';

/** The label that makes a namespace a part of a mesh. */
export const MONITORED_BY = 'openservicemesh.io/monitored-by';

/** `stated` is the release that the user states, whatever the input shows. */
export function osmControlPlanes(graph: Graph, stated: string | undefined): readonly Resource[] {
  const all = osmTraces(graph);
  const others = all.some(isRunning) ? 'elsewhere' : 'nowhere';
  return all.flatMap((traces) => {
    const running = isRunning(traces) ? 'here' : others;
    return controlPlane(graph, { ...traces, running }, stated) ?? [];
  });
}

/** Whether an OSM runs in the namespace of the traces, in another one, or in none. */
type RunningTraces = Traces & { readonly running: 'here' | 'elsewhere' | 'nowhere' };

function controlPlane(graph: Graph, traces: RunningTraces, stated: string | undefined): Resource | undefined {
  const about = subject(traces);
  if (about === undefined) return undefined;
  const name = meshName(traces);
  const release = statedRelease(stated, about) ?? releaseEvidence(graph, traces);
  const flavor = flavorOf(traces);
  return fact('ControlPlane', about, String(name?.value ?? traces.namespace ?? 'osm'), {
    mesh: 'osm',
    name: name ?? unknown('apps/Deployment', traces.namespace),
    namespace: traces.namespace,
    installed: isInstalled(graph, traces),
    running: traces.running,
    webhooks: traces.entries.length === 0 ? undefined : traces.entries.map(webhook),
    release: release?.release,
    line: release?.line,
    flavor: flavor.value,
    ...settings(traces, release?.line.value),
    evidence: [release?.evidence, flavor.evidence, ...presence(traces)].filter((text) => text !== undefined),
  });
}

function subject({ controller, injector, meshConfig, configMap, entries }: Traces) {
  const resource = (controller ?? injector)?.resource ?? meshConfig ?? configMap;
  if (resource !== undefined) return { resource, path: ['metadata', 'name'] };
  const [entry] = entries;
  return entry === undefined ? undefined : { resource: entry.configuration, path: [...entry.path, 'name'] };
}

function isRunning({ controller, injector }: Traces): boolean {
  return controller !== undefined || injector !== undefined;
}

function webhook({ configuration }: WebhookEntry): FactMapping {
  return { kind: configuration.id.kind, name: copied(configuration, ['metadata', 'name']) };
}

function isInstalled(graph: Graph, traces: Traces): FactValue {
  if (isRunning(traces)) return true;
  const { namespace } = traces;
  const isKnown = graph.knowledge('apps/Deployment', namespace).completeness === 'full';
  return isKnown ? false : unknown('apps/Deployment', namespace);
}

function meshName({ controller, injector, entries }: Traces): Traced | undefined {
  for (const component of [controller, injector]) {
    if (component === undefined) continue;
    const name =
      copied(component.resource, ['metadata', 'labels', 'meshName']) ??
      argument(component, '--mesh-name') ??
      copied(component.resource, ['metadata', 'labels', 'app.kubernetes.io/instance']);
    if (name !== undefined) return name;
  }
  return entries.map(monitoredBy).find((name) => name !== undefined);
}

/** The mesh name that the namespaces of an OSM webhook entry must carry. */
export function monitoredBy({ configuration, path, value }: WebhookEntry): Traced | undefined {
  const [selected] = selectedValues(value.namespaceSelector, MONITORED_BY);
  return selected && copied(configuration, [...path, 'namespaceSelector', ...selected.path]);
}

/** Clouds prefix their webhook configurations; where none is known, their namespace tells them. */
function flavorOf(traces: Traces): { readonly value: FactValue; readonly evidence: FactValue } {
  const names = webhookNames(traces);
  for (const [flavor, prefix] of [
    ['aks', 'aks-osm-'],
    ['arc', 'arc-osm-'],
  ] as const) {
    const named = names.find(({ value }) => String(value).startsWith(prefix));
    if (named !== undefined) {
      const evidence = named.saying(`webhook configuration ${named.value}`);
      return { value: named.saying(flavor), evidence };
    }
  }
  if (traces.namespace === 'kube-system') return { value: 'aks', evidence: 'namespace kube-system' };
  if (traces.namespace === 'arc-osm-system') return { value: 'arc', evidence: 'namespace arc-osm-system' };
  return { value: 'upstream', evidence: undefined };
}

function webhookNames({ controller, injector, entries }: Traces): readonly Traced[] {
  return [
    injector && argument(injector, '--webhook-config-name'),
    controller && argument(controller, '--webhook-config-name'),
    ...entries.map(({ configuration }) => copied(configuration, ['metadata', 'name'])),
  ].filter((name) => name !== undefined);
}

function settings({ controller, injector }: Traces, line: unknown): FactMapping {
  const webhookConfigName = [injector, controller]
    .map((component) => component && argument(component, '--webhook-config-name'))
    .find((name) => name !== undefined);
  if (controller === undefined) return { webhookConfigName };
  const is08 = typeof line === 'string' && !isLineAtLeast(line, '0.9');
  return {
    osmConfigName: is08
      ? (argument(controller, '--osm-configmap-name') ?? 'osm-config')
      : (argument(controller, '--osm-config-name') ?? 'osm-mesh-config'),
    webhookConfigName,
    validatorWebhookConfig: argument(controller, '--validator-webhook-config'),
    enforceSingleMesh: labelsOf(controller.resource).enforceSingleMesh === 'true',
    reconciler: flag(controller, '--enable-reconciler') ?? false,
    validateTrafficTarget: flag(controller, '--validate-traffic-target'),
    certificateManager: argument(controller, '--certificate-manager'),
  };
}

function flag(component: Component, name: string): Traced | undefined {
  const given = argument(component, name);
  return given?.saying(given.value === 'true');
}

function presence({ controller, injector, meshConfig, configMap, entries }: Traces): readonly Traced[] {
  const resources = [controller?.resource, injector?.resource, meshConfig, configMap].filter(
    (one) => one !== undefined,
  );
  return [
    ...resources.map((one) => concluded(`${one.id.kind} ${one.id.name}`, one, ['metadata', 'name'])),
    ...entries.map(({ configuration, path, name }) =>
      concluded(`webhook ${name} of ${configuration.id.name}`, configuration, [...path, 'name']),
    ),
  ];
}
