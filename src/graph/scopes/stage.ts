/** Words for the stages of a release: what folders and clusters are often named after. */
const STAGE = /^(dev(elopment)?|test(ing)?|qa|stag(e|ing)|uat|pre-?prod(uction)?|prod(uction)?)(?![a-z])/i;

/** The stage that a name begins with, in one spelling: `prod` for `production` and for `prod-eu`; empty for none. */
export function stageOf(name: string): string {
  const stage = STAGE.exec(name)?.[0] ?? '';
  return stage
    .toLowerCase()
    .replace('-', '')
    .replace(/^(dev|test|stag|preprod|prod).*/, '$1');
}

/** Whether a name is that of a stage and says no more: not `prod-eu`. */
export function isStage(name: string): boolean {
  return STAGE.exec(name)?.[0] === name;
}
