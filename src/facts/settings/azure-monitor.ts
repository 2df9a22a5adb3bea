import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick, valueAt } from '../../graph/query.js';
import { Place, type Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { firstLine } from '../../input/text/lines.js';
import { MONITORED_BY } from '../control-planes/osm-control-planes.js';
import { concluded, copied, type FactMapping, type FactSource, fact, Traced } from '../fact.js';
import { annotationsOf, labelsOf, textAt } from '../metadata.js';
import { readToml } from './toml.js';

/** The ConfigMap from which the agent of Azure Monitor learns the namespaces whose sidecars it scrapes. */
const CONFIG_MAP = 'container-azm-ms-osmconfig';
const SETTINGS: Path = ['data', 'osm-metric-collection-configuration'];
const LIST = 'osm_metric_collection_configuration.settings.monitor_namespaces';

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

/** The settings as they are written. */
interface Settings {
  readonly configMap: Resource;
  readonly text: string;
}

function config(graph: Graph, configMap: Resource): Resource | undefined {
  const text = textAt(configMap.value, SETTINGS);
  if (text === undefined || isPlaceholder(text)) return undefined;
  const settings = { configMap, text };
  const list = listIn(settings);
  const isFaulty = list instanceof Traced;
  return fact('AzureMonitorConfig', { resource: configMap, path: SETTINGS }, configMap.id.name, {
    schemaVersion: copied(configMap, ['data', 'schema-version']),
    scraping: scraping(graph),
    ...(isFaulty ? { fault: list } : {}),
    namespaces: isFaulty ? [] : list.map((name) => listed(graph, settings, name)),
  });
}

/** What OSM 0.8 is told of marking pods for scraping; later releases know no such switch. */
function scraping(graph: Graph): Traced | undefined {
  const [osmConfig] = graph.find({ kind: 'ConfigMap', name: 'osm-config' });
  return osmConfig && copied(osmConfig, ['data', 'prometheus_scraping']);
}

/** The names that the agent reads; or why it reads none, where that stands in the text. */
function listIn(settings: Settings): readonly string[] | Traced {
  const read = readToml(settings.text);
  if ('fault' in read) {
    const { line, column, reason } = read.fault;
    return inText(`its settings are no TOML: ${reason}`, settings, {
      line: line - 1,
      column: column - 1,
      length: 1,
    });
  }
  const list = pick(read.value as Json, `/${LIST.replaceAll('.', '/')}`)[0]?.value;
  const fault = faultOf(list);
  return fault === undefined
    ? (list as readonly string[])
    : inText(fault, settings, stretchOfList(settings.text));
}

/** The agent collects nothing where one item is no text. */
function faultOf(list: Json | undefined): string | undefined {
  if (list === undefined) return `it does not set ${LIST}`;
  if (!Array.isArray(list)) return 'monitor_namespaces is no list';
  if (list.length === 0) return 'the list monitor_namespaces is empty';
  const wrong = list.find((item) => typeof item !== 'string');
  return wrong === undefined ? undefined : `${String(wrong)} in the list monitor_namespaces is no text`;
}

function listed(graph: Graph, settings: Settings, name: string): FactMapping {
  const named = inText(name, settings, stretchOfName(settings.text, name));
  const [namespace] = graph.find({ kind: 'Namespace', name });
  if (namespace === undefined) {
    const untold = unknown('Namespace');
    return { name: named, monitored: untold, metrics: untold };
  }
  const metrics = String(annotationsOf(namespace)['openservicemesh.io/metrics'] ?? '').toLowerCase();
  const isMonitored = valueAt(labelsOf(namespace), [MONITORED_BY]) !== undefined;
  return {
    name: named,
    monitored: isMonitored,
    metrics: ['enabled', 'yes', 'true'].includes(metrics),
    namespace: copied(namespace, ['metadata', 'name']),
  };
}

/** Some characters of one line of a text; all count from 0. */
interface Stretch {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

function stretchOfName(text: string, name: string): Stretch | undefined {
  const lines = text.split('\n');
  const from = Math.max(lineOfList(lines), 0);
  const line = lines.findIndex((each, at) => at >= from && quoted(each, name) >= 0);
  return line < 0 ? undefined : { line, column: quoted(lines[line] ?? '', name) + 1, length: name.length };
}

function quoted(line: string, name: string): number {
  return Math.max(line.indexOf(`"${name}"`), line.indexOf(`'${name}'`));
}

function stretchOfList(text: string): Stretch | undefined {
  const lines = text.split('\n');
  const line = lineOfList(lines);
  const written = (lines[line] ?? '').trimEnd();
  const column = written.search(/\S/);
  return line < 0 ? undefined : { line, column, length: written.length - column };
}

function lineOfList(lines: readonly string[]): number {
  return lines.findIndex((line) => /^\s*monitor_namespaces\s*=/.test(line));
}

function inText(value: string, settings: Settings, stretch: Stretch | undefined): Traced {
  return concluded(value, { place: () => placeInText(settings, stretch) }, []);
}

/** The place of a stretch, if the file holds the text line by line; else the key of the text. */
function placeInText(settings: Settings, stretch: Stretch | undefined): Place {
  const place = settings.configMap.place(SETTINGS);
  const written = settings.text.split('\n')[stretch?.line ?? 0] ?? '';
  const index = stretch && lineInFile(settings, stretch.line, place);
  if (stretch === undefined || index === undefined) return place;
  const { source } = place.location;
  const line = index + firstLine(source);
  const indented = indentOf(source.text.split('\n')[index] ?? '') - indentOf(written);
  const column = stretch.column + indented + 1;
  const range = { start: { line, column }, end: { line, column: column + stretch.length } };
  return new Place(place.resource, place.path, () => ({ source, range }));
}

/** The line of the source, from 0, that a line of the text is: what says the same may stand in several. */
function lineInFile({ text }: Settings, line: number, { location }: Place): number | undefined {
  const written = text.split('\n').map((each) => each.trim());
  const wanted = written[line];
  if (wanted === undefined || wanted === '') return undefined;
  const earlier = written.slice(0, line).filter((each) => each === wanted).length;
  const lines = location.source.text.split('\n').map((each) => each.trim());
  const behind = location.range.start.line - firstLine(location.source) + 1;
  const same = [...lines.keys()].filter((at) => at >= behind && lines[at] === wanted);
  return same[earlier];
}

function indentOf(line: string): number {
  return Math.max(line.search(/\S/), 0);
}
