import type { Graph } from '../graph/graph.js';
import { pick, valueAt } from '../graph/query.js';
import type { Place, Resource } from '../graph/resource.js';
import { unknown } from '../graph/unknown.js';
import type { Json } from '../input/json.js';
import type { Path } from '../input/path.js';
import { copied, type FactMapping, type FactSource, fact, Traced } from './fact.js';
import { annotationsOf, labelsOf, textAt } from './metadata.js';
import { MONITORED_BY } from './osm-control-planes.js';
import { tomlValue } from './toml.js';

/** The ConfigMap from which the agent of Azure Monitor learns the namespaces whose sidecars it scrapes. */
const CONFIG_MAP = 'container-azm-ms-osmconfig';
const SETTINGS: Path = ['data', 'osm-metric-collection-configuration'];
const LIST = '/osm_metric_collection_configuration/settings/monitor_namespaces';

/** What Azure Monitor is told to collect, and whether the namespaces are such that there is something to collect. */
export const azureMonitorConfigs: FactSource = {
  kind: 'AzureMonitorConfig',
  reads: ['ConfigMap'],
  looksAt: ['Namespace'],
  derive: (graph) =>
    graph
      .find({ kind: 'ConfigMap', name: CONFIG_MAP })
      .flatMap((configMap) => config(graph, configMap) ?? []),
};

function config(graph: Graph, configMap: Resource): Resource | undefined {
  const text = textAt(configMap.value, SETTINGS);
  if (text === undefined) return undefined;
  const value = tomlValue(text) as Json | undefined;
  const list = value === undefined ? undefined : pick(value, LIST)[0]?.value;
  return fact('AzureMonitorConfig', { resource: configMap, path: SETTINGS }, configMap.id.name, {
    schemaVersion: copied(configMap, ['data', 'schema-version']),
    state: value === undefined ? 'not-toml' : isListOfTexts(list) ? 'namespaces' : 'no-namespaces',
    namespaces: isListOfTexts(list) ? list.map((name) => listed(graph, configMap, text, name)) : [],
  });
}

/** The agent collects nothing where one item is no text. */
function isListOfTexts(list: Json | undefined): list is readonly string[] {
  return Array.isArray(list) && list.length > 0 && list.every((item) => typeof item === 'string');
}

function listed(graph: Graph, configMap: Resource, text: string, name: string): FactMapping {
  const place = () => placeInText(configMap, text, name);
  const [namespace] = graph.find({ kind: 'Namespace', name });
  if (namespace === undefined) {
    const untold = unknown('Namespace');
    return { name: new Traced(name, place), monitored: untold, metrics: untold };
  }
  const metrics = String(annotationsOf(namespace)['openservicemesh.io/metrics'] ?? '').toLowerCase();
  const isMonitored = valueAt(labelsOf(namespace), [MONITORED_BY]) !== undefined;
  return {
    name: new Traced(name, place),
    monitored: isMonitored,
    metrics: ['enabled', 'yes', 'true'].includes(metrics),
    namespace: copied(namespace, ['metadata', 'name']),
  };
}

/** The name where it stands in the text, if the file holds the text line by line; else the key of the text. */
function placeInText(configMap: Resource, text: string, name: string): Place {
  const place = configMap.place(SETTINGS);
  const { source, range } = place.location;
  const from = text.split('\n').findIndex((line) => /^\s*monitor_namespaces\s*=/.test(line));
  const wanted = text
    .split('\n')
    .slice(Math.max(from, 0))
    .find((line) => quoted(line, name) >= 0);
  const lines = source.text.split(/\r?\n/);
  const index = lines.findIndex(
    (line, at) => at >= range.start.line && wanted !== undefined && line.trim() === wanted.trim(),
  );
  if (index < 0) return place;
  const column = quoted(lines[index] ?? '', name) + 2;
  const line = index + 1;
  return {
    ...place,
    location: { source, range: { start: { line, column }, end: { line, column: column + name.length } } },
  };
}

function quoted(line: string, name: string): number {
  return Math.max(line.indexOf(`"${name}"`), line.indexOf(`'${name}'`));
}
