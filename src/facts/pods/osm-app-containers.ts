import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { copied, type FactMapping, type Traced } from '../fact.js';
import { itemsAt, itemsIn, textAt } from '../metadata.js';
import { hasOsmSidecar, isInjected } from './osm-sidecars.js';

const CONTAINERS: Path = ['spec', 'containers'];

/** The paths of the containers of an application: of a captured pod, without those that OSM put beside them. */
function appContainers(pod: Resource): readonly Path[] {
  const isWithSidecar = hasOsmSidecar(pod);
  return itemsIn(pod.value.spec, 'containers').flatMap((container, index) =>
    isWithSidecar && isInjected(container) ? [] : [[...CONTAINERS, index]],
  );
}

/** The TCP ports that the containers declare. */
export function tcpPorts(pod: Resource): readonly Traced[] {
  return appContainers(pod).flatMap((container) =>
    itemsAt(pod.value, [...container, 'ports']).flatMap((port, index) => {
      const isTcp = ['TCP', undefined].includes(textAt(port, ['protocol']));
      const number = copied(pod, [...container, 'ports', index, 'containerPort']);
      return isTcp && typeof number?.value === 'number' ? [number] : [];
    }),
  );
}

/** As which users the containers run, where the specification says so: that of a container outweighs that of its pod. */
export function users(pod: Resource): readonly Traced[] {
  const user: Path = ['securityContext', 'runAsUser'];
  const ofPod = copied(pod, ['spec', ...user]);
  const found = appContainers(pod).flatMap(
    (container) => copied(pod, [...container, ...user]) ?? ofPod ?? [],
  );
  return [...new Set(found)];
}

const PROBES = ['liveness', 'readiness', 'startup'] as const;
const ACTIONS = ['httpGet', 'tcpSocket', 'grpc'] as const;

/** A probe that the kubelet sends to a port. */
interface Probe extends FactMapping {
  readonly container: string;
  readonly probe: (typeof PROBES)[number];
  /** What was written: OSM makes requests by HTTP of those by TCP. */
  readonly action: (typeof ACTIONS)[number];
  readonly port: Traced;
  /** Undefined where the port is a name that the container gives to none of its ports. */
  readonly number: number | undefined;
}

/** Probes whose port is filled in later are left out. */
export function probes(pod: Resource): readonly Probe[] {
  return appContainers(pod).flatMap((container) =>
    PROBES.flatMap((probe) => {
      const at = [...container, `${probe}Probe`];
      if (valueAt(pod.value, at) === undefined) return [];
      return ACTIONS.flatMap((action) => {
        const path = [...at, action];
        const port = copied(pod, [...path, 'port']);
        if (port === undefined || isPlaceholder(port.value)) return [];
        const isRewritten = textAt(pod.value, [...path, 'path']) === '/osm-healthcheck';
        const name = textAt(pod.value, [...container, 'name']) ?? '';
        const number = numberOf(pod, container, port.value);
        return [
          { container: name, probe, action: isRewritten ? 'tcpSocket' : action, port, number } as const,
        ];
      });
    }),
  );
}

function numberOf(pod: Resource, container: Path, port: Json): number | undefined {
  if (typeof port === 'number') return port;
  const named = itemsAt(pod.value, [...container, 'ports']).find((each) => textAt(each, ['name']) === port);
  const number = named === undefined ? Number(port) : valueAt(named, ['containerPort']);
  return typeof number === 'number' && number > 0 ? number : undefined;
}

/** The port on which the sidecar answers each probe that it takes over, and from 1.1 on those by TCP. */
const PROBE_PORTS: ReadonlyMap<Json, Probe['probe']> = new Map([
  [15901, 'liveness'],
  [15902, 'readiness'],
  [15903, 'startup'],
]);
const HEALTHCHECK_PORT = 15904;

/** Ports of the application on which the sidecar answers a probe that is there. */
export function probePorts(ports: readonly Traced[], sent: readonly Probe[]): readonly FactMapping[] {
  return ports.flatMap((port) => {
    const taken = sent.find(({ probe, action }) =>
      port.value === HEALTHCHECK_PORT
        ? action === 'tcpSocket'
        : action !== 'grpc' && PROBE_PORTS.get(port.value) === probe,
    );
    return taken === undefined ? [] : [{ port, probe: taken.probe, action: taken.action }];
  });
}
