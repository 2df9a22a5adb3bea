import type { JsonObject } from '../../../src/input/json.js';
import { only } from '../../../test/clusters/objects.js';
import { settled } from '../../../test/clusters/services.js';
import { randomFrom } from '../../../test/fuzz/random.js';
import { applied, isWritten } from './applied.js';
import { baseObjects, OSM, teamNamespace } from './base.js';
import { bootstrapSecrets } from '../../../test/clusters/injection.js';
import { definitions } from './definitions.js';
import { nodes } from './nodes.js';
import { type App, isFirst, isFirstOnNode } from './plan.js';
import { policies } from './policies.js';
import { surroundings } from './services.js';
import { texts } from './texts.js';
import { workloads } from './workloads.js';

/** What a cluster holds before the first application. */
export function foundation(seed: number): readonly JsonObject[] {
  return [...baseObjects(), ...definitions(seed)];
}

/** All objects of an application, and what its Namespace and its node need where it is the first one there. */
export function objectsOf(app: App): readonly JsonObject[] {
  const { name, team, mesh, number } = app.space;
  const running = workloads(app);
  const own = [...running, ...bootstrapSecrets(running), ...surroundings(app), ...policies(app), ...texts(app)];
  return [
    ...only(isFirstOnNode(app), ...nodes(app.node, number, randomFrom(number))),
    ...only(isFirst(app), ...teamNamespace(name, team, mesh)),
    ...settled(own, OSM)
      .filter((each) => !isOfApiServer(each))
      .map((each) => (number % 3 === 0 && isWritten(each) ? applied(each) : each)),
  ];
}

/** Every cluster has these once. */
function isOfApiServer({ metadata }: JsonObject): boolean {
  const { name, namespace } = metadata as JsonObject;
  return name === 'kubernetes' && namespace === 'default';
}
