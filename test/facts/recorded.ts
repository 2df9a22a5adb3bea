import { isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { kindNameOf } from '../../src/input/kinds.js';
import type { Input } from '../../src/input/read.js';

/** Called with a pointer in which lists are as their items are, and whether all keys there were asked for. */
export type OnRead = (pointer: string, isListed: boolean) => void;

/** The same input, in which whatever is read of an object is told, by the kind of that object. */
export function recorded(input: Input, told: (kind: string, ...read: Parameters<OnRead>) => void): Input {
  const seen = (value: JsonObject) => {
    const kind = kindNameOf(value);
    return telling(value, '', (...read) => told(kind, ...read)) as JsonObject;
  };
  return {
    ...input,
    documents: input.documents.map((document) => ({
      ...document,
      objects: document.objects.map((object) => ({ ...object, value: seen(object.value) })),
      claims: document.claims,
      source: document.source,
      written: () => document.written(),
      locate: (...asked: Parameters<typeof document.locate>) => document.locate(...asked),
    })),
  };
}

function telling(value: Json, pointer: string, onRead: OnRead): Json {
  if (Array.isArray(value)) return value.map((item: Json) => telling(item, pointer, onRead));
  return isObject(value) ? mapping(value, pointer, onRead) : value;
}

function mapping(value: JsonObject, pointer: string, onRead: OnRead): JsonObject {
  const children = new Map<string, Json>();
  return new Proxy(value, {
    get: (target, key) => {
      if (typeof key === 'symbol' || key === 'toJSON') return Reflect.get(target, key);
      const below = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      onRead(below, false);
      if (!Object.hasOwn(target, key)) return Reflect.get(target, key);
      const child = children.get(key) ?? telling(target[key] ?? null, below, onRead);
      children.set(key, child);
      return child;
    },
    has: (target, key) => {
      onRead(`${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`, false);
      return Reflect.has(target, key);
    },
    ownKeys: (target) => {
      onRead(pointer, true);
      return Reflect.ownKeys(target);
    },
  });
}
