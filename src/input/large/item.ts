import type { Claim } from '../claim.js';
import type { KubernetesDocument, ObjectAt, Part as PartOfEntry } from '../document.js';
import type { Json } from '../json.js';
import type { Path } from '../path.js';
import type { Range } from '../source.js';
import { jsonValue } from '../text/json-text.js';
import { jsonTree } from '../text/json-tree.js';
import { rangeIn } from '../text/located.js';
import type { Node } from '../text/tree.js';
import { yamlTree } from '../text/yaml-value.js';
import type { Part } from './part.js';

/** One item of a large list: a document of its own, of which there are many, so that it holds as little as it can. */
export class ItemDocument implements KubernetesDocument {
  readonly source: Part;
  readonly value: Json;
  readonly objects: readonly ObjectAt[];
  readonly #isJson: boolean;

  constructor(source: Part, value: Json, objects: readonly ObjectAt[], isJson: boolean) {
    this.source = source;
    this.value = value;
    this.objects = objects;
    this.#isJson = isJson;
  }

  get isItem(): true {
    return true;
  }

  get claims(): readonly Claim[] {
    return [];
  }

  written(): string {
    return this.source.text;
  }

  locate(path: Path, part: PartOfEntry): Range {
    const span = { start: 0, end: this.source.text.length };
    return rangeIn(this, span, this.#isJson ? treeOfJson : treeOfYaml, path, part);
  }
}

/** What somebody changed meanwhile has one place: where it stood. */
const NOWHERE: Node = { type: 'scalar', style: 'plain', value: null, start: 0, end: 0 };

function treeOfYaml(text: string): Node {
  return yamlTree(text) ?? NOWHERE;
}

/** What begins like JSON may be YAML nevertheless. */
function treeOfJson(text: string): Node {
  return jsonValue(text) === undefined ? treeOfYaml(text) : jsonTree(text);
}
