import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { segmentsOf } from '../../src/input/path.js';
import { at, itemsAt, live, nameOf, namespaceOf, objectAt, SETTLED, textAt } from './objects.js';
import { familyOf } from './services.js';

/** Where a change is made: `{osm}` in a text stands for the name that it has under `osm`. */
export interface Place {
  readonly names: Readonly<Record<string, string>>;
}

/** What somebody did to a cluster. */
export type Change<P extends Place = Place> = (
  objects: readonly JsonObject[],
  place: P,
) => readonly JsonObject[];

/** A text with the names of the place. */
export function named(text: string, { names }: Place): string {
  return text.replace(/\{(\w+)\}/g, (_, key: string) => names[key] ?? `no ${key}`);
}

/** Several changes, one after the other. */
export function all<P extends Place>(...changes: readonly Change<P>[]): Change<P> {
  return (objects, place) => changes.reduce((changed, change) => change(changed, place), objects);
}

/** Objects with one more: what it is may depend on the place. */
export function added<P extends Place>(make: (place: P) => readonly JsonObject[]): Change<P> {
  return (objects, place) => [...objects, ...make(place)];
}

/** Each object of a description, changed. One that is described and not there is a mistake of the test. */
export function changed(what: string, change: (object: JsonObject) => JsonObject | undefined): Change {
  return (objects, place) => {
    const isMeant = describedBy(named(what, place));
    if (!objects.some(isMeant)) throw new Error(`there is no ${named(what, place)}`);
    return objects
      .map((object) => (isMeant(object) ? change(object) : object))
      .filter((each) => each !== undefined);
  };
}

/** `Kind name` or `Kind namespace/name`, in which `*` stands for anything. */
function describedBy(description: string): (object: JsonObject) => boolean {
  const [kind, place = ''] = description.split(' ');
  const literals = place.split('*').map((each) => each.replace(/[.+$]/g, '\\$&'));
  const wanted = new RegExp(`^${literals.join('.*')}$`);
  return (object) => {
    const own = namespaceOf(object) === '' ? nameOf(object) : `${namespaceOf(object)}/${nameOf(object)}`;
    return object.kind === kind && wanted.test(own);
  };
}

export function removed(what: string): Change {
  return changed(what, () => undefined);
}

/** An object removed as Kubernetes does it: with all that it owns. */
export function deleted(what: string): Change {
  return (objects, place) => {
    const head = objects.find(describedBy(named(what, place)));
    if (head === undefined) throw new Error(`there is no ${named(what, place)}`);
    const gone = new Set(familyOf(objects, head));
    return objects.filter((object) => !gone.has(object));
  };
}

/** A value written at a JSON Pointer, a text with the names of the place; undefined takes it out. */
export function set(what: string, pointer: string, value: Json | undefined): Change {
  return (objects, place) => {
    const own = ofPlace(value, place);
    return changed(what, (object) => written(object, pointer, own))(objects, place);
  };
}

/** The same change in each entry of a configuration: whoever applies it anew changes them all. */
export function inEntries(what: string, pointer: string, value: Json | undefined): Change {
  return (objects, place) => {
    const own = ofPlace(value, place);
    return changed(what, (object) => ({
      ...object,
      webhooks: itemsAt(object, 'webhooks').map((entry) => written(entry, pointer, own)),
    }))(objects, place);
  };
}

function ofPlace(value: Json | undefined, place: Place): Json | undefined {
  return typeof value === 'string' ? named(value, place) : value;
}

/** The text under a key of a ConfigMap, changed. */
export function rewritten(what: string, key: string, change: (text: string) => string): Change {
  return changed(what, (object) => ({
    ...object,
    data: { ...objectAt(object, 'data'), [key]: change(textAt(object, 'data', key)) },
  }));
}

/** A value in the template of a Deployment and in its pods. */
export function inTemplate(place: string, pointer: string, value: Json | undefined): Change {
  return all(
    set(`Deployment ${place}`, `/spec/template${pointer}`, value),
    set(`ReplicaSet ${place}-*`, `/spec/template${pointer}`, value),
    set(`Pod ${place}-*`, pointer, value),
  );
}

/** A manifest beside the capture: the object as somebody wants it to be, with a value written at a JSON Pointer. */
export function authored(what: string, pointer: string, value: Json | undefined): Change {
  return (objects, place) => {
    const object = objects.find(describedBy(named(what, place)));
    if (object === undefined) throw new Error(`there is no ${named(what, place)}`);
    const { name, namespace } = objectAt(object, 'metadata') as { name: string; namespace: string };
    const { status: _, ...manifest } = object;
    const own = { ...manifest, metadata: { name, namespace } };
    return [...objects, written(own, pointer, value)];
  };
}

/** An object with a value at a JSON Pointer, or without one. */
export function written(object: JsonObject, pointer: string, value: Json | undefined): JsonObject {
  return writtenAt(object, segmentsOf(pointer), value) as JsonObject;
}

function writtenAt(value: Json | undefined, path: readonly string[], to: Json | undefined): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  if (isArray(value)) {
    const items = [...value, ...(key === '-' ? [null] : [])];
    const index = key === '-' ? value.length : Number(key);
    return items.flatMap((item, place) =>
      place === index ? (writtenAt(item, rest, to) ?? []) : [item],
    ) as Json[];
  }
  const object = isObject(value) ? value : {};
  const inner = writtenAt(object[key], rest, to);
  const { [key]: _, ...others } = object;
  return inner === undefined ? others : { ...object, [key]: inner };
}

/** Pods of which a container does not come up, for the reason that kubectl would show. */
export function failing(what: string, name: string, reason: string, restartCount = 12): Change {
  return withContainer(what, name, { started: false, restartCount, state: { waiting: { reason } } });
}

/** Pods of which a container runs, and says that it is not ready. */
export function unready(what: string, name: string): Change {
  return withContainer(what, name, {});
}

function withContainer(what: string, name: string, status: JsonObject): Change {
  return changed(what, (pod) => {
    if (textAt(pod, 'status', 'phase') !== 'Running') return pod;
    const own = { ready: false, ...status };
    return { ...pod, status: { ...objectAt(pod, 'status'), ...failure(pod, name, own) } };
  });
}

function failure(pod: JsonObject, name: string, own: JsonObject): JsonObject {
  const isInit = itemsAt(pod, 'spec', 'initContainers').some((each) => each.name === name);
  const statuses = (key: string) =>
    itemsAt(pod, 'status', key).map((status) => (status.name === name ? { ...status, ...own } : status));
  const conditions = itemsAt(pod, 'status', 'conditions').map((condition) => {
    const isFalse = /Ready/.test(textAt(condition, 'type')) || (isInit && condition.type === 'Initialized');
    return isFalse ? { ...condition, status: 'False', reason: 'ContainersNotReady' } : condition;
  });
  return isInit
    ? { phase: 'Pending', conditions, initContainerStatuses: statuses('initContainerStatuses') }
    : { conditions, containerStatuses: statuses('containerStatuses') };
}

/** Pods without some of their containers and volumes, as they were before an injector saw them. */
export function stripped(
  what: string,
  parts: ReadonlySet<string>,
  metadata: (metadata: JsonObject) => JsonObject,
): Change {
  return changed(what, (pod) => {
    const isOwn = ({ name }: JsonObject) => !parts.has(String(name));
    const kept = (...path: readonly string[]) => itemsAt(pod, ...path).filter(isOwn);
    return {
      ...pod,
      metadata: metadata(objectAt(pod, 'metadata')),
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

/** What Kubernetes says happened. `about`: `Kind namespace/name`. */
export function event(about: string, reason: string, message: string): Change {
  return (objects, place) => {
    const isMeant = describedBy(named(about, place));
    const object = objects.find(isMeant);
    if (object === undefined) throw new Error(`there is no ${named(about, place)}`);
    const { kind = '', apiVersion = '' } = object;
    const [name, namespace] = [nameOf(object), namespaceOf(object)];
    const involvedObject = { apiVersion, kind, name, namespace, uid: at(object, 'metadata', 'uid') ?? '' };
    const metadata = { name: `${name}.174c2e9f0d3b${String(objects.length).padStart(4, '0')}`, namespace };
    const text = named(message, place);
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
