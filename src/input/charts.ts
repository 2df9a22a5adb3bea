import { existsSync } from 'node:fs';
import path from 'node:path';

/** Whether a file is a template of a Helm chart, and so no YAML yet: it lies under `templates` beside a `Chart.yaml`. */
export function isChartTemplate(file: string): boolean {
  const parts = path.dirname(file).split(path.sep);
  return parts.some((part, at) => part === 'templates' && isChart(parts.slice(0, at).join(path.sep)));
}

function isChart(directory: string): boolean {
  return existsSync(path.join(directory || path.sep, 'Chart.yaml'));
}
