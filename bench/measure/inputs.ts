import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDump } from '../generate/dump.js';
import type { Form } from '../generate/list-file.js';
import { writeRepository } from '../generate/repository.js';

/**
 * What is given to the tools. Its id says what it is: `d100` is a dump of 100 MB, `d100n` one without managedFields, `d100j`
 * the same objects as `d100` in JSON, `g5000` a repository of 5,000 files, `file` one small file, and `version` nothing.
 */
export type Input =
  | {
      readonly kind: 'dump';
      readonly id: string;
      readonly megabytes: number;
      readonly form: Form;
      /** Without ending. */
      readonly path: string;
    }
  | { readonly kind: 'repository' | 'file'; readonly id: string; readonly path: string }
  | { readonly kind: 'version'; readonly id: string };

/** The input of an id, of which the files lie in a folder. */
export function inputOf(id: string, folder: string): Input {
  const dump = /^d(\d+)(n?)(j?)$/.exec(id);
  if (dump !== null) {
    const [, size = '', without = '', json] = dump;
    const path = join(folder, `d${size}${without}`);
    return { kind: 'dump', id, megabytes: Number(size), form: json === 'j' ? 'json' : 'yaml', path };
  }
  if (/^g\d+$/.test(id)) return { kind: 'repository', id, path: join(folder, id) };
  if (id === 'file') return { kind: 'file', id, path: join(folder, 'small.yaml') };
  if (id === 'version') return { kind: 'version', id };
  throw new Error(`no input is called ${id}`);
}

/** Whether a JSON text of a dump can be read as a whole: the longest text of V8 has 512 MiB. */
export function fitsInText({ megabytes }: { readonly megabytes: number }): boolean {
  return megabytes * 2.2 < 512;
}

const SEED = 1;
/** One application of so many has a fault: about one object of 250 in a dump, and one file of 100 in a repository. */
const FAULT_EVERY = { dump: 11, repository: 9 };

/** Writes the files of an input, unless they are there. */
export function generate(input: Input): void {
  if (input.kind === 'file') writeFileSync(input.path, SMALL);
  if (input.kind === 'repository' && !existsSync(`${input.path}.truth.json`))
    writeRepository({
      files: Number(input.id.slice(1)),
      faultEvery: FAULT_EVERY.repository,
      seed: SEED,
      path: input.path,
    });
  if (input.kind === 'dump') generateDump(input);
}

function generateDump(input: Extract<Input, { readonly kind: 'dump' }>): void {
  const { megabytes, path, id } = input;
  const forms: readonly Form[] = fitsInText(input) || input.form === 'json' ? ['yaml', 'json'] : ['yaml'];
  if (forms.every((form) => existsSync(`${path}.${form}`)) && existsSync(`${path}.truth.json`)) return;
  const hasManagedFields = !/n/.test(id);
  writeDump({ megabytes, hasManagedFields, faultEvery: FAULT_EVERY.dump, seed: SEED, path, forms });
}

/** About 1.1 kB of what a hook in an editor is given. */
const SMALL = `apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata:
  name: bookbuyer-to-bookstore
  namespace: bookstore
spec:
  destination:
    kind: ServiceAccount
    name: bookstore
    namespace: bookstore
  rules:
    - kind: HTTPRouteGroup
      name: bookstore-routes
      matches:
        - buy-a-book
        - books-bought
  sources:
    - kind: ServiceAccount
      name: bookbuyer
      namespace: bookbuyer
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata:
  name: bookstore-routes
  namespace: bookstore
spec:
  matches:
    - name: books-bought
      pathRegex: /books-bought
      methods:
        - GET
      headers:
        - "user-agent": ".*-http-client/*.*"
        - "client-app": "bookbuyer"
    - name: buy-a-book
      pathRegex: ".*a-book.*new"
      methods:
        - GET
---
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata:
  name: bookstore-split
  namespace: bookstore
spec:
  service: bookstore.bookstore.svc.cluster.local
  backends:
    - service: bookstore-v1
      weight: 90
    - service: bookstore-v2
      weight: 10
`;
