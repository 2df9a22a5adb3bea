import { parseConfiguration } from './configuration.js';
import { isObject, type Json, type JsonObject } from './json.js';

/**
 * The file that a rendered object was made from, as a short text for readers: `shop/templates/target.yaml`, or
 * `base/target.yaml (github.com/acme/base at v1.2)`. Undefined where nothing tells it. `text` is that of the document,
 * from the documents before it on that hold nothing but comments: Helm writes its comment there where a template begins
 * with `---`. What Helm says goes first, since the chart is what has to be mended.
 */
export function originOf(text: string, value: JsonObject): string | undefined {
  const annotations = isObject(value.metadata) ? value.metadata.annotations : undefined;
  const origin = helmSource(text) ?? (isObject(annotations) ? annotatedOrigin(annotations) : undefined);
  return origin === undefined ? undefined : onOneLine(origin);
}

/** The last comment of `helm template` before the first line that is no comment. */
function helmSource(text: string): string | undefined {
  const start = text.search(/^(?!(?:---|\.\.\.)?[ \t]*(?:#|$))/m);
  const prelude = text.slice(0, start === -1 ? undefined : start);
  return Array.from(prelude.matchAll(HELM), ([, file]) => file).at(-1);
}

/** Others write "Source:" too, mostly before an address: a chart's name has no colon. */
const HELM = /^# Source: ([\w.-]+\/(?:charts\/[\w.-]+\/)*(?:templates|crds)\/.*\S)[ \t]*\r?$/gm;

/** Kustomize tells the origin where it was asked to; it and kpt leave the path where somebody asked them to keep it. */
function annotatedOrigin(annotations: JsonObject): string | undefined {
  const origin = annotations['config.kubernetes.io/origin'];
  const told = typeof origin === 'string' ? kustomizeOrigin(origin) : undefined;
  return told ?? PATHS.map((key) => textAt(annotations, key)).find((path) => path !== undefined);
}

const PATHS = ['internal.config.kubernetes.io/path', 'config.kubernetes.io/path'];

/** A file has a path; what a generator made has the file that configures it, and the kind of generator. */
function kustomizeOrigin(text: string): string | undefined {
  const value = parseConfiguration({ name: 'origin', text }).documents[0]?.value;
  if (!isObject(value)) return undefined;
  const file = textAt(value, 'path') ?? textAt(value, 'configuredIn');
  if (file === undefined) return undefined;
  const generator = isObject(value.configuredBy) ? textAt(value.configuredBy, 'kind') : undefined;
  const details = [generator, repositoryOf(value)].filter((detail) => detail !== undefined);
  return details.length === 0 ? file : `${file} (${details.join(', ')})`;
}

/** Without the scheme, and without the password that some people write into an address. */
function repositoryOf(origin: JsonObject): string | undefined {
  const repository = textAt(origin, 'repo')?.replace(/^\w+:\/\/(?:[^/]*@)?/, '');
  const ref = textAt(origin, 'ref');
  return repository === undefined || ref === undefined ? repository : `${repository} at ${ref}`;
}

function textAt(value: JsonObject, key: string): string | undefined {
  const text: Json | undefined = value[key];
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

const LONGEST = 200;

/** Whoever wrote the input wrote this, too: no new lines, nothing invisible, and not for ever. */
function onOneLine(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
