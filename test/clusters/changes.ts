import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { segmentsOf } from '../../src/input/path.js';
import { injectorWebhook, validatorWebhook } from './control-plane.js';
import type { Installation } from './installation.js';
import { at, itemsAt, live, nameOf, namespaceOf, objectAt, SETTLED, textAt } from './objects.js';
import { familyOf } from './services.js';

/** What somebody did to a cluster. */
export type Change = (objects: readonly JsonObject[], installation: Installation) => readonly JsonObject[];

/** A text with the names of the installation: `{osm}` is the namespace of OSM, `{injector}` and `{validator}` its webhooks. */
export function named(text: string, installation: Installation): string {
  return text
    .replaceAll('{osm}', installation.namespace)
    .replaceAll('{injector}', injectorWebhook(installation))
    .replaceAll('{validator}', validatorWebhook(installation) ?? 'no validator');
}

/** Several changes, one after the other. */
export function all(...changes: readonly Change[]): Change {
  return (objects, installation) =>
    changes.reduce((changed, change) => change(changed, installation), objects);
}

/** Objects with one more: what it is may depend on the installation. */
export function added(make: (installation: Installation) => readonly JsonObject[]): Change {
  return (objects, installation) => [...objects, ...make(installation)];
}

/** Each object of a description, changed. One that is described and not there is a mistake of the test. */
export function changed(what: string, change: (object: JsonObject) => JsonObject | undefined): Change {
  return (objects, installation) => {
    const isMeant = describedBy(named(what, installation));
    if (!objects.some(isMeant)) throw new Error(`there is no ${named(what, installation)}`);
    return objects
      .map((object) => (isMeant(object) ? change(object) : object))
      .filter((each) => each !== undefined);
  };
}

/** `Kind name`, `Kind namespace/name`, or `Kind namespace/name*` for all whose name begins so. */
function describedBy(description: string): (object: JsonObject) => boolean {
  const [kind, place = ''] = description.split(' ');
  const isPrefix = place.endsWith('*');
  const wanted = isPrefix ? place.slice(0, -1) : place;
  return (object) => {
    const own = namespaceOf(object) === '' ? nameOf(object) : `${namespaceOf(object)}/${nameOf(object)}`;
    return object.kind === kind && (isPrefix ? own.startsWith(wanted) : own === wanted);
  };
}

export function removed(what: string): Change {
  return changed(what, () => undefined);
}

/** An object removed as Kubernetes does it: with all that it owns. */
export function deleted(what: string): Change {
  return (objects, installation) => {
    const head = objects.find(describedBy(named(what, installation)));
    if (head === undefined) throw new Error(`there is no ${named(what, installation)}`);
    const gone = new Set(familyOf(objects, head));
    return objects.filter((object) => !gone.has(object));
  };
}

/** A value written at a JSON Pointer; undefined takes it out. */
export function set(what: string, pointer: string, value: Json | undefined): Change {
  return changed(what, (object) => written(object, segmentsOf(pointer), value) as JsonObject);
}

/** A manifest beside the capture: the object as somebody wants it to be, with a value written at a JSON Pointer. */
export function authored(what: string, pointer: string, value: Json | undefined): Change {
  return (objects, installation) => {
    const object = objects.find(describedBy(named(what, installation)));
    if (object === undefined) throw new Error(`there is no ${named(what, installation)}`);
    const { name, namespace } = objectAt(object, 'metadata') as { name: string; namespace: string };
    const { status: _, ...manifest } = object;
    const own = { ...manifest, metadata: { name, namespace } };
    return [...objects, written(own, segmentsOf(pointer), value) as JsonObject];
  };
}

function written(value: Json | undefined, path: readonly string[], to: Json | undefined): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  if (isArray(value)) {
    const items = [...value, ...(key === '-' ? [null] : [])];
    const index = key === '-' ? value.length : Number(key);
    return items.flatMap((item, place) =>
      place === index ? (written(item, rest, to) ?? []) : [item],
    ) as Json[];
  }
  const object = isObject(value) ? value : {};
  const inner = written(object[key], rest, to);
  const { [key]: _, ...others } = object;
  return inner === undefined ? others : { ...object, [key]: inner };
}

/** Pods of which a container does not come up, for the reason that kubectl would show. */
export function failing(what: string, name: string, reason: string, restartCount = 12): Change {
  return changed(what, (pod) => {
    if (textAt(pod, 'status', 'phase') !== 'Running') return pod;
    return { ...pod, status: { ...objectAt(pod, 'status'), ...failure(pod, name, reason, restartCount) } };
  });
}

function failure(pod: JsonObject, name: string, reason: string, restartCount: number): JsonObject {
  const isInit = itemsAt(pod, 'spec', 'initContainers').some((each) => each.name === name);
  const waiting = { ready: false, started: false, restartCount, state: { waiting: { reason } } };
  const statuses = (key: string) =>
    itemsAt(pod, 'status', key).map((status) => (status.name === name ? { ...status, ...waiting } : status));
  const conditions = itemsAt(pod, 'status', 'conditions').map((condition) => {
    const isFalse = /Ready/.test(textAt(condition, 'type')) || (isInit && condition.type === 'Initialized');
    return isFalse ? { ...condition, status: 'False', reason: 'ContainersNotReady' } : condition;
  });
  return isInit
    ? { phase: 'Pending', conditions, initContainerStatuses: statuses('initContainerStatuses') }
    : { conditions, containerStatuses: statuses('containerStatuses') };
}

/** Pods without what the injector put in: as they were before their Namespace joined the mesh. */
export function uninjected(what: string): Change {
  return changed(what, (pod) => {
    const { 'osm-proxy-uuid': _, ...labels } = objectAt(pod, 'metadata', 'labels');
    const isOwn = ({ name }: JsonObject) => !INJECTED.has(String(name));
    const kept = (...path: readonly string[]) => itemsAt(pod, ...path).filter(isOwn);
    return {
      ...pod,
      metadata: { ...objectAt(pod, 'metadata'), labels },
      spec: {
        ...objectAt(pod, 'spec'),
        initContainers: kept('spec', 'initContainers'),
        containers: kept('spec', 'containers'),
        volumes: kept('spec', 'volumes'),
      },
      status: {
        ...objectAt(pod, 'status'),
        initContainerStatuses: kept('status', 'initContainerStatuses'),
        containerStatuses: kept('status', 'containerStatuses'),
      },
    };
  });
}

const INJECTED = new Set(['envoy', 'osm-init', 'osm-healthcheck', 'envoy-bootstrap-config-volume']);

/** What Kubernetes says happened. `about`: `Kind namespace/name`. */
export function event(about: string, reason: string, message: string): Change {
  return (objects, installation) => {
    const isMeant = describedBy(named(about, installation));
    const object = objects.find(isMeant);
    if (object === undefined) throw new Error(`there is no ${named(about, installation)}`);
    const { kind = '', apiVersion = '' } = object;
    const [name, namespace] = [nameOf(object), namespaceOf(object)];
    const involvedObject = { apiVersion, kind, name, namespace, uid: at(object, 'metadata', 'uid') ?? '' };
    const metadata = { name: `${name}.174c2e9f0d3b${String(objects.length).padStart(4, '0')}`, namespace };
    const text = named(message, installation);
    return [
      ...objects,
      live('v1', 'Event', metadata, {
        involvedObject,
        reason,
        message: text,
        type: 'Warning',
        count: 7,
        firstTimestamp: SETTLED,
        lastTimestamp: SETTLED,
      }),
    ];
  };
}
