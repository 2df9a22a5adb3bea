import { Census, claimsOf } from '../claims.js';
import type { BrokenDocument, KubernetesDocument } from '../document.js';
import { isArray, isObject, type Json, type JsonObject } from '../json.js';
import { hasKind, isList, objectsInItem } from '../objects.js';
import { brokenAt, failureIn, NOTHING, type ParsedSource } from '../parse-text.js';
import { readText } from '../text/read-text.js';
import type { Fault } from '../text/tree.js';
import type { WantedOf } from '../wanted.js';
import { ItemDocument } from './item.js';
import { Part, type Whole } from './part.js';
import type { Piece } from './piece.js';
import { readItem } from './read-item.js';

/** A list that was read item by item, or why it was not. */
export type ReadList =
  | { readonly type: 'list'; readonly parsed: ParsedSource; readonly claimsIn: ClaimsIn }
  /** It was cut at the wrong places, or has a mistake, or is no list of objects: read as a whole it may be something. */
  | { readonly type: 'odd'; readonly broken: BrokenDocument };

/** The claims of a list depend on what else stands in its file. */
type ClaimsIn = (isDump: boolean) => ReturnType<typeof claimsOf>;

/** A large list of objects, while its items come. */
export class ListReading {
  readonly #whole: Whole;
  readonly #wantedOf: WantedOf;
  readonly #before: Part;
  readonly #isJson: boolean;
  readonly #census = new Census();
  readonly #documents: KubernetesDocument[] = [];
  readonly #duplicates: BrokenDocument[] = [];
  #unread = 0;
  /** Items whose kind only the end of the list may tell. */
  readonly #kindless: { readonly part: Part; readonly value: JsonObject }[] = [];
  /** The first item that could not be read. */
  #broken: BrokenDocument | undefined;

  constructor(whole: Whole, wantedOf: WantedOf, before: Piece) {
    this.#whole = whole;
    this.#wantedOf = wantedOf;
    this.#before = new Part(whole, before);
    this.#isJson = before.language === 'json';
    whole.content.keep(before);
  }

  item(piece: Piece): void {
    if (this.#broken !== undefined) return;
    const part = new Part(this.#whole, piece);
    const reading = readItem(piece, this.#wantedOf);
    if (reading.type === 'fault') {
      this.#whole.content.keep(piece);
      this.#broken = brokenAt(part, NOWHERE, reading.fault);
      return;
    }
    const { value, isRead, duplicates } = reading;
    if (isRead || duplicates.length > 0) this.#whole.content.keep(piece);
    this.#duplicates.push(...duplicates.map((each) => brokenAt(part, NOWHERE, each)));
    if (!isRead) {
      this.#census.add(value);
      this.#unread += 1;
    } else if (hasKind(value)) this.#add(part, value, {});
    else this.#kindless.push({ part, value });
  }

  end(behind: Piece): ReadList {
    this.#whole.content.keep(behind);
    const parts = [this.#before, new Part(this.#whole, behind)] as const;
    const frame = readText(parts[0].text + parts[1].text);
    if (this.#broken !== undefined) return { type: 'odd', broken: this.#broken };
    if (frame.type !== 'value')
      return { type: 'odd', broken: inFrame(parts, frame.type === 'fault' ? frame.fault : NO_LIST) };
    const failure = failureIn(frame.value, this.#before);
    if (failure !== undefined) return listOf({ ...NOTHING, otherDocuments: 1, problems: [failure] });
    const isWhole = isObject(frame.value) && isEmpty(frame.value.items);
    if (!isObject(frame.value) || !isWhole || !(isList(frame.value) || this.#isOfPlace()))
      return { type: 'odd', broken: inFrame(parts, NO_LIST) };
    return this.#read(frame.value, parts, frame.duplicates);
  }

  #read(frame: JsonObject, parts: readonly [Part, Part], duplicates: readonly Fault[]): ReadList {
    for (const { part, value } of this.#kindless) this.#add(part, value, frame);
    const list: KubernetesDocument = {
      source: this.#before,
      value: { ...frame, items: [] },
      objects: [],
      claims: [],
      unread: { count: this.#unread, namespaces: this.#census.namespaces },
      written: () => this.#before.text,
      locate: () => inFrame(parts, NO_LIST).range,
    };
    const parsed = {
      ...NOTHING,
      documents: [list, ...this.#documents],
      duplicates: [...duplicates.map((each) => inFrame(parts, each)), ...this.#duplicates],
    };
    return listOf(parsed, (isDump) => claimsOf(frame, this.#census, { evidence: this.#whole.name, isDump }));
  }

  /** A typed list may lack its own kind where its place tells that of its items. */
  #isOfPlace(): boolean {
    const { place } = this.#whole;
    return place?.role.type === 'objects' && place.role.kind !== undefined;
  }

  #add(part: Part, value: JsonObject, list: JsonObject): void {
    const role = this.#whole.place?.role;
    const path = this.#isJson ? [] : [0];
    const objects = objectsInItem(value, path, list, role?.type === 'objects' ? role : undefined);
    for (const object of objects) this.#census.add(object.value);
    if (objects.length > 0) this.#documents.push(new ItemDocument(part, value, objects, this.#isJson));
  }
}

const NOWHERE = { start: 0, end: 0 };
const NO_LIST: Fault = { message: 'this is not a list of resources', start: 0, end: 0 };

/** What was not cut off as an item is none. */
function isEmpty(items: Json | undefined): boolean {
  return items === null || (isArray(items) && items.length === 0);
}

function listOf(parsed: ParsedSource, claimsIn: ClaimsIn = () => []): ReadList {
  return { type: 'list', parsed, claimsIn };
}

/** What is wrong with a list without its items, in the part that it stands in. */
function inFrame([before, behind]: readonly [Part, Part], { message, start, end }: Fault): BrokenDocument {
  const { length } = before.text;
  return start < length
    ? brokenAt(before, NOWHERE, { message, start, end: Math.min(end, length) })
    : brokenAt(behind, NOWHERE, { message, start: start - length, end: Math.max(end, start) - length });
}
