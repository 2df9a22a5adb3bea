import type { JsonObject } from '../input/json.js';

const MESHES: Readonly<Record<string, string>> = { osm: 'Open Service Mesh', istio: 'Istio' };

const FLAVORS: Readonly<Record<string, string>> = {
  aks: 'AKS add-on',
  arc: 'Azure Arc extension',
  asm: 'Anthos Service Mesh',
  'asm-managed': 'managed Anthos Service Mesh',
  external: 'control plane outside the cluster',
};

/** A control plane in one line: `Open Service Mesh 0.11.1 (AKS add-on) 'osm' in namespace 'kube-system'`. */
export function controlPlaneLine(plane: JsonObject): string {
  const text = (key: string) => (typeof plane[key] === 'string' ? plane[key] : undefined);
  const version = text('release') ?? text('line');
  const flavor = FLAVORS[text('flavor') ?? ''];
  const [name, namespace] = [text('name'), text('namespace')];
  return [
    MESHES[text('mesh') ?? ''] ?? 'Control plane',
    ...(version === undefined ? [] : [version]),
    ...(flavor === undefined ? [] : [`(${flavor})`]),
    ...(name === undefined ? [] : [`'${name}'`]),
    ...(namespace === undefined ? [] : [`in namespace '${namespace}'`]),
  ].join(' ');
}
