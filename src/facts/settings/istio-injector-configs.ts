import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { isObject, type JsonObject } from '../../input/json.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { concluded, type FactMapping, type FactSource, fact, type Traced, traced } from '../fact.js';
import { mappingAt } from '../metadata.js';
import { revisionOfConfigMap } from './istio-mesh-configs.js';

const PREFIX = 'istio-sidecar-injector';
const KEYS = ['config', 'values'] as const;

/** What the injector of each revision is told: its policy, its templates, and the values that it fills them with. */
export const istioInjectorConfigs: FactSource = {
  kind: 'IstioInjectorConfig',
  reads: ['ConfigMap'],
  looksAt: [],
  derive: (graph) => injectorConfigMaps(graph).map(injectorConfig),
};

/** ConfigMap `istio-sidecar-injector` of the default revision, `istio-sidecar-injector-REVISION` of the others. */
export function injectorConfigMaps(graph: Graph): readonly Resource[] {
  return graph.ofKind('ConfigMap').filter(({ id }) => id.name === PREFIX || id.name.startsWith(`${PREFIX}-`));
}

function injectorConfig(configMap: Resource): Resource {
  const config = mappingAt(configMap.value, inside('config'));
  return fact('IstioInjectorConfig', { resource: configMap, path: ['metadata', 'name'] }, configMap.id.name, {
    revision: concluded(revisionOfConfigMap(configMap, PREFIX), configMap, ['metadata', 'name']),
    missingKeys: concluded(
      KEYS.filter((key) => valueAt(configMap.value, ['data', key]) === undefined),
      configMap,
      ['data'],
    ),
    configReadable: readable(configMap, 'config'),
    valuesReadable: readable(configMap, 'values'),
    ...(Object.keys(config).length === 0 ? {} : settings(configMap, config)),
  });
}

function inside(key: string): Path {
  return ['data', key, INSIDE_YAML];
}

/** Undefined where the key is not there at all. */
function readable(configMap: Resource, key: string): Traced | undefined {
  const path = ['data', key];
  const text = valueAt(configMap.value, path);
  if (text === undefined) return undefined;
  const isRead = isObject(valueAt(configMap.value, inside(key)));
  const isOpen = !isRead && isPlaceholder(text);
  return concluded(isOpen ? unknown('ConfigMap', configMap.id.namespace) : isRead, configMap, path);
}

function settings(configMap: Resource, config: JsonObject): FactMapping {
  const at = (key: string) => [...inside('config'), key];
  const { policy } = config;
  return {
    policy: policy === undefined || policy === null ? '' : traced(policy, configMap, at('policy')),
    templates: concluded(Object.keys(mappingAt(config, ['templates'])), configMap, at('templates')),
    aliases: concluded(Object.keys(mappingAt(config, ['aliases'])), configMap, at('aliases')),
  };
}
