import { all, changed, inTemplate, removed, rewritten, set, unready } from '../../changes.js';
import type { Fault } from '../fault.js';
import { imaged, uninjected } from '../injection.js';
import { FLAVORS, type Flavor } from '../installation.js';

/** Where Namespaces are labelled `istio-injection`, and where `istio.io/rev`. */
const UNNAMED: readonly Flavor[] = ['default', 'remote', 'external', 'ambient'];
const NAMED: readonly Flavor[] = ['revisioned', 'canary', 'tagged', 'asm', 'managed', 'aks'];
/** Where no default control plane is, neither by its name nor by a tag. */
const WITHOUT_DEFAULT: readonly Flavor[] = ['revisioned', 'managed', 'aks'];

/** Where it can be told what injectors answer: of one that is called by its URL nothing is known. */
const WITHIN: readonly Flavor[] = FLAVORS.filter((flavor) => flavor !== 'external');

const IN_CLUSTER: readonly Flavor[] = ['default', 'revisioned', 'canary', 'tagged', 'asm', 'ambient', 'aks'];

const REVISION = '/metadata/labels/istio.io~1rev';
const INJECTION = '/metadata/labels/istio-injection';
const INJECT = '/metadata/labels/sidecar.istio.io~1inject';

/** Labels of Namespaces: the first step of the guide. */
const NAMESPACES: readonly Fault[] = [
  {
    name: 'istio-injection has a value that nobody knows',
    flavors: UNNAMED,
    change: set('Namespace quay', INJECTION, 'true'),
    finding: `error istio-namespace-injection-unknown-value Namespace quay ${INJECTION}`,
  },
  {
    name: 'A Namespace names a revision that is not there',
    flavors: NAMED,
    change: set('Namespace quay', REVISION, 'asm-1105-9'),
    finding: `error istio-namespace-unknown-revision Namespace quay ${REVISION}`,
  },
  {
    name: 'The revision of a Namespace is empty',
    flavors: NAMED,
    change: set('Namespace quay', REVISION, ''),
    finding: `error istio-namespace-empty-revision Namespace quay ${REVISION}`,
  },
  {
    name: 'istio-injection is set where there is no default control plane',
    flavors: WITHOUT_DEFAULT,
    change: all(set('Namespace quay', REVISION, undefined), set('Namespace quay', INJECTION, 'enabled')),
    finding: `error istio-namespace-no-default-injector Namespace quay ${INJECTION}`,
  },
  {
    name: 'istio-injection hides the revision, and nobody injects',
    flavors: WITHOUT_DEFAULT,
    change: set('Namespace quay', INJECTION, 'enabled'),
    finding: `error istio-namespace-no-default-injector Namespace quay ${INJECTION}`,
  },
  {
    name: 'istio-injection and a revision stand together',
    flavors: ['default'],
    change: set('Namespace quay', REVISION, 'default'),
    finding: `warning istio-namespace-revision-ignored Namespace quay ${REVISION}`,
  },
  {
    name: 'istio-injection hides the revision of an upgrade',
    flavors: ['canary'],
    change: set('Namespace quay', INJECTION, 'enabled'),
    finding: `warning istio-namespace-revision-ignored Namespace quay ${REVISION}`,
  },
  {
    name: 'A Namespace says no, and names a revision',
    flavors: NAMED,
    change: set('Namespace quay', INJECTION, 'disabled'),
    finding: `warning istio-namespace-disabled-with-revision Namespace quay ${REVISION}`,
  },
  {
    name: 'A Namespace asks for sidecars and for ambient mode',
    flavors: ['ambient'],
    change: set('Namespace quay', '/metadata/labels/istio.io~1dataplane-mode', 'ambient'),
    finding: 'warning istio-namespace-ambient-and-sidecar Namespace quay /metadata/labels/istio-injection',
  },
  {
    name: 'A Namespace of Kubernetes is labelled',
    flavors: ['default'],
    change: set('Namespace kube-public', INJECTION, 'enabled'),
    finding: `warning istio-namespace-never-injected Namespace kube-public ${INJECTION}`,
  },
];

/** Keys of pods that do something else than they seem to. */
const PODS: readonly Fault[] = [
  {
    name: 'A Deployment asks for injection, and its pods do not',
    change: set('Deployment lighthouse/beacon', INJECT, 'true'),
    finding: `warning istio-pod-key-on-workload apps/Deployment lighthouse/beacon ${INJECT}`,
  },
  {
    name: 'The label of Namespaces stands on a pod',
    change: inTemplate('lighthouse/beacon', INJECTION, 'enabled'),
    finding: `warning istio-pod-injection-label apps/Deployment lighthouse/beacon /spec/template${INJECTION}`,
  },
  {
    name: 'A pod of an unlabelled Namespace asks by its annotation alone',
    change: inTemplate('lighthouse/beacon', '/metadata/annotations/sidecar.istio.io~1inject', 'true'),
    finding:
      'error istio-pod-annotation-alone apps/Deployment lighthouse/beacon /spec/template/metadata/annotations/sidecar.istio.io~1inject',
  },
  {
    name: 'A pod asks for injection where there is no default control plane',
    flavors: WITHOUT_DEFAULT,
    change: inTemplate('lighthouse/beacon', INJECT, 'true'),
    finding: `error istio-pod-no-default-injector apps/Deployment lighthouse/beacon /spec/template${INJECT}`,
  },
  {
    name: 'A pod of an unlabelled Namespace names a revision that is not there',
    flavors: NAMED,
    change: inTemplate('lighthouse/beacon', REVISION, 'asm-1105-9'),
    finding: `error istio-pod-unknown-revision apps/Deployment lighthouse/beacon /spec/template${REVISION}`,
  },
  {
    name: 'A pod names another revision than its Namespace',
    flavors: ['revisioned'],
    change: inTemplate('cargo/manifest', REVISION, 'asm-1105-9'),
    finding: `warning istio-pod-revision-ignored apps/Deployment cargo/manifest /spec/template${REVISION}`,
  },
  {
    name: 'A pod asks for injection in capitals',
    since: 27,
    change: inTemplate('cargo/manifest', INJECT, 'True'),
    finding: `warning istio-pod-odd-inject-value apps/Deployment cargo/manifest /spec/template${INJECT}`,
  },
  {
    name: 'Label and annotation of a pod disagree',
    since: 12,
    change: inTemplate('quay/semaphore', '/metadata/annotations/sidecar.istio.io~1inject', 'true'),
    finding:
      'warning istio-pod-inject-contradiction apps/Deployment quay/semaphore /spec/template/metadata/*',
  },
  {
    name: 'A pod on the network of its node asks for injection',
    flavors: UNNAMED,
    since: 12,
    change: all(
      inTemplate('quay/foghorn', '/spec/hostNetwork', true),
      inTemplate('quay/foghorn', '/metadata/annotations', {}),
      inTemplate('quay/foghorn', INJECT, 'true'),
    ),
    finding: 'warning istio-pod-host-network apps/Deployment quay/foghorn /spec/template/spec/hostNetwork',
  },
  {
    name: 'An application runs as the user of the proxy',
    change: inTemplate('cargo/crane', '/spec/containers/0/securityContext', { runAsUser: 1337 }),
    finding:
      'warning istio-pod-user-of-proxy apps/Deployment cargo/crane /spec/template/spec/containers/0/securityContext/runAsUser',
  },
  {
    name: 'A pod was there before its Namespace joined the mesh',
    flavors: WITHIN,
    change: uninjected('Pod cargo/crane-*'),
    finding: 'error istio-pod-without-proxy Pod cargo/crane-* /metadata/name',
  },
];

/** Pods beside what the cluster would make of them today. */
const RUNNING: readonly Fault[] = [
  {
    name: 'A Namespace moved on to the new revision, and its pods did not',
    flavors: ['canary'],
    change: all(
      set('Namespace customs', INJECTION, undefined),
      set('Namespace customs', '/metadata/labels/istio.io~1rev', '{rev}'),
    ),
    finding: 'warning istio-pod-of-other-revision Pod customs/declare-* /metadata/name',
  },
  {
    name: 'A pod that nothing makes was there before its Namespace joined the mesh',
    flavors: WITHIN,
    change: all(
      uninjected('Pod cargo/crane-*'),
      set('Pod cargo/crane-*', '/metadata/ownerReferences', undefined),
      removed('Deployment cargo/crane'),
      removed('ReplicaSet cargo/crane-*'),
    ),
    finding: 'error istio-pod-alone-without-proxy Pod cargo/crane-* /metadata/name',
  },
  {
    name: 'The proxy of a pod is of an older release',
    flavors: IN_CLUSTER,
    change: changed('Pod cargo/crane-*', (pod) => imaged(pod, (image) => image.replace(/:.*/, ':1.8.6'))),
    finding: 'warning istio-pod-proxy-image-behind Pod cargo/crane-* *',
  },
  {
    name: 'Nobody puts the proxy into a gateway',
    flavors: ['revisioned'],
    change: all(set('Namespace pier', REVISION, undefined)),
    finding: `error istio-pod-no-default-injector apps/Deployment pier/gate /spec/template${INJECT}`,
  },
  {
    name: 'The injector injects nobody but those who ask',
    flavors: ['default', 'revisioned', 'ambient', 'aks'],
    change: rewritten('ConfigMap {ns}/{templates}', 'config', (text) =>
      text.replace('policy: enabled', 'policy: disabled'),
    ),
    finding: 'warning istio-injector-config-policy-disabled ConfigMap {ns}/{templates} *',
  },
  {
    name: 'The revision stands on a workload instead of its pods',
    flavors: NAMED,
    change: set('Deployment lighthouse/beacon', REVISION, '{rev}'),
    finding: `warning istio-pod-revision-on-workload apps/Deployment lighthouse/beacon ${REVISION}`,
  },
  {
    name: 'The proxy of a pod is not ready',
    before: 27,
    change: unready('Pod cargo/crane-*', 'istio-proxy'),
    finding: 'warning istio-proxy-not-ready Pod cargo/crane-* *',
  },
];

export const INJECTION_FAULTS: readonly Fault[] = [...NAMESPACES, ...PODS, ...RUNNING];
