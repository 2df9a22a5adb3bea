/** Whether a file is a template of a Helm chart, and so no YAML yet: it lies under `templates` beside a `Chart.yaml`. */
export function isChartTemplate(path: string, hasFile: (path: string) => boolean): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some(
    (folder, at) => folder === 'templates' && hasFile([...folders.slice(0, at), 'Chart.yaml'].join('/')),
  );
}
