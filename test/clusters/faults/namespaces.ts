import { all, changed, set } from '../changes.js';
import type { Fault } from '../fault.js';
import { uninjected } from '../injection.js';
import { objectAt } from '../objects.js';

const LABEL = '/metadata/labels/openservicemesh.io~1monitored-by';
const INJECTION = '/metadata/annotations/openservicemesh.io~1sidecar-injection';
const MONITOR = 'ConfigMap kube-system/container-azm-ms-osmconfig';
const TOML = '/data/osm-metric-collection-configuration';

const toml = (list: string) =>
  `[osm_metric_collection_configuration]\n[osm_metric_collection_configuration.settings]\nmonitor_namespaces = ${list}\n`;

export const NAMESPACES: readonly Fault[] = [
  {
    name: 'A namespace is annotated and not labelled',
    change: set('Namespace bookbuyer', LABEL, undefined),
    finding:
      'error osm-namespace-not-monitored Namespace bookbuyer /metadata/annotations/openservicemesh.io~1sidecar-injection',
  },
  {
    name: 'A namespace is annotated and not labelled, and its pods have no sidecars',
    change: all(set('Namespace bookbuyer', LABEL, undefined), uninjected('Pod bookbuyer/*')),
    finding:
      'error osm-namespace-not-monitored Namespace bookbuyer /metadata/annotations/openservicemesh.io~1sidecar-injection',
  },
  {
    name: 'A namespace is labelled and not annotated, and its pods have no sidecars',
    change: all(set('Namespace bookthief', INJECTION, undefined), uninjected('Pod bookthief/*')),
    finding:
      'warning osm-namespace-injection-not-chosen Namespace bookthief /metadata/labels/openservicemesh.io~1monitored-by',
  },
  {
    name: 'A namespace names a mesh that is not there',
    change: all(set('Namespace bookstore', LABEL, 'osm2'), uninjected('Pod bookstore/*')),
    finding: `error osm-namespace-unknown-mesh Namespace bookstore ${LABEL}`,
  },
  {
    name: 'monitored-by is an annotation',
    change: all(
      set('Namespace bookstore', LABEL, undefined),
      set('Namespace bookstore', '/metadata/annotations/openservicemesh.io~1monitored-by', 'osm'),
      uninjected('Pod bookstore/*'),
    ),
    finding:
      'error osm-namespace-monitored-by-as-annotation Namespace bookstore /metadata/annotations/openservicemesh.io~1monitored-by',
  },
  {
    name: 'sidecar-injection is a label',
    change: all(
      set('Namespace bookthief', INJECTION, undefined),
      set('Namespace bookthief', '/metadata/labels/openservicemesh.io~1sidecar-injection', 'enabled'),
      uninjected('Pod bookthief/*'),
    ),
    finding:
      'error osm-namespace-injection-as-label Namespace bookthief /metadata/labels/openservicemesh.io~1sidecar-injection',
  },
  {
    name: 'kube-system was added to the mesh',
    change: all(
      set('Namespace kube-system', LABEL, 'osm'),
      set('Namespace kube-system', INJECTION, 'enabled'),
    ),
    flavors: ['upstream', 'aks'],
    finding: `error osm-namespace-never-injected Namespace kube-system ${LABEL}`,
  },
  {
    name: 'The injection annotation of a namespace is neither yes nor no',
    change: set('Namespace bookbuyer', INJECTION, 'on'),
    finding: `error osm-namespace-injection-unknown-value Namespace bookbuyer ${INJECTION}`,
  },
  {
    name: 'The metrics annotation of a namespace is neither yes nor no',
    flavors: ['upstream', 'arc'],
    change: set('Namespace bookstore', '/metadata/annotations/openservicemesh.io~1metrics', 'on'),
    finding:
      'error osm-namespace-metrics-unknown-value Namespace bookstore /metadata/annotations/openservicemesh.io~1metrics',
  },
  {
    name: 'The metrics annotation of a namespace is neither yes nor no, and Azure Monitor collects from it',
    flavors: ['aks'],
    change: set('Namespace bookstore', '/metadata/annotations/openservicemesh.io~1metrics', 'on'),
    finding:
      'error osm-namespace-metrics-unknown-value Namespace bookstore /metadata/annotations/openservicemesh.io~1metrics',
  },
  {
    name: 'A monitored namespace is ignored, be it with false',
    change: set('Namespace bookbuyer', '/metadata/labels/openservicemesh.io~1ignore', 'false'),
    finding: 'warning osm-namespace-ignored Namespace bookbuyer /metadata/labels/openservicemesh.io~1ignore',
  },
  {
    name: 'A monitored namespace is labelled control-plane',
    since: '0.11',
    change: set('Namespace bookbuyer', '/metadata/labels/control-plane', 'yes'),
    finding: 'warning osm-namespace-control-plane-label Namespace bookbuyer /metadata/labels/control-plane',
  },
  {
    name: 'A namespace is of two meshes',
    change: set('Namespace bookbuyer', '/metadata/labels/istio-injection', 'enabled'),
    finding: 'error osm-namespace-two-meshes Namespace bookbuyer /metadata/labels/istio-injection',
  },
  {
    name: 'Pod security keeps sidecars out',
    change: set('Namespace bookbuyer', '/metadata/labels/pod-security.kubernetes.io~1enforce', 'restricted'),
    finding:
      'warning osm-namespace-pod-security Namespace bookbuyer /metadata/labels/pod-security.kubernetes.io~1enforce',
  },
  {
    name: 'Azure Monitor collects from a namespace without metrics',
    flavors: ['aks'],
    change: set(MONITOR, TOML, toml('["bookbuyer"]')),
    finding: `warning osm-azure-monitor-namespace-without-metrics ${MONITOR} ${TOML}`,
  },
  {
    name: 'Azure Monitor collects from a namespace outside the mesh',
    flavors: ['aks'],
    change: set(MONITOR, TOML, toml('["bookstore", "outside"]')),
    finding: `warning osm-azure-monitor-namespace-not-monitored ${MONITOR} ${TOML}`,
  },
  {
    name: 'The namespaces of Azure Monitor are one text',
    flavors: ['aks'],
    change: set(MONITOR, TOML, toml('"bookstore"')),
    finding: `warning osm-azure-monitor-unreadable ${MONITOR} ${TOML}`,
  },
  {
    name: 'The settings of Azure Monitor are no TOML',
    flavors: ['aks'],
    change: set(MONITOR, TOML, 'monitor_namespaces: [bookstore]'),
    finding: `warning osm-azure-monitor-unreadable ${MONITOR} ${TOML}`,
  },
  {
    name: 'The settings of Azure Monitor have an unknown schema version',
    flavors: ['aks'],
    change: set(MONITOR, '/data/schema-version', 'v2'),
    finding: `warning osm-azure-monitor-wrong-schema-version ${MONITOR} /data/schema-version`,
  },
  {
    name: 'The settings of Azure Monitor stand in another namespace',
    flavors: ['aks'],
    change: set(MONITOR, '/metadata/namespace', 'default'),
    finding:
      'warning osm-azure-monitor-wrong-namespace ConfigMap default/container-azm-ms-osmconfig /metadata/namespace',
  },
  {
    name: 'A namespace is monitored by nobody any more, and its pods still have sidecars',
    change: changed('Namespace bookthief', (namespace) => {
      const { 'openservicemesh.io/monitored-by': _, ...labels } = objectAt(namespace, 'metadata', 'labels');
      const { annotations: __, ...metadata } = objectAt(namespace, 'metadata');
      return { ...namespace, metadata: { ...metadata, labels } };
    }),
    finding: 'warning osm-namespace-left-with-sidecars Namespace bookthief /metadata/name',
  },
];
