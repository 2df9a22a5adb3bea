import type { Told } from '../verdicts.js';

/** A place where the obvious reading of a configuration is wrong. */
export interface Trap {
  /** What is treacherous: one sentence without a period. */
  readonly trap: string;
  /** What a checker says that does not know it. */
  readonly naive: string;
  /** Both sides of it: at least one input that is all right, and one in which something is wrong. */
  readonly cases: readonly Case[];
}

/** An input. Comments `# <- rule-id` mark the lines that findings point at; without any it is all right. */
interface Case {
  readonly what: string;
  readonly input: string;
  readonly told?: Told;
}

/** An input of several documents. */
export function documents(...parts: readonly string[]): string {
  return parts.map((part) => part.trim()).join('\n---\n');
}

/** What kubectl writes of several objects: a List. */
export function capture(...objects: readonly string[]): string {
  const items = objects.map((object) => `- ${object.trim().replaceAll('\n', '\n  ')}`);
  return `apiVersion: v1\nkind: List\nitems:\n${items.join('\n')}`;
}

/** A captured osm-controller, which tells release, mesh and namespace. */
export function controlPlane(version: string, namespace = 'osm-system', rest = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: osm-controller
  namespace: ${namespace}
  uid: d-${namespace}
  labels: { app: osm-controller, meshName: osm, app.kubernetes.io/version: v${version} }
${rest}`;
}

/** A captured namespace of mesh osm whose pods get a sidecar. */
export function meshed(name: string): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  uid: n-${name}
  labels: { openservicemesh.io/monitored-by: osm }
  annotations: { openservicemesh.io/sidecar-injection: enabled }`;
}

/** A text with a mark at the end of the first line that holds a part of it. */
export function marked(text: string, part: string, ...rules: readonly string[]): string {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => line.includes(part));
  if (index < 0) throw new Error(`no line holds ${part}`);
  return lines.with(index, `${lines[index]}  # <- ${rules.join(', ')}`).join('\n');
}
