import type { JsonObject } from '../../src/input/json.js';

import { only, serviceAccount } from './objects.js';
import { container, port, running, type Workload } from './workloads.js';

/** An application as a person writes it, with a container of its name. */
export interface App {
  readonly namespace: string;
  readonly name: string;
  /** The port that it listens on, by name; a client has none. */
  readonly listens?: number;
  readonly labels?: JsonObject;
  readonly annotations?: JsonObject;
  readonly serviceAccount?: string;
  readonly container?: JsonObject;
  readonly spec?: JsonObject;
  readonly kind?: Workload['kind'];
}

/** An application with its pods as admission leaves them, and its ServiceAccount. */
export function admittedApp(given: App, admit: Workload['admit']): readonly JsonObject[] {
  const { namespace, name, serviceAccount: account = name } = given;
  return [
    ...only(account !== 'default', serviceAccount(namespace, account)),
    ...running({ ...workloadOf(given), ...(admit && { admit }) }),
  ];
}

/** The same, outside the mesh. */
export function plainApp(given: App): readonly JsonObject[] {
  return admittedApp(given, undefined);
}

function workloadOf(given: App): Workload {
  const { namespace, name, listens, labels = { app: name }, annotations, kind } = given;
  const { serviceAccount: account = name, spec = {}, container: own = {} } = given;
  const ports = listens === undefined ? [] : [port('web', listens)];
  return {
    metadata: { name, namespace, labels },
    labels,
    ...(annotations && { annotations }),
    ...(kind && { kind }),
    spec: {
      serviceAccountName: account,
      serviceAccount: account,
      containers: [container(name, `example/${name}:v1`, ports, own)],
      ...spec,
    },
  };
}
