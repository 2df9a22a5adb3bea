// The engine of Monokle, of which there is no command line on npm: node monokle.mjs FILE|FOLDER
import { readFileSync } from 'node:fs';
import { createDefaultMonokleValidator, processRefs, ResourceParser } from '@monokle/validation';
import { parseAllDocuments } from 'yaml';
import { filesIn } from './files.mjs';

/** It wants an object with its text for each resource, so a List is taken apart and written anew, as its command does. */
function resourcesIn(file) {
  const documents = parseAllDocuments(readFileSync(file, 'utf8')).filter(({ errors }) => errors.length === 0);
  const objects = documents
    .map((document) => document.toJS())
    .flatMap((value) => (value?.kind === 'List' ? value.items : [value]));
  return objects.filter(isJudged).map((object, index) => resourceOf(object, file, index));
}

/** Definitions would be handed to the check by schemas, which is off. */
function isJudged(object) {
  return (
    object?.kind !== undefined &&
    object.metadata?.name !== undefined &&
    object.kind !== 'CustomResourceDefinition'
  );
}

function resourceOf(object, filePath, index) {
  const { apiVersion, kind, metadata } = object;
  const text = JSON.stringify(object, undefined, 2);
  const place = { id: `${filePath}-${index}`, fileId: filePath, filePath, fileOffset: 0 };
  return {
    ...place,
    name: metadata.name,
    namespace: metadata.namespace,
    apiVersion,
    kind,
    content: object,
    text,
  };
}

const resources = filesIn(process.argv[2]).flatMap(resourcesIn);
processRefs(resources, new ResourceParser());
const validator = createDefaultMonokleValidator();
// The check by schemas would fetch them from the net.
await validator.preload({
  plugins: {
    'yaml-syntax': true,
    'resource-links': true,
    'pod-security-standards': true,
    'kubernetes-schema': false,
  },
});
const { runs } = await validator.validate({ resources });
console.log(JSON.stringify(runs.flatMap(({ results }) => results).length));
