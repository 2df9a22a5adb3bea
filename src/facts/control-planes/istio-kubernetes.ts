import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { textAt } from '../metadata.js';
import { isLineAtLeast, releaseIn } from '../release.js';
import { istioPlanes } from './istio-planes.js';

const VERSION = ['status', 'nodeInfo', 'kubeletVersion'];

/** By line of Istio, from which line of Kubernetes on it was tested, as the support status of istio.io has it. */
const LOWEST: Readonly<Record<string, string>> = {
  '1.12': '1.16',
  '1.13': '1.16',
  '1.14': '1.16',
  '1.15': '1.16',
  '1.16': '1.16',
  '1.17': '1.16',
  '1.18': '1.20',
  '1.19': '1.21',
  '1.20': '1.23',
  '1.21': '1.23',
  '1.22': '1.23',
  '1.23': '1.23',
  '1.24': '1.23',
  '1.25': '1.24',
  '1.26': '1.24',
  '1.27': '1.24',
  '1.28': '1.25',
  '1.29': '1.26',
  '1.30': '1.27',
};

/** For each control plane of Istio of a known line, whether it was tested on the Kubernetes of the nodes, where these are captured. */
export const istioKubernetes: FactSource = {
  kind: 'IstioKubernetes',
  reads: ['Node'],
  looksAt: ['meshlint/ControlPlane'],
  derive: (graph) => {
    const planes = istioPlanes(graph);
    const isKnown = graph.knowledge('Node', undefined).completeness !== 'none';
    const newest = planes.length > 0 && isKnown ? newestNode(graph) : undefined;
    return newest === undefined ? [] : planes.flatMap((plane) => kubernetes(plane, newest) ?? []);
  },
};

interface NewestNode {
  readonly node: Resource;
  readonly line: string;
}

/** No kubelet is newer than the API server, and most are as new. */
function newestNode(graph: Graph): NewestNode | undefined {
  const nodes = graph.ofKind('Node').flatMap((node) => {
    const line = releaseIn(textAt(node.value, VERSION) ?? '')?.line;
    return line === undefined || !node.captured ? [] : [{ node, line }];
  });
  return nodes.find(({ line }) => nodes.every((other) => isLineAtLeast(line, other.line)));
}

function kubernetes(plane: Resource, { node, line }: NewestNode): Resource | undefined {
  const ofIstio = textAt(plane.value, ['line']) ?? '';
  const lowest = LOWEST[ofIstio];
  if (lowest === undefined) return undefined;
  return fact('IstioKubernetes', { resource: node, path: VERSION }, plane.id.name, {
    line: copied(plane, ['line']),
    kubernetes: line,
    lowest,
    tested: concluded(isLineAtLeast(line, lowest), node, VERSION),
  });
}
