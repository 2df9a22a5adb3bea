import type { Graph } from '../../graph/graph.js';
import { pick } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { rootNamespaces } from '../settings/istio-mesh-configs.js';
import { VIRTUAL_SERVICE } from '../traffic/virtual-services.js';

const REQUEST_AUTHENTICATION: KindName = 'security.istio.io/RequestAuthentication';
const AUTHORIZATION_POLICY: KindName = 'security.istio.io/AuthorizationPolicy';

/** The tokens that each RequestAuthentication checks: where the keys come from, and whether anything asks for a token. */
export const istioJwtRules: FactSource = {
  kind: 'IstioJwtRule',
  reads: [REQUEST_AUTHENTICATION],
  looksAt: [
    AUTHORIZATION_POLICY,
    VIRTUAL_SERVICE,
    'ConfigMap',
    'meshlint/ControlPlane',
    'meshlint/IstioMeshConfig',
  ],
  derive: (graph) => {
    const authentications = graph.ofKind(REQUEST_AUTHENTICATION);
    if (authentications.length === 0) return [];
    const required = requirements(graph);
    return authentications.flatMap((authentication) => jwtRules(authentication, required));
  },
};

type Required = (namespace: string | undefined) => Json;

function jwtRules(authentication: Resource, required: Required): readonly Resource[] {
  return itemsAt(authentication.value, ['spec', 'jwtRules']).map((rule, index) => {
    const path = ['spec', 'jwtRules', index];
    return fact('IstioJwtRule', { resource: authentication, path }, `${authentication.id.name}/${index}`, {
      authentication: copied(authentication, ['metadata', 'name']),
      issuer: textAt(rule, ['issuer']),
      keys: keyService(authentication, index, textAt(rule, ['jwksUri'])),
      required: concluded(required(authentication.id.namespace), authentication, path),
    });
  });
}

const IN_CLUSTER = /^https?:\/\/([^./:]+)\.([^./:]+)\.svc(?:\.cluster\.local)?(?::\d+)?(?:[/?#]|$)/i;

/** The Service of this cluster that hands out the keys. */
function keyService(
  authentication: Resource,
  index: number,
  uri: string | undefined,
): FactMapping | undefined {
  const [, name, namespace] = IN_CLUSTER.exec(uri ?? '') ?? [];
  if (name === undefined || namespace === undefined) return undefined;
  return { service: concluded(name, authentication, ['spec', 'jwtRules', index, 'jwksUri']), namespace };
}

/** Whether something in a namespace, or in the whole mesh, refuses requests without token, or tells them apart. */
function requirements(graph: Graph): Required {
  const roots = rootNamespaces(graph);
  const isRouted = graph.ofKind(VIRTUAL_SERVICE).some(routesByClaim);
  const asking = new Set(
    graph
      .ofKind(AUTHORIZATION_POLICY)
      .filter(asksForToken)
      .map(({ id }) => id.namespace),
  );
  return (namespace) => {
    const places = [namespace, undefined, ...roots];
    if (isRouted || places.some((place) => asking.has(place))) return true;
    const isKnown = [namespace, ...roots].every(
      (place) => graph.knowledge(AUTHORIZATION_POLICY, place).completeness === 'full',
    );
    return isKnown ? false : unknown(AUTHORIZATION_POLICY, namespace);
  };
}

/** An external authorizer may look at the token, too. */
function asksForToken({ value }: Resource): boolean {
  const sources = ['requestPrincipals', 'notRequestPrincipals'].flatMap((key) =>
    pick(value, `/spec/rules/*/from/*/source/${key}/*`),
  );
  const keys = pick(value, '/spec/rules/*/when/*/key').filter(({ value: key }) =>
    /^request\.auth\./.test(String(key)),
  );
  return textAt(value, ['spec', 'action']) === 'CUSTOM' || sources.length + keys.length > 0;
}

function routesByClaim({ value }: Resource): boolean {
  return ['headers', 'withoutHeaders'].some((key) =>
    pick(value, `/spec/http/*/match/*/${key}/*`).some(({ path }) =>
      /^@request\.auth\./.test(String(path.at(-1))),
    ),
  );
}
