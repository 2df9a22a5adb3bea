import type { Report } from '../triage/report.js';
import type { Format } from './format.js';
import { renderJson } from './json.js';
import { renderSarif } from './sarif.js';
import { renderText, type TextOptions } from './text.js';
import type { Tool } from './tool.js';

export interface RenderOptions extends TextOptions {
  readonly tool: Tool;
}

const RENDERERS: Readonly<Record<Format, (report: Report, options: RenderOptions) => string>> = {
  text: renderText,
  sarif: (report, { tool }) => renderSarif(report, tool),
  json: (report, { tool }) => renderJson(report, tool),
};

/** The same report always gives the same bytes: no time, no path of the machine, a line end at the end. */
export function render(format: Format, report: Report, options: RenderOptions): string {
  return RENDERERS[format](report, options);
}
