import type { JsonObject } from '../../../src/input/json.js';
import { configMap, live, MADE, only, SETTLED, secret, uidOf } from '../../../test/clusters/objects.js';
import type { App } from './plan.js';
import { base64Of, noun, sentence } from './words.js';
import { labelsOf } from './workloads.js';

/** What holds texts of people and tools: ConfigMaps, the record of Helm, and Events. */
export function texts(app: App): readonly JsonObject[] {
  return [
    configMap({ name: `${app.name}-config`, namespace: app.space.name, labels: labelsOf(app) }, dataOf(app)),
    ...only(app.number % 4 === 1, helmRelease(app)),
    ...events(app),
  ];
}

/** YAML in YAML, which is a literal block; and what Go has to quote, because of tabs or of blanks at the ends of lines. */
function dataOf(app: App): JsonObject {
  const { random, number } = app;
  return {
    'config.yaml': yamlText(app),
    MODE: random.oneOf(['yes', 'null', '0x1F', '~', '1e3', '2023-03-01', '007', 'plain']),
    MOTD: ` ${sentence(random, 6)} `,
    DESCRIPTION: sentence(random, 30),
    ...(number % 5 === 0 && { 'nginx.conf': tabbedText(app) }),
    ...(number % 7 === 0 && { 'run.sh': scriptOf(app) }),
    ...(number % 9 === 0 && { 'notes.txt': `\n${sentence(random, 9)}\n\n\n` }),
    ...(number % 11 === 0 && {
      'greeting.txt': `Grüße aus Köln – ${sentence(random, 12)}\n日本語のテキスト\n`,
    }),
  };
}

/** Settings as an application reads them. */
export function yamlText({ name, port, random }: App): string {
  const sections = Array.from({ length: 6 + random.below(14) }, () => {
    const fields = Array.from(
      { length: 3 + random.below(5) },
      () => `  ${noun(random)}_${noun(random)}: ${random.below(1000)}`,
    );
    return [`# ${sentence(random, 7)}`, `${noun(random)}:`, ...fields, `  note: "${noun(random)}"`].join(
      '\n',
    );
  });
  return `name: ${name}\nlisten: ":${port}"\n${sections.join('\n')}\n`;
}

function tabbedText({ name, port }: App): string {
  const location = (path: string) =>
    `\tlocation ${path} {\n\t\tproxy_pass http://127.0.0.1:${port}${path};\n\t}`;
  return `server {\n\tlisten 80;\n\tserver_name ${name};\n${['/', '/alive', '/v1', '/static'].map(location).join('\n')}\n}\n`;
}

function scriptOf({ name, random }: App): string {
  return `#!/bin/sh\nset -eu \n\n# ${sentence(random, 8)}\nif [ "$1" = 'start' ]; then\n  exec /usr/bin/${name} --wait\nfi`;
}

function helmRelease(app: App): JsonObject {
  const { name, space, random } = app;
  const place = {
    name: `sh.helm.release.v1.${name}.v3`,
    namespace: space.name,
    labels: { modifiedAt: '1677664800', name, owner: 'helm', status: 'deployed', version: '3' },
  };
  return secret(place, { release: base64Of(random, 8000 + random.below(16_000)) }, 'helm.sh/release.v1');
}

function events(app: App): readonly JsonObject[] {
  const { name, space, random, node } = app;
  const count = random.below(4);
  return Array.from({ length: count }, (_, at) => {
    const id = `${name}.17${(random.below(2 ** 32) * 1000 + at).toString(16).padStart(14, '0')}`;
    const kind = app.kind;
    return live(
      'v1',
      'Event',
      { name: id, namespace: space.name },
      {
        count: 1 + random.below(50),
        firstTimestamp: MADE,
        involvedObject: {
          apiVersion: 'apps/v1',
          kind,
          name,
          namespace: space.name,
          uid: uidOf(kind, space.name, name),
        },
        lastTimestamp: SETTLED,
        message: `Scaled up replica set ${name} to ${1 + random.below(4)}: ${sentence(random, 8)}`,
        reason: 'ScalingReplicaSet',
        reportingComponent: '',
        reportingInstance: '',
        source: { component: 'deployment-controller', host: node },
        type: 'Normal',
      },
    );
  });
}
