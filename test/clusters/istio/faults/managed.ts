import { all, removed, set } from '../../changes.js';
import type { Fault } from '../fault.js';

const REVISION = 'ControlPlaneRevision {ns}/asm-managed';
const PROXY = '/metadata/annotations/mesh.cloud.google.com~1proxy';

/** What may be wrong where Google runs the control plane. */
const MANAGED: readonly Omit<Fault, 'flavors'>[] = [
  {
    name: 'The managed control plane was never asked for',
    change: all(removed(REVISION), removed('MutatingWebhookConfiguration {injector}')),
    finding: 'error asm-control-plane-revision-missing Namespace pier /metadata/labels/istio.io~1rev',
  },
  {
    name: 'The managed control plane is not there yet',
    change: set(REVISION, '/status/conditions/0/status', 'False'),
    finding: `* asm-control-plane-revision-not-reconciled mesh.cloud.google.com/${REVISION} *`,
  },
  {
    name: 'The managed control plane does not get on',
    change: all(
      set(REVISION, '/status/conditions/0/status', 'False'),
      set(REVISION, '/status/conditions/2/status', 'True'),
    ),
    finding: `* asm-control-plane-revision-stalled mesh.cloud.google.com/${REVISION} *`,
  },
  {
    name: 'What Google is to do with proxies is no JSON',
    change: set('Namespace cargo', PROXY, 'managed: true'),
    finding: `* asm-proxy-annotation-unreadable Namespace cargo ${PROXY}`,
  },
];

export const MANAGED_FAULTS: readonly Fault[] = MANAGED.map((each) => ({ ...each, flavors: ['managed'] }));
