import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { isObject, type JsonObject } from '../../input/json.js';
import { haveCommon } from '../certificates/ca-bundles.js';
import { type Bundle, decodeBundle } from '../certificates/certificates.js';
import { nameInCertificate } from '../certificates/istiod-certificates.js';
import { type Component, environment } from '../control-planes/components.js';
import { revisionOf } from '../control-planes/istio-components.js';
import { concluded, copied, type FactMapping, type FactValue } from '../fact.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { portNumber } from './called-services.js';
import { istiodsBehind, listenerBehind } from './istiods-behind.js';
import type { IstioSurroundings } from './surroundings.js';
import { isDeactivated, serviceOf, type WebhookEntry } from './webhook-entries.js';

const REVISION = 'istio.io/rev';

/** Within this time, in milliseconds, istiod has tried its validator out. */
const SETTLING = 10 * 60 * 1000;

/** An entry that calls a Service, the Service if it is in the input, and the istiods that it leads to. */
interface Call {
  readonly entry: WebhookEntry;
  readonly service: Resource | undefined;
  readonly istiods: readonly Component[];
}

/** What is asked of the entries of Istio alone: who answers them, under which name and port, and who keeps them up to date. */
export function ofIstio(surroundings: IstioSurroundings, entry: WebhookEntry): FactMapping {
  const called = serviceOf(entry);
  if (called === undefined) return { callsForPods: callsForPods(entry) };
  const [service] = surroundings.graph.find({ kind: 'Service', ...namesOf(called) });
  const call = { entry, service, istiods: istiodsBehind(surroundings.istiods, service) };
  const plane = controlPlane(surroundings, call);
  return {
    callsForPods: callsForPods(entry),
    controlPlane: plane,
    leadsOut: leadsOut(surroundings, called, service),
    passesBy: service && passedBy(surroundings, service),
    ...(service === undefined ? {} : answered(surroundings, call, service)),
    neglected: isDeactivated(entry) ? undefined : neglect(call, String(plane?.line?.value ?? '')),
    unlikeBundle: unlikeBundle(surroundings, entry),
    settled: entry.role === 'validator' ? isSettled(surroundings, call) : undefined,
  };
}

function namesOf(called: JsonObject) {
  return { name: textAt(called, ['name']), namespace: textAt(called, ['namespace']) };
}

function controlPlane({ graph }: IstioSurroundings, { istiods: [istiod] }: Call) {
  if (istiod === undefined) return undefined;
  const { namespace } = istiod.resource.id;
  const name = revisionOf(istiod);
  const [plane] = graph.find({ kind: 'meshlint/ControlPlane', name, namespace });
  return { name, namespace, line: plane && copied(plane, ['line']) };
}

/** A remote cluster has no istiod of its own: its Service leads to another cluster. */
function leadsOut(
  { graph }: IstioSurroundings,
  called: JsonObject,
  service: Resource | undefined,
): FactValue {
  if (service === undefined) {
    const { answer } = graph.exists({ kind: 'Service', ...namesOf(called) });
    return answer === 'unknown' ? unknown('Service', namesOf(called).namespace) : false;
  }
  return isExternalName(service) || Object.keys(mappingAt(service.value, ['spec', 'selector'])).length === 0;
}

function isExternalName({ value }: Resource): boolean {
  return textAt(value, ['spec', 'type']) === 'ExternalName';
}

/** An istiod that runs where a Service leads out of the cluster. */
function passedBy({ istiods }: IstioSurroundings, service: Resource): FactValue {
  const beside = istiods.find(({ resource }) => resource.id.namespace === service.id.namespace);
  return isExternalName(service) ? beside && copied(beside.resource, ['metadata', 'name']) : undefined;
}

/** Undefined for validators, and where its rules were cut off. */
function callsForPods({ configuration, path, value, role }: WebhookEntry): FactValue {
  const rules = itemsAt(value, ['rules']);
  if (role !== 'injector' || rules.length === 0) return undefined;
  return concluded(rules.filter(isObject).some(isForNewPods), configuration, [...path, 'rules']);
}

/** What was hidden, as some tools hide the empty name of the core group, may be what is asked for. */
function isForNewPods(rule: JsonObject): boolean {
  const lists = (key: string, ...wanted: readonly string[]) =>
    itemsAt(rule, [key]).some((item) => isPlaceholder(item) || wanted.includes(String(item)));
  return (
    lists('operations', 'CREATE', '*') &&
    lists('apiGroups', '', '*') &&
    lists('apiVersions', 'v1', '*') &&
    lists('resources', 'pods', '*', '*/*') &&
    rule.scope !== 'Cluster'
  );
}

function answered({ graph }: IstioSurroundings, { entry, istiods }: Call, service: Resource): FactMapping {
  const called = mappingAt(entry.value, ['clientConfig', 'service']);
  const number = typeof called.port === 'number' ? called.port : 443;
  const index = itemsAt(service.value, ['spec', 'ports']).findIndex((port) => portNumber(port) === number);
  const path = ['spec', 'ports', index, 'targetPort'];
  const target = index < 0 ? undefined : (valueAt(service.value, path) ?? number);
  const listener = listenerBehind(istiods, target);
  return {
    nameInCertificate: nameInCertificate(graph, istiods, service),
    listener: listener && { port: listener.port, reached: concluded(listener.reached, service, path) },
  };
}

/** Why no istiod keeps the caBundle of an entry up to date; undefined where one does, as far as is known. */
function neglect({ entry, istiods }: Call, line: string): string | undefined {
  const { role, configuration } = entry;
  const variable = role === 'injector' ? 'INJECTION_WEBHOOK_CONFIG_NAME' : 'VALIDATION_WEBHOOK_CONFIG_NAME';
  if (istiods.some((istiod) => environment(istiod, variable)?.value === '')) {
    return `istiod is told by an empty ${variable} to leave it alone`;
  }
  const isKnownByLabel = line !== '' && isLineAtLeast(line, role === 'injector' ? '1.10' : '1.11');
  const isLabelled = textAt(configuration.value, ['metadata', 'labels', REVISION]) !== undefined;
  return isKnownByLabel && !isLabelled
    ? `${configuration.id.name} lacks the label ${REVISION} by which istiod knows it`
    : undefined;
}

/** The first entry that calls the same Service, where its roots are all others: one certificate is not signed by both. */
function unlikeBundle({ firstBundles: first }: IstioSurroundings, entry: WebhookEntry): FactValue {
  const other = first.get(serviceKey(entry) ?? '');
  const bundle = bundleOf(entry);
  const isComparable = other !== undefined && other !== entry && bundle.state === 'certificates';
  if (!isComparable || haveCommon(bundle, bundleOf(other))) return undefined;
  const { configuration, path, name } = other;
  return {
    configuration: copied(configuration, ['metadata', 'name']),
    entry: concluded(name, configuration, [...path, 'clientConfig', 'caBundle']),
  };
}

/** By the Service that they call: the first live entry of Istio whose caBundle holds certificates. */
export function firstBundles(entries: readonly WebhookEntry[]): ReadonlyMap<string, WebhookEntry> {
  const first = new Map<string, WebhookEntry>();
  for (const entry of entries.filter(({ mesh }) => mesh === 'istio')) {
    const key = serviceKey(entry);
    if (key === undefined || first.has(key) || isDeactivated(entry)) continue;
    if (bundleOf(entry).state === 'certificates') first.set(key, entry);
  }
  return first;
}

function serviceKey(entry: WebhookEntry): string | undefined {
  const service = serviceOf(entry);
  return service && JSON.stringify(namesOf(service));
}

function bundleOf({ value }: WebhookEntry): Bundle {
  return decodeBundle(valueAt(value, ['clientConfig', 'caBundle']));
}

/** Whether an istiod has had the time to see its validator at work: this one, or the one that was there before it. */
function isSettled({ latestTime }: IstioSurroundings, { entry, istiods }: Call): boolean {
  const configured = createdAt(entry.configuration);
  return istiods.some(({ resource }) => {
    const started = createdAt(resource);
    const isOld = latestTime !== undefined && Math.max(configured, started) + SETTLING < latestTime;
    return isOld || configured + SETTLING < started;
  });
}

function createdAt({ value }: Resource): number {
  return Date.parse(textAt(value, ['metadata', 'creationTimestamp']) ?? '');
}
