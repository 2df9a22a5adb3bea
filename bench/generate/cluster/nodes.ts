import type { JsonObject } from '../../../src/input/json.js';
import { hash, live, MADE, SETTLED } from '../../../test/clusters/objects.js';
import type { Random } from '../../../test/fuzz/random.js';
import { lease, OSM } from './base.js';
import { noun } from './words.js';

/** A node with its lease; most of it is the list of images that the kubelet tells. */
export function nodes(name: string, number: number, random: Random): readonly JsonObject[] {
  const labels = {
    agentpool: 'workers',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': 'Standard_D8s_v5',
    'topology.kubernetes.io/region': 'westeurope',
    'topology.kubernetes.io/zone': `westeurope-${1 + (number % 3)}`,
  };
  return [
    live(
      'v1',
      'Node',
      { name, labels, annotations: { 'node.alpha.kubernetes.io/ttl': '0' } },
      {
        spec: {
          podCIDR: `10.${number % 200}.0.0/24`,
          providerID: `azure:///subscriptions/${hash('node', name).slice(0, 32)}`,
        },
        status: statusOf(name, random),
      },
    ),
    lease('kube-node-lease', name, name),
  ];
}

function statusOf(name: string, random: Random): JsonObject {
  const capacity = { cpu: '8', 'ephemeral-storage': '129886128Ki', memory: '32863296Ki', pods: '110' };
  return {
    addresses: [
      { address: name, type: 'Hostname' },
      { address: `10.240.1.${random.below(250)}`, type: 'InternalIP' },
    ],
    allocatable: capacity,
    capacity,
    conditions: CONDITIONS.map(([type, status, reason, message]) => ({
      lastHeartbeatTime: SETTLED,
      lastTransitionTime: MADE,
      message: message ?? '',
      reason: reason ?? '',
      status: status ?? '',
      type: type ?? '',
    })),
    images: Array.from({ length: 30 }, () => imageOf(random)),
    nodeInfo: {
      architecture: 'amd64',
      containerRuntimeVersion: 'containerd://1.6.15+azure-1',
      kubeletVersion: OSM.kubernetes,
      operatingSystem: 'linux',
      osImage: 'Ubuntu 18.04.6 LTS',
    },
  };
}

const CONDITIONS = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status. AppArmor enabled'],
];

function imageOf(random: Random): JsonObject {
  const image = `registry.example.org/${noun(random)}/${noun(random)}`;
  return {
    names: [
      `${image}@sha256:${hash('layer', image, String(random.below(1000)))}`,
      `${image}:${random.below(9)}.${random.below(30)}`,
    ],
    sizeBytes: 1_000_000 + random.below(900_000_000),
  };
}
