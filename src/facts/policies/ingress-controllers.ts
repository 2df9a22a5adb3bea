import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import type { JsonObject } from '../../input/json.js';
import { concluded, type FactMapping } from '../fact.js';
import { annotationsOf, textAt } from '../metadata.js';

export const INGRESS_CLASS = 'networking.k8s.io/IngressClass';

/** Programs that serve Ingresses, as far as rules tell them apart. */
export type IngressController = 'application-gateway' | 'nginx' | 'contour';

const GATEWAY_ANNOTATION = 'azure/application-gateway';
const NGINX = 'nginx.ingress.kubernetes.io/';

/** The classes that a controller serves without an IngressClass that says so. */
const CLASSES: Readonly<Record<string, IngressController>> = {
  [GATEWAY_ANNOTATION]: 'application-gateway',
  'azure-application-gateway': 'application-gateway',
  nginx: 'nginx',
  contour: 'contour',
};

/** What an IngressClass names as its controller. */
const CONTROLLERS: Readonly<Record<string, IngressController>> = {
  [GATEWAY_ANNOTATION]: 'application-gateway',
  'k8s.io/ingress-nginx': 'nginx',
  'projectcontour.io/contour': 'contour',
};

/** The controller that serves an ingress: by its class, else by its annotations; undefined where they do not tell. */
export function controllerOfIngress(graph: Graph, ingress: Resource): IngressController | undefined {
  if (ingress.id.kind === 'HTTPProxy') return 'contour';
  const annotations = annotationsOf(ingress);
  const name =
    textAt(annotations, ['kubernetes.io/ingress.class']) ??
    textAt(ingress.value, ['spec', 'ingressClassName']);
  const named = name === undefined ? undefined : classController(graph, name);
  if (named !== undefined) return CONTROLLERS[named];
  const keys = Object.keys(annotations);
  // NGINX Inc. calls the class of its controller so, too; that one knows none of the annotations.
  if (keys.some((key) => key.startsWith('nginx.org/'))) return undefined;
  return CLASSES[name ?? ''] ?? (keys.some((key) => key.startsWith(NGINX)) ? 'nginx' : undefined);
}

function classController(graph: Graph, name: string): string | undefined {
  const [found] = graph.find({ kind: INGRESS_CLASS, name });
  return found && textAt(found.value, ['spec', 'controller']);
}

const PROTOCOL_KEYS: Readonly<Partial<Record<IngressController, string>>> = {
  'application-gateway': 'appgw.ingress.kubernetes.io/backend-protocol',
  nginx: `${NGINX}backend-protocol`,
};

/** Whether a controller speaks TLS to the pods, as its annotation says; undefined where that is not known. */
export function upstreamProtocol(
  ingress: Resource,
  controller: IngressController | undefined,
): 'http' | 'https' | undefined {
  const key = controller && PROTOCOL_KEYS[controller];
  if (key === undefined) return undefined;
  const written = textAt(annotationsOf(ingress), [key])?.toUpperCase() ?? 'HTTP';
  if (['HTTPS', 'GRPCS'].includes(written)) return 'https';
  return ['HTTP', 'GRPC'].includes(written) ? 'http' : undefined;
}

/** How a controller meets the pods, where it is known. An annotation that is not there stands where the others do. */
export function upstreamTls(
  ingress: Resource,
  controller: IngressController | undefined,
): FactMapping | undefined {
  const protocol = upstreamProtocol(ingress, controller);
  const key = controller && PROTOCOL_KEYS[controller];
  if (protocol === undefined || key === undefined) return undefined;
  return {
    protocol: concluded(protocol, ingress, ['metadata', 'annotations', key]),
    ...(controller === 'nginx' ? certificatesOfNginx(annotationsOf(ingress)) : {}),
  };
}

/** What nginx shows to the pods, and asks of them: by annotations, or by the directives that those stand for. */
function certificatesOfNginx(annotations: JsonObject): FactMapping {
  const given = (name: string) => textAt(annotations, [`${NGINX}${name}`]);
  const snippets = `${given('configuration-snippet')} ${given('server-snippet')}`;
  return {
    clientCertificate: given('proxy-ssl-secret') !== undefined || /\bproxy_ssl_certificate\b/.test(snippets),
    verifies: given('proxy-ssl-verify') === 'on' || /\bproxy_ssl_verify\s+on\b/.test(snippets),
    serverName: given('proxy-ssl-name') !== undefined || /\bproxy_ssl_name\b/.test(snippets),
  };
}
