import type { Fault } from '../fault.js';
import { CONTROL_PLANE_FAULTS } from './control-plane.js';
import { ERRORS } from './errors.js';
import { INJECTION_FAULTS } from './injection.js';
import { MANAGED_FAULTS } from './managed.js';
import { MORE_FAULTS } from './more.js';
import { OBSERVED } from './observed.js';
import { POLICY_FAULTS } from './policies.js';
import { TRAFFIC_FAULTS } from './traffic.js';
import { WEBHOOK_FAULTS } from './webhooks.js';

/** What may be wrong in a cluster with Istio, one mistake each. */
export const FAULTS: readonly Fault[] = [
  ...INJECTION_FAULTS,
  ...WEBHOOK_FAULTS,
  ...CONTROL_PLANE_FAULTS,
  ...ERRORS,
  ...TRAFFIC_FAULTS,
  ...POLICY_FAULTS,
  ...MORE_FAULTS,
  ...MANAGED_FAULTS,
  ...OBSERVED,
];
