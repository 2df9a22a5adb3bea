import path from 'node:path';

/**
 * Whether a file tells what a test expects rather than what is deployed: parts of objects, objects that must not be
 * there, copies of what a tool should print. Meant for files that were found in a directory: one that the user named,
 * or that a bundle holds, is never a fixture. Only names that say so by themselves count, since a manifest that is
 * taken for a fixture is lost without a word; `tests/` alone says nothing, as many deploy from there.
 */
export function isFixture(file: string, hasFile: (path: string) => boolean): boolean {
  return (
    isExpectation(path.posix.basename(file)) ||
    isExpectedOutput(file, hasFile) ||
    isInTestFolder(foldersOf(file)) ||
    isInChainsawTest(path.posix.dirname(file), hasFile)
  );
}

/** `00-assert.yaml` and `00-errors.yaml` of kuttl and Chainsaw, and golden files. */
function isExpectation(name: string): boolean {
  return /^\d+-(assert|errors)\.ya?ml$|\.golden(\.(ya?ml|json))?$/.test(name);
}

/** Without the input beside it, `x-output.yaml` may be anything: Fluentd has outputs, too. */
function isExpectedOutput(file: string, hasFile: (path: string) => boolean): boolean {
  const input = file.replace(/-output(\.(ya?ml|json))$/, '-input$1');
  return input !== file && hasFile(input);
}

/** Go ignores folders called `testdata`, and Jest and helm-unittest write `__snapshots__`. */
function isInTestFolder(folders: readonly string[]): boolean {
  return (
    folders.some((folder) => folder === 'testdata' || folder === '__snapshots__') || isInFixtures(folders)
  );
}

/** `fixtures` alone may be a team or an application: it takes a folder of tests above it. */
function isInFixtures(folders: readonly string[]): boolean {
  const fixtures = folders.lastIndexOf('fixtures');
  return folders.slice(0, Math.max(fixtures, 0)).some((folder, at) => isOfTests(folder, folders[at - 1]));
}

/** A folder `test` may also be named after a cluster: `clusters/test`. */
function isOfTests(folder: string, parent: string | undefined): boolean {
  return (
    /^(tests?|e2e|__tests__)$/.test(folder) && !/^(clusters|overlays|environments|envs)$/.test(parent ?? '')
  );
}

/** A test of Chainsaw is a folder. One that Kustomize or Helm reads as well holds what is deployed. */
function isInChainsawTest(folder: string, hasFile: (path: string) => boolean): boolean {
  const holds = (name: string) => hasFile(path.posix.join(folder, name));
  return CHAINSAW.some(holds) && !DEPLOYED.some(holds);
}

const CHAINSAW = ['chainsaw-test.yaml', 'chainsaw-test.yml'];
const DEPLOYED = ['kustomization.yaml', 'kustomization.yml', 'Kustomization', 'Chart.yaml'];

function foldersOf(file: string): readonly string[] {
  return file.split('/').slice(0, -1);
}
