import type { Fault } from '../fault.js';
import { CASCADES } from './cascades.js';
import { CERTIFICATES } from './certificates.js';
import { CONTROL_PLANE } from './control-plane.js';
import { CRDS } from './crds.js';
import { MESH_CONFIG } from './mesh-config.js';
import { NAMESPACES } from './namespaces.js';
import { PODS } from './pods.js';
import { POLICIES } from './policies.js';
import { SMI } from './smi.js';
import { WEBHOOKS } from './webhooks.js';

export const FAULTS: readonly Fault[] = [
  ...CONTROL_PLANE,
  ...WEBHOOKS,
  ...CRDS,
  ...MESH_CONFIG,
  ...NAMESPACES,
  ...PODS,
  ...SMI,
  ...POLICIES,
  ...CERTIFICATES,
  ...CASCADES,
];
