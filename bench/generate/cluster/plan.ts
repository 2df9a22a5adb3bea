import { type Random, randomFrom } from '../../../test/fuzz/random.js';
import { appName, noun } from './words.js';

/** What a Namespace belongs to. */
export type Mesh = 'osm' | 'istio' | 'none';

interface Space {
  readonly number: number;
  readonly name: string;
  readonly mesh: Mesh;
  /** The team that it belongs to. */
  readonly team: string;
}

/** An application, as its team thinks of it. All of its objects follow from this. */
export interface App {
  readonly number: number;
  readonly name: string;
  readonly space: Space;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob';
  readonly replicas: number;
  readonly port: number;
  readonly version: string;
  readonly node: string;
  /** The application of the same Namespace that calls it; undefined for the first one. */
  readonly caller: string | undefined;
  /** A stream of numbers for all that nobody refers to. */
  readonly random: Random;
}

const APPS_IN_SPACE = 8;
const SPACES_ON_NODE = 3;
const MESHES: readonly Mesh[] = ['osm', 'osm', 'istio', 'osm', 'none', 'istio', 'osm', 'osm'];

function spaceOf(seed: number, number: number): Space {
  const random = randomFrom(seed * 1_000_003 + number);
  const team = noun(random);
  const mesh = MESHES[number % MESHES.length] ?? 'none';
  return { number, name: `${team}-${noun(random)}-${number}`, mesh, team };
}

/** Whether the application is the first of its Namespace. */
export function isFirst(app: App): boolean {
  return app.number % APPS_IN_SPACE === 0;
}

function nodeName(number: number): string {
  return `aks-workers-${String(17_340_522 + number * 91)}-vmss${number.toString(36).padStart(6, '0')}`;
}

/** Whether the application is the first of all on its node. */
export function isFirstOnNode(app: App): boolean {
  return isFirst(app) && app.space.number % SPACES_ON_NODE === 0;
}

export function appOf(seed: number, number: number): App {
  const space = spaceOf(seed, Math.floor(number / APPS_IN_SPACE));
  const random = randomFrom(seed * 7_368_787 + number * 2 + 1);
  const name = appName(random, number);
  const isAlone = number % APPS_IN_SPACE === 0;
  return {
    number,
    name,
    space,
    kind: kindOf(number, space.mesh),
    replicas: 2 + random.below(3),
    port: 8080 + random.below(4),
    version: `${1 + random.below(5)}.${random.below(20)}.${random.below(10)}`,
    node: nodeName(Math.floor(space.number / SPACES_ON_NODE)),
    caller: isAlone ? undefined : appName(randomFrom(seed * 7_368_787 + (number - 1) * 2 + 1), number - 1),
    random,
  };
}

/** Jobs stay out of meshes, where a sidecar would keep them running. */
function kindOf(number: number, mesh: Mesh): App['kind'] {
  const turn = number % APPS_IN_SPACE;
  if (turn === 5) return 'StatefulSet';
  if (mesh !== 'none') return 'Deployment';
  return turn === 3 ? 'CronJob' : turn === 6 ? 'DaemonSet' : 'Deployment';
}
