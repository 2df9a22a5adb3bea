import { expect, test } from 'vitest';
import { isStage, stageOf } from '../../../src/graph/scopes/stage.js';

test.each<[string, string, boolean]>([
  ['prod', 'prod', true],
  ['Production', 'prod', true],
  ['prod-eu', 'prod', false],
  ['prod1', 'prod', false],
  ['pre-prod', 'preprod', true],
  ['preproduction', 'preprod', true],
  ['stage', 'stag', true],
  ['staging', 'stag', true],
  ['development', 'dev', true],
  ['testing', 'test', true],
  ['qa', 'qa', true],
  ['uat', 'uat', true],
  ['products', '', false],
  ['eu-prod', '', false],
])('%s is of the stage %j', (name, stage, isWhole) => {
  expect([stageOf(name), isStage(name)]).toEqual([stage, isWhole]);
});
