import type { JsonObject } from '../../../src/input/json.js';
import { bootstrapSecrets } from '../../../test/clusters/injection.js';
import { only } from '../../../test/clusters/objects.js';
import { settled } from '../../../test/clusters/services.js';
import { randomFrom } from '../../../test/fuzz/random.js';
import { applied, isWritten } from './applied.js';
import { baseObjects, OSM, teamNamespace } from './base.js';
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

/** What is made for an application, and for its Namespace and its node where it is the first one there. */
export function objectsOf(app: App): readonly JsonObject[] {
  const { name, team, mesh, number } = app.space;
  const running = workloads(app);
  return [
    ...only(isFirstOnNode(app), ...nodes(app.node, number, randomFrom(number))),
    ...only(isFirst(app), ...teamNamespace(name, team, mesh)),
    ...[...running, ...bootstrapSecrets(running), ...surroundings(app), ...policies(app), ...texts(app)],
  ];
}

/** The objects of an application after the controllers ran: with Endpoints, and with what kubectl remembers. */
export function observed(objects: readonly JsonObject[], { number }: App): readonly JsonObject[] {
  return settled(objects, OSM)
    .filter((each) => !isOfApiServer(each))
    .map((each) => (number % 3 === 0 && isWritten(each) ? applied(each) : each));
}

/** Every cluster has these once. */
function isOfApiServer({ metadata }: JsonObject): boolean {
  const { name, namespace } = metadata as JsonObject;
  return name === 'kubernetes' && namespace === 'default';
}
