import { buildGraph } from '../../src/graph/build.js';
import type { Graph } from '../../src/graph/graph.js';
import { kindName, type Resource } from '../../src/graph/resource.js';
import { parseConfiguration } from '../../src/input/configuration.js';
import type { Json } from '../../src/input/json.js';
import { parseSources } from '../../src/input/read.js';

/** The graph of texts that stand in `a.yaml`, `b.yaml` and so on. */
export function graphOf(texts: string | readonly string[], complete: readonly string[] = []): Graph {
  const sources = [texts].flat().map((text, index) => ({ name: `${'abc'[index]}.yaml`, text }));
  return buildGraph(parseSources(sources), complete);
}

/** The value of a text that need be no Kubernetes object. */
export function parsed(yaml: string): Json {
  const [document] = parseConfiguration({ name: 'value.yaml', text: yaml }).documents;
  if (document === undefined) throw new Error(`no document: ${yaml}`);
  return document.value;
}

/** `Service shop/orders`; without a namespace `Node one`. */
export function named({ id }: Resource): string {
  return `${kindName(id)} ${id.namespace === undefined ? '' : `${id.namespace}/`}${id.name}`;
}
