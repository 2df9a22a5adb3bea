import type { FactSource } from '../fact.js';
import { MUTATING } from '../webhooks/webhook-entries.js';
import { istioControlPlanes } from './istio-control-planes.js';
import { osmControlPlanes } from './osm-control-planes.js';

/** Which meshes are installed where, in which release and by whom. */
export const controlPlanes: FactSource = {
  kind: 'ControlPlane',
  reads: ['apps/Deployment', MUTATING],
  looksAt: [
    'ConfigMap',
    'Pod',
    'Service',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'apiextensions.k8s.io/CustomResourceDefinition',
    'config.openservicemesh.io/MeshConfig',
    'mesh.cloud.google.com/ControlPlaneRevision',
  ],
  derive: (graph, { osm }) => [...osmControlPlanes(graph, osm), ...istioControlPlanes(graph)],
};
