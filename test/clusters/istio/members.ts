import type { JsonObject } from '../../../src/input/json.js';
import { type App, admittedApp } from '../apps.js';
import { contents, namespace } from '../base.js';
import type { Admission } from './injection.js';
import { sidecar } from './injection.js';
import { type Installation, labelsOf, type Plane } from './installation.js';

/** Which control plane injects the pods of a Namespace, and the labels that say so. */
interface Member {
  readonly plane: Plane;
  readonly labels: JsonObject;
}

/** Customs is asked last: on its old control plane while there are two, or on the default where that is a tag. */
function memberOf(installation: Installation, name: string): Member {
  const { plane, planes, tags, flavor } = installation;
  const [first = plane] = planes;
  if (name === 'customs' && flavor === 'canary')
    return { plane: first, labels: labelsOf(installation, first) };
  if (name === 'customs' && tags.includes('default'))
    return { plane, labels: { 'istio-injection': 'enabled' } };
  return { plane, labels: labelsOf(installation) };
}

/** A Namespace whose pods get sidecars. */
export function meshed(name: string, installation: Installation): readonly JsonObject[] {
  const isManaged = installation.flavor === 'managed';
  const annotations = isManaged ? { 'mesh.cloud.google.com/proxy': '{"managed":"true"}' } : undefined;
  const { labels } = memberOf(installation, name);
  return [namespace(name, installation, labels, annotations), ...contents(name)];
}

/** An application with sidecars. */
export function app(given: App, installation: Installation): readonly JsonObject[] {
  return admittedApp(given, admission(given.namespace, installation));
}

function admission(name: string, installation: Installation): Admission {
  return sidecar(installation, memberOf(installation, name).plane);
}
