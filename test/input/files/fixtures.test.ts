import { describe, expect, test } from 'vitest';
import { isFixture } from '../../../src/input/files/fixtures.js';

/** Of the files of a tree, those that are fixtures. */
function fixtures(files: readonly string[]): readonly string[] {
  return files.filter((file) => isFixture(file, (path) => files.includes(path)));
}

describe('is a fixture:', () => {
  test.each<[string, readonly string[]]>([
    ['what a step of kuttl asserts', ['e2e/shop/00-assert.yaml', '1-assert.yml']],
    ['what a step of kuttl forbids', ['e2e/shop/00-errors.yaml', '12-errors.yml']],
    ['a golden file', ['a/target.golden', 'a/target.golden.yaml', 'golden.golden.json']],
    ['test data of Go', ['testdata/a.yaml', 'pkg/route/testdata/deep/a.yaml']],
    ['a snapshot', ['chart/tests/__snapshots__/a.yaml']],
    [
      'a file in fixtures below tests',
      [
        'test/fixtures/a.yaml',
        'tests/unit/fixtures/x/a.yaml',
        'e2e/fixtures/a.yaml',
        '__tests__/fixtures/a.yaml',
      ],
    ],
    ['a test of Chainsaw', ['e2e/shop/chainsaw-test.yaml', 'e2e/shop/target.yaml']],
    ['a test of Chainsaw in the directory that was named', ['chainsaw-test.yml', 'target.yaml']],
  ])('%s', (_, files) => expect(fixtures(files)).toEqual(files));

  test.each<[string, readonly string[], readonly string[]]>([
    ['the output beside its input', ['a/b-input.yaml', 'a/b-output.yaml'], ['a/b-output.yaml']],
    ['not a step itself', ['e2e/00-assert.yaml', 'e2e/00-install.yaml'], ['e2e/00-assert.yaml']],
    [
      'not what is below a test of Chainsaw',
      ['e2e/chainsaw-test.yaml', 'e2e/shop/target.yaml', 'target.yaml'],
      ['e2e/chainsaw-test.yaml'],
    ],
  ])('%s', (_, files, expected) => expect(fixtures(files)).toEqual(expected));
});

describe('is no fixture:', () => {
  test.each<[string, readonly string[]]>([
    ['a file that only speaks of tests', ['assert.yaml', 'errors.yaml', 'a-assert.yaml', 'test.yaml']],
    ['a manifest of something called so', ['00-errors-service.yaml', '01-assertions.yaml', 'golden.yaml']],
    ['an output without its input', ['fluentd/a-output.yaml', 'b-input.yaml', 'other/a-input.yaml']],
    ['an output of another kind of file', ['a-output.yaml', 'a-input.json']],
    ['a folder of tests', ['test/a.yaml', 'tests/a.yaml', 'e2e/shop/a.yaml']],
    ['fixtures of no test', ['fixtures/a.yaml', 'apps/fixtures/a.yaml', 'fixtures/test/a.yaml']],
    ['a file called like a folder of tests', ['testdata', 'test/fixtures', 'a/testdata.yaml']],
    ['a cluster called test', ['clusters/test/fixtures/a.yaml', 'apps/overlays/test/fixtures/a.yaml']],
    [
      'what is deployed beside a test of Chainsaw',
      [
        'a/chainsaw-test.yaml',
        'a/kustomization.yaml',
        'b/chainsaw-test.yaml',
        'b/Chart.yaml',
        'b/values.yaml',
      ],
    ],
  ])('%s', (_, files) => expect(fixtures(files)).toEqual([]));
});
