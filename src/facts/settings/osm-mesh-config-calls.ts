import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type Traced } from '../fact.js';
import { textAt } from '../metadata.js';

const TRACING = ['spec', 'observability', 'tracing'];
const AUTHORIZATION = ['spec', 'traffic', 'inboundExternalAuthorization'];

/** A host that is a Service of the cluster; others are somewhere else. */
const HOST = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?\.?$/;

/** The Services that the sidecars call because a MeshConfig says so. */
export function callsOf(meshConfig: Resource): FactMapping {
  return {
    tracing: isOn(meshConfig, TRACING) ? serviceAt(tracingHost(meshConfig)) : undefined,
    authorization: isOn(meshConfig, AUTHORIZATION)
      ? serviceAt(copied(meshConfig, [...AUTHORIZATION, 'address']))
      : undefined,
  };
}

function isOn({ value }: Resource, path: Path): boolean {
  return valueAt(value, [...path, 'enable']) === true;
}

/** Without an address OSM sends traces to Jaeger beside it. */
function tracingHost(meshConfig: Resource): Traced | undefined {
  const path = [...TRACING, 'address'];
  const { namespace } = meshConfig.id;
  if (textAt(meshConfig.value, path) !== undefined) return copied(meshConfig, path);
  return namespace === undefined
    ? undefined
    : concluded(`jaeger.${namespace}.svc.cluster.local`, meshConfig, [...TRACING, 'enable']);
}

function serviceAt(host: Traced | undefined): FactMapping | undefined {
  const [, name, namespace] = HOST.exec(String(host?.value)) ?? [];
  return name === undefined || namespace === undefined ? undefined : { host, name, namespace };
}
