export { type AnalysisOptions, analyze } from './analyze.js';
export { parseSources, type ReadInput, readInput } from './input/read.js';
export type { Problem, Source } from './input/source.js';
export { FORMATS, type Format } from './report/format.js';
export { type RenderOptions, render } from './report/render.js';
export { loadRuleSet, type RuleSet } from './rule-set.js';
export type { Finding, RuleInfo, Severity, Undecided } from './rules/finding.js';
export type { Report } from './triage/report.js';
