import { VARIABLES } from '../facts/control-planes/components.js';
import { kubectlName } from '../graph/kinds.js';
import { type KindName, KNOWN_KINDS, kindName } from '../input/kinds.js';
import { CAPTURE_LEDGER } from '../input/layouts/meshlint-capture.js';

/**
 * The ConfigMaps that rules and facts read: any other may hold what is nobody's business. Law: every ConfigMap in the
 * examples of rules is one of these.
 */
export const CONFIG_MAPS = '(osm-config|preset-mesh-config|container-azm-ms-osmconfig|istio(-.*)?)';

/**
 * Never fetched whole: Secrets at all, ConfigMaps but by name; `*` is no kind, and what `extensions` had the API serves as
 * networking.k8s.io, too, as it serves events twice.
 */
const NOT_WHOLE: ReadonlySet<KindName> = new Set([
  'Secret',
  'ConfigMap',
  '*',
  'extensions/Ingress',
  'events.k8s.io/Event',
]);

/**
 * A shell script that captures with kubectl what the rules read, and nothing else. It redacts what it fetches before
 * anything is written: values of environment variables, and the copies of manifests that `kubectl apply` keeps. Its output
 * is a layout of its own, which tells for each kind whether it was captured whole.
 */
export function captureScript(kinds: readonly KindName[], version: string): string {
  const resources = kinds
    .filter((kind) => !NOT_WHOLE.has(kind))
    .map(resourceName)
    .sort();
  const configMaps = kinds.includes('ConfigMap') ? CONFIG_MAP_LINES : [];
  return [
    ...head(version),
    ...resources.map((resource) => `get ${resource}`),
    ...configMaps,
    ...FOOT,
    '',
  ].join('\n');
}

/** With its group, so that no kind of another group can answer: `deployments.apps`. */
function resourceName(kind: KindName): string {
  const known = KNOWN_KINDS.find((each) => kindName(each) === kind);
  if (known === undefined) return kubectlName(kind);
  return known.group === '' ? known.plural : `${known.plural}.${known.group}`;
}

function head(version: string): readonly string[] {
  return [
    '#!/bin/sh',
    `# Captures with kubectl what the rules of meshlint ${version} read of a cluster, and nothing else. It changes nothing.`,
    '# It fetches no Secrets, and of ConfigMaps only those of meshes. Before anything is written, values of environment',
    '# variables, arguments that are tokens, and the manifests that kubectl apply keeps are replaced by a mark.',
    '#',
    '#   sh capture.sh [directory]      then look at what it wrote, and lint the directory, or pack it and send it:',
    '#   tar -czf capture.tar.gz directory',
    'set -u',
    `out=\${1:-meshlint-capture}`,
    'mkdir "$out" || exit 1',
    `ledger="$out/${CAPTURE_LEDGER}"`,
    `echo 'meshlint capture 1' > "$ledger" || exit 1`,
    '',
    '# kubectl writes each value of its JSON on a line of its own, and the name of a variable before its value.',
    'redact() {',
    "  awk '",
    `    /^ *"name": / { keep = /"(${VARIABLES.join('|')})"/ }`,
    '    /^ *"value": "/ && !keep { sub(/"value": ".*"/, "\\"value\\": \\"***HIDDEN***\\"") }',
    '    /last-applied-configuration": "/ { sub(/": ".*"/, "\\": \\"***HIDDEN***\\"") }',
    '    hide { sub(/".*"/, "\\"***HIDDEN***\\""); hide = 0 }',
    '    /"--[a-z-]*(token|password|secret)[a-z-]*",?$/ && !/-(name|key)",?$/ { hide = 1 }',
    '    /"--[a-z-]*(token|password|secret)[a-z-]*=/ && !/-(name|key)=/ { sub(/=.*"/, "=***HIDDEN***\\"") }',
    "    { print }'",
    '}',
    '',
    '# Fetches all objects of a kind, and notes whether that went well.',
    'get() {',
    '  { kubectl get "$1" --all-namespaces -o json 2> "$out/$1.error"; echo $? > "$out/$1.status"; } |',
    '    redact > "$out/$1.json"',
    '  echo "$1 $(cat "$out/$1.status")" >> "$ledger"',
    '  rm "$out/$1.status"',
    '  for file in "$out/$1.json" "$out/$1.error"; do [ -s "$file" ] || rm "$file"; done',
    '}',
    '',
  ];
}

const CONFIG_MAP_LINES = [
  '',
  `kubectl get configmaps --all-namespaces --no-headers -o custom-columns=:.metadata.namespace,:.metadata.name |`,
  `  grep -E '^[^ ]+ +${CONFIG_MAPS} *$' |`,
  '  while read -r namespace name; do',
  '    kubectl get configmap -n "$namespace" "$name" -o json < /dev/null | redact > "$out/configmap.$namespace.$name.json"',
  '  done',
];

const FOOT = [
  '',
  'echo "The capture is in $out. Look at it before you send it: names, labels and arguments are as they were."',
];
