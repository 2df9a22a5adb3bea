import type { Graph } from '../../graph/graph.js';
import type { Path } from '../../input/path.js';
import { type About, concluded, copied, type Traced } from '../fact.js';
import { imageTag, releaseIn } from '../release.js';
import { argument, type Component } from './components.js';
import { MESH_CONFIG, type Traces } from './osm-traces.js';

const CRD = 'apiextensions.k8s.io/CustomResourceDefinition';

export interface ReleaseEvidence {
  readonly release: Traced | undefined;
  readonly line: Traced;
  readonly evidence: Traced;
}

/** What the user states, as if the control plane itself said it; undefined where that is no release. */
export function statedRelease(
  stated: string | undefined,
  { resource, path }: About,
): ReleaseEvidence | undefined {
  const told = stated === undefined ? undefined : releaseIn(stated);
  if (told === undefined) return undefined;
  const here = (text: string) => concluded(text, resource, path);
  return {
    release: told.release === undefined ? undefined : here(told.release),
    line: here(told.line),
    evidence: here(`release ${stated} was stated`),
  };
}

/** The first of these that names a release counts: the label, the argument, the tag, the configuration of 0.8. */
export function releaseEvidence(graph: Graph, traces: Traces): ReleaseEvidence | undefined {
  const candidates = [traces.controller, traces.injector].flatMap((component) =>
    component === undefined ? [] : versionTexts(component),
  );
  return candidates.map(releaseFrom).find((found) => found !== undefined) ?? lineOfConfigMap(graph, traces);
}

/** The places at which a component tells its release, the surest first. */
export function versionTexts(component: Component): readonly { what: string; text: Traced }[] {
  const image = copied(component.resource, [...component.container, 'image']);
  const tag = image && imageTag(String(image.value));
  return [
    {
      what: 'label app.kubernetes.io/version',
      text: copied(component.resource, ['metadata', 'labels', 'app.kubernetes.io/version']),
    },
    { what: 'argument --osm-version', text: argument(component, '--osm-version') },
    { what: 'image tag', text: image && tag ? image.saying(tag) : undefined },
  ].flatMap(({ what, text }) => (text === undefined ? [] : [{ what, text }]));
}

function releaseFrom({ what, text }: { what: string; text: Traced }): ReleaseEvidence | undefined {
  const found = releaseIn(String(text.value));
  if (found === undefined) return undefined;
  return {
    release: found.release === undefined ? undefined : text.saying(found.release),
    line: text.saying(found.line),
    evidence: text.saying(`${what} is ${text.value}`),
  };
}

/** From 0.9 on, a MeshConfig replaced the ConfigMap. */
function lineOfConfigMap(graph: Graph, { configMap, meshConfig }: Traces): ReleaseEvidence | undefined {
  if (configMap === undefined || meshConfig !== undefined || graph.ofKind(MESH_CONFIG).length > 0)
    return undefined;
  const definition = graph.exists({ kind: CRD, name: 'meshconfigs.config.openservicemesh.io' });
  if (definition.answer === 'yes' || definition.answer === 'unknown') return undefined;
  const path: Path = ['metadata', 'name'];
  return {
    release: undefined,
    line: concluded('0.8', configMap, path),
    evidence: concluded(
      'ConfigMap osm-config, and no CRD meshconfigs.config.openservicemesh.io',
      configMap,
      path,
    ),
  };
}
