import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../src/input/json.js';
import { type Random, randomFrom } from '../../test/fuzz/random.js';
import { type Hand, handOf, writeByHand } from './by-hand.js';
import { type App, appOf } from './cluster/plan.js';
import { noun, sentence } from './cluster/words.js';
import { expectedOf, type Planted, pageOf, withFault } from './faults.js';
import { manifestsOf } from './manifests.js';
import { type Page, pageFor } from './placed.js';
import { type Expected, type Spot, spotIn, type Truth } from './truth.js';

/** What a repository is asked to be. */
export interface RepositoryChoice {
  readonly files: number;
  readonly faultEvery: number | undefined;
  readonly seed: number;
  /** The folder that is filled; beside it stands `.truth.json`. */
  readonly path: string;
}

interface File {
  readonly name: string;
  readonly text: string;
  readonly findings: readonly Expected[];
}

/** Writes a repository as people keep it, and what is to be found in it. */
export function writeRepository({ files, faultEvery, seed, path }: RepositoryChoice): Truth {
  clear(path);
  const findings: Expected[] = [];
  let written = 0;
  const add = ({ name, text, findings: found }: File) => {
    const place = join(path, name);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
    findings.push(...found);
    written += 1;
  };
  for (let number = 0; written < files; number += 1) {
    const app = appOf(seed, number);
    const own = filesOf(app, faultEvery);
    if (own.length <= files - written) own.forEach(add);
    else while (written < files) add(note(written, app));
  }
  const truth = { objects: written, findings };
  writeFileSync(`${path}.truth.json`, `${JSON.stringify(truth, undefined, 1)}\n`);
  return truth;
}

/** Only what was written by this is taken away. */
function clear(path: string): void {
  if (existsSync(path) && !existsSync(`${path}.truth.json`)) throw new Error(`${path} is there already`);
  rmSync(path, { recursive: true, force: true });
}

function filesOf(app: App, faultEvery: number | undefined): readonly File[] {
  const folder = `teams/${app.space.name}/${app.name}`;
  if (app.number % 12 === 7) return chart(app, folder.replace('teams', 'charts'));
  const { objects, planted } = withFault(manifestsOf(app), app, { every: faultEvery, isCapture: false });
  const random = randomFrom(app.number + 71);
  const groups = random.isOneIn(3) ? together(objects) : objects.map((object) => [object]);
  const files = groups.map((group, at) =>
    manifestFile(folder, group, planted, handOf(randomFrom(app.number * 64 + at)), random),
  );
  return [...files, kustomization(folder, files)];
}

/** What belongs together, in files of several documents. */
function together(objects: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const groups = new Map<string, JsonObject[]>();
  for (const object of objects) {
    const group = String(object.apiVersion).split('/')[0] ?? '';
    groups.set(group, [...(groups.get(group) ?? []), object]);
  }
  return [...groups.values()];
}

function manifestFile(
  folder: string,
  objects: readonly JsonObject[],
  planted: readonly Planted[],
  hand: Hand,
  random: Random,
): File {
  const kinds = objects.map(({ kind }) => String(kind).toLowerCase());
  const first = objects[0]?.metadata as JsonObject;
  const file = `${folder}/${objects.length > 1 ? `all-${kinds[0]}` : `${kinds[0]}${kinds[0] === 'service' ? `-${first.name}` : ''}`}.yaml`;
  let text = random.isOneIn(4) ? '---\n' : '';
  const findings: Expected[] = [];
  for (const [at, object] of objects.entries()) {
    if (at > 0) text += '---\n';
    const own = planted.find((each) => each.object === object);
    const page = own === undefined ? pageFor() : pageOf(object, own);
    writeByHand(page, object, hand);
    if (own !== undefined) findings.push(expectedOf(own, { [file]: below(text, page) }));
    text += page.text;
  }
  return { name: file, text: encoded(text, random), findings };
}

function below(before: string, page: Page): Spot {
  const { line, column } = spotIn(page);
  return { line: line + before.split('\n').length - 1, column };
}

/** Some editors end lines as Windows does, or begin a file with a mark of its encoding. */
function encoded(text: string, random: Random): string {
  const ended = random.isOneIn(100) ? text.replaceAll('\n', '\r\n') : text;
  return random.isOneIn(333) ? `\ufeff${ended}` : ended;
}

function kustomization(folder: string, files: readonly File[]): File {
  const resources = files.map(({ name }) => `- ${name.slice(folder.length + 1)}\n`).join('');
  return {
    name: `${folder}/kustomization.yaml`,
    text: `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${resources}`,
    findings: [],
  };
}

/** A chart of Helm: its templates are no YAML. */
function chart({ name, version, port }: App, folder: string): readonly File[] {
  const file = (path: string, text: string) => ({ name: `${folder}/${path}`, text, findings: [] });
  const head = (kind: string, api: string) =>
    `apiVersion: ${api}\nkind: ${kind}\nmetadata:\n  name: {{ include "${name}.fullname" . }}\n  labels:\n    {{- include "${name}.labels" . | nindent 4 }}\n`;
  return [
    file(
      'Chart.yaml',
      `apiVersion: v2\nname: ${name}\nversion: ${version}\ndescription: A chart for ${name}\n`,
    ),
    file(
      'values.yaml',
      `# Values of ${name}\nreplicas: 2\nservice:\n  port: ${port}\n  type: ClusterIP\nresources: {}\n`,
    ),
    file(
      'templates/deployment.yaml',
      `${head('Deployment', 'apps/v1')}spec:\n  replicas: {{ .Values.replicas }}\n  {{- with .Values.resources }}\n  resources: {{ toYaml . }}\n  {{- end }}\n`,
    ),
    file(
      'templates/service.yaml',
      `${head('Service', 'v1')}spec:\n  ports:\n    - port: {{ .Values.service.port }}\n`,
    ),
  ];
}

/** A file that fills a repository up to its number. */
function note(number: number, { space }: App): File {
  const random = randomFrom(number);
  const data = `  ${noun(random)}: |\n    ${sentence(random, 12)}\n    ${sentence(random, 9)}\n`;
  return {
    name: `notes/${number}.yaml`,
    text: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: note-${number}\n  namespace: ${space.name}\ndata:\n${data}`,
    findings: [],
  };
}
