import { isObject } from '../../../src/input/json.js';
import { isClusterScoped } from '../../../src/input/kinds.js';
import type { TextRole } from '../../../src/input/layouts/layout.js';
import { readInput } from '../../../src/input/read.js';
import { directory } from '../../cli/meshlint.js';

/** What a directory with these files is read as, in lines that a test can list. */
export async function readBundle(files: Readonly<Record<string, string | Buffer>>) {
  const cwd = directory(files);
  const input = await readInput(['.'], { cwd, signatures: [/(?:)/] });
  return {
    bundles: input.bundles.map(
      ({ bundle }) => `${bundle.name}: ${bundle.layout.name}, because ${bundle.because}`,
    ),
    objects: input.documents
      .flatMap(({ objects }) => objects)
      .map(({ value: { apiVersion, kind, metadata } }) => {
        const { namespace, name } = isObject(metadata) ? metadata : {};
        return `${apiVersion} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
      })
      .sort(),
    claims: input.bundles
      .flatMap(({ claims }) => claims)
      .map(({ completeness, kind, namespaces, evidence }) => {
        const scope =
          isClusterScoped(kind) || !namespaces ? 'the cluster' : [...namespaces].sort().join(', ');
        return `${completeness} ${kind} in ${scope}: ${evidence}`;
      })
      .sort(),
    problems: input.problems.map(({ level, subject, message }) => `${level} ${subject}: ${message}`),
    texts: [...new Set(input.observed.map(({ source, role }) => textLine(source.name, role)))].sort(),
  };
}

function textLine(name: string, { of, namespace, pod, container }: TextRole): string {
  const where = [namespace, pod].filter((part) => part !== undefined).join('/') || undefined;
  return [of, name, where, container].filter((part) => part !== undefined).join(' ');
}
