import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controlPlane, documents, meshed } from '../traps/trap.js';
import { verdicts } from '../verdicts.js';
import { pods, rowsOf } from './printed.js';

const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');

const AKS = controlPlane('1.2.4', 'kube-system');

const INGRESS = read('ingress.yaml');
const AS_PRINTED = read('ingress-as-printed.txt');

const PODS = pods(
  `
NAME                      READY   STATUS    RESTARTS   AGE
httpbin-7c6464475-9wrr8   2/2     Running   0          6d20h`,
  { namespace: 'httpbin', labels: { app: 'httpbin' } },
).map((pod) => JSON.stringify(pod));

/** The Service that the page prints; its target port is no column. */
function service(targetPort: number): string {
  const [{ NAME, 'PORT(S)': ports = '' } = {}] = rowsOf(`
NAME      TYPE        CLUSTER-IP    EXTERNAL-IP   PORT(S)     AGE
httpbin   ClusterIP   10.0.92.135   <none>        14001/TCP   6d20h`);
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: NAME, namespace: 'httpbin', uid: 's1' },
    spec: { selector: { app: 'httpbin' }, ports: [{ port: Number.parseInt(ports, 10), targetPort }] },
  });
}

/** An IngressBackend as `kubectl get ingressbackend` prints it. */
function withStatus(table: string): string {
  const [{ STATUS } = {}] = rowsOf(table);
  return `${INGRESS}status: { currentStatus: ${STATUS}, reason: none }\n`.replaceAll(
    '  namespace: httpbin',
    '  namespace: httpbin\n  uid: i1',
  );
}

describe('Ingress and IngressBackend of the integrations page', () => {
  const cluster = [AKS, meshed('httpbin'), service(14001), ...PODS];

  it('are whole once their indentation is mended', async () => {
    expect(await verdicts(documents(INGRESS, ...cluster))).toEqual([]);
  });

  it('are committed where the table says so', async () => {
    expect(await verdicts(documents(withStatus('NAME STATUS\nhttpbin committed'), ...cluster))).toEqual([]);
    expect(await verdicts(documents(withStatus('NAME STATUS\nhttpbin error'), ...cluster))).toEqual([
      '36 osm-ingress-backend-status-error',
    ]);
  });

  it('name the target port, and not the port of the Service', async () => {
    const other = [AKS, meshed('httpbin'), service(80), ...PODS];
    expect(await verdicts(documents(INGRESS, ...other))).toEqual(['29 osm-ingress-backend-not-target-port']);
  });

  it('cannot be https behind the Application Gateway', async () => {
    const https = INGRESS.replace(
      'protocol: http',
      'protocol: https\n    tls: { skipClientCertValidation: false }',
    ).concat('  - { kind: AuthenticatedPrincipal, name: nginx.front.cluster.local }\n');
    expect(await verdicts(documents(https, ...cluster))).toEqual([
      '30 osm-ingress-backend-https-behind-application-gateway',
    ]);
  });

  it('cannot be read as they are printed', async () => {
    const yaml = AS_PRINTED.split('\n').slice(1, -2).join('\n');
    expect(await verdicts(yaml)).toEqual(['10 broken-document', '27 broken-document']);
  });

  it('are no document together with the shell command around them', async () => {
    expect(await verdicts(AS_PRINTED)).toEqual(['1 broken-document', '28 broken-document']);
  });
});

const MONITOR = read('azure-monitor.yaml').replace('metadata:', 'metadata:\n  uid: c1');

/** The namespace that the ConfigMap of the page names, given its labels and annotations. */
function application(labels: string, annotations: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: { name: myappnamespace, uid: n1, labels: { ${labels} }, annotations: { ${annotations} } }`;
}

const MONITORED = 'openservicemesh.io/monitored-by: osm';
const INJECTED = 'openservicemesh.io/sidecar-injection: enabled';
const METRICS = 'openservicemesh.io/metrics: enabled';

describe('the settings of Azure Monitor', () => {
  it.each<[what: string, monitor: string, namespace: string, expected: readonly string[]]>([
    ['as the page prints them', MONITOR, application(MONITORED, `${INJECTED}, ${METRICS}`), []],
    [
      'for a namespace without metrics',
      MONITOR,
      application(MONITORED, INJECTED),
      ['11 osm-azure-monitor-namespace-without-metrics'],
    ],
    [
      'for a namespace that is not in the mesh',
      MONITOR,
      application('', METRICS),
      ['11 osm-azure-monitor-namespace-not-monitored'],
    ],
    [
      'in another namespace',
      MONITOR.replace('kube-system', 'osm-system'),
      application(MONITORED, `${INJECTED}, ${METRICS}`),
      ['15 osm-azure-monitor-wrong-namespace'],
    ],
    [
      'of another schema',
      MONITOR.replace('schema-version: v1', 'schema-version: v2'),
      application(MONITORED, `${INJECTED}, ${METRICS}`),
      ['4 osm-azure-monitor-wrong-schema-version'],
    ],
    [
      'with a text instead of a list',
      MONITOR.replace('["myappnamespace"]', '"myappnamespace"'),
      application(MONITORED, `${INJECTED}, ${METRICS}`),
      ['11 osm-azure-monitor-unreadable'],
    ],
    [
      'without an end of the list',
      MONITOR.replace('"]', '"'),
      application(MONITORED, `${INJECTED}, ${METRICS}`),
      ['11 osm-azure-monitor-unreadable'],
    ],
  ])('%s', async (_, monitor, namespace, expected) => {
    expect(await verdicts(documents(monitor, AKS, namespace))).toEqual(expected);
  });
});
