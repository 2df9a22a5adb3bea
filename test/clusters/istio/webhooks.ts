import type { JsonObject } from '../../../src/input/json.js';
import { base64 } from '../../facts/pem.js';
import { live, only } from '../objects.js';
import type { Installation, Plane } from './installation.js';
import { chartLabels } from './mesh-config.js';
import { ISTIO_ROOT } from './pem.js';

const REVISION = 'istio.io/rev';
const INJECTION = 'istio-injection';
const INJECT = 'sidecar.istio.io/inject';
const ADMISSION = 'admissionregistration.k8s.io/v1';

/** The webhook configurations of all control planes, with the root that istiod put in. */
export function webhooks(installation: Installation): readonly JsonObject[] {
  const { flavor, planes, tags, plane } = installation;
  if (flavor === 'managed') return managed();
  return [
    ...planes.map((each) => injector(installation, each)),
    ...tags.map((tag) => tagInjector(installation, plane, tag)),
    ...only(flavor !== 'remote', ...validators(installation)),
  ];
}

type Expression = JsonObject;

const absent = (key: string): Expression => ({ key, operator: 'DoesNotExist' });
const among = (key: string, value: string): Expression => ({ key, operator: 'In', values: [value] });
const notAmong = (key: string, value: string): Expression => ({ key, operator: 'NotIn', values: [value] });

/** Where an entry applies: to Namespaces, and to pods. */
interface Selection {
  readonly name: string;
  readonly namespaces: readonly Expression[];
  readonly pods: readonly Expression[];
}

function ofRevision(revision: string): readonly Selection[] {
  const notRefused = notAmong(INJECT, 'false');
  return [
    {
      name: 'rev.namespace.sidecar-injector.istio.io',
      namespaces: [among(REVISION, revision), absent(INJECTION)],
      pods: [notRefused],
    },
    {
      name: 'rev.object.sidecar-injector.istio.io',
      namespaces: [absent(REVISION), absent(INJECTION)],
      pods: [notRefused, among(REVISION, revision)],
    },
  ];
}

const OF_DEFAULT: readonly Selection[] = [
  {
    name: 'namespace.sidecar-injector.istio.io',
    namespaces: [among(INJECTION, 'enabled')],
    pods: [notAmong(INJECT, 'false')],
  },
  {
    name: 'object.sidecar-injector.istio.io',
    namespaces: [absent(INJECTION), absent(REVISION)],
    pods: [among(INJECT, 'true'), absent(REVISION)],
  },
];

/** Up to 1.9 an injector has one entry. */
function legacy({ suffix, revision }: Plane): Selection {
  return {
    name: 'sidecar-injector.istio.io',
    namespaces:
      suffix === '' ? [among(INJECTION, 'enabled')] : [absent(INJECTION), among(REVISION, revision)],
    pods: [notAmong(INJECT, 'false')],
  };
}

function injector(installation: Installation, plane: Plane): JsonObject {
  const { namespace, tags } = installation;
  const outside = namespace === 'istio-system' ? '' : `-${namespace}`;
  const isReplaced = plane.suffix === '' && tags.includes('default');
  const more = plane.suffix === '' ? OF_DEFAULT : [];
  const selections = plane.minor < 10 ? [legacy(plane)] : [...ofRevision(plane.revision), ...more];
  return live(
    ADMISSION,
    'MutatingWebhookConfiguration',
    {
      name: `istio-sidecar-injector${plane.suffix}${outside}`,
      labels: { ...chartLabels(installation, plane), app: 'sidecar-injector' },
    },
    {
      webhooks: selections.map((selection) => {
        const webhook = injection(selection, clientConfig(installation, plane, 'inject'));
        return isReplaced ? { ...webhook, ...DEACTIVATED } : webhook;
      }),
    },
  );
}

/** What `istioctl tag set default` leaves of the injector that was the default. */
const NEVER = { matchLabels: { 'istio.io/deactivated': 'never-match' } };
const DEACTIVATED = { namespaceSelector: NEVER, objectSelector: NEVER };

function tagInjector(installation: Installation, plane: Plane, tag: string): JsonObject {
  const selections = [...ofRevision(tag), ...(tag === 'default' ? OF_DEFAULT : [])];
  const labels = { app: 'sidecar-injector', [REVISION]: plane.revision, 'istio.io/tag': tag };
  const client = clientConfig(installation, plane, 'inject');
  return live(
    ADMISSION,
    'MutatingWebhookConfiguration',
    { name: `istio-revision-tag-${tag}`, labels },
    { webhooks: selections.map((selection) => injection(selection, client)) },
  );
}

function injection({ name, namespaces, pods }: Selection, clientConfig: JsonObject): JsonObject {
  return {
    ...webhook(name, clientConfig),
    namespaceSelector: { matchExpressions: namespaces },
    objectSelector: { matchExpressions: pods },
    reinvocationPolicy: 'Never',
    rules: [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: '*' },
    ],
  };
}

/** The fields that no kind of webhook changes. */
function webhook(name: string, clientConfig: JsonObject): JsonObject {
  return {
    name,
    admissionReviewVersions: ['v1beta1', 'v1'],
    clientConfig,
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    sideEffects: 'None',
    timeoutSeconds: 10,
  };
}

function clientConfig(
  { flavor, namespace }: Installation,
  { suffix }: Plane,
  what: 'inject' | 'validate',
): JsonObject {
  const caBundle = base64(ISTIO_ROOT);
  const isAway = flavor === 'external' || flavor === 'remote';
  const path = `/${what}${isAway && what === 'inject' ? '/cluster/outpost/net/outer' : ''}`;
  if (flavor === 'external') return { caBundle, url: `https://istiod.harbour-control.example:15017${path}` };
  return { caBundle, service: { name: `istiod${suffix}`, namespace, path, port: 443 } };
}

const GROUPS = ['security.istio.io', 'networking.istio.io', 'telemetry.istio.io', 'extensions.istio.io'];

/** Up to 1.10 one configuration serves all; later each revision has its own, and one takes what has no revision. */
function validators(installation: Installation): readonly JsonObject[] {
  const { namespace, planes, plane } = installation;
  if (installation.minor < 11) {
    const labels = { app: 'istiod', release: 'istio', istio: 'istiod' };
    const client = clientConfig(installation, { ...plane, suffix: '' }, 'validate');
    return [
      validating(`istiod-${namespace}`, labels, [
        validation('validation.istio.io', client, GROUPS.slice(0, 2)),
      ]),
    ];
  }
  return [
    ...planes.map((each) => {
      const name = `istio-validator${each.suffix}-${namespace}`;
      const objects = among(REVISION, each.revision);
      return validating(name, { ...chartLabels(installation, each), app: 'istiod', istio: 'istiod' }, [
        validation('rev.validation.istio.io', clientConfig(installation, each, 'validate'), GROUPS, objects),
      ]);
    }),
    ...only(installation.flavor !== 'aks', defaultValidator(installation)),
  ];
}

/** Of the default revision: the unnamed one, unless the tag `default` or the chart names another. */
function defaultValidator(installation: Installation): JsonObject {
  const { planes, tags, plane } = installation;
  const unnamed = planes.find(({ suffix }) => suffix === '');
  const served = tags.includes('default') ? plane : (unnamed ?? plane);
  const labels = { app: 'istiod', istio: 'istiod', release: 'istio', [REVISION]: served.revision };
  const client = clientConfig(installation, served, 'validate');
  return validating('istiod-default-validator', labels, [
    validation('validation.istio.io', client, GROUPS, absent(REVISION)),
  ]);
}

function validating(name: string, labels: JsonObject, entries: readonly JsonObject[]): JsonObject {
  return live(ADMISSION, 'ValidatingWebhookConfiguration', { name, labels }, { webhooks: entries });
}

function validation(
  name: string,
  clientConfig: JsonObject,
  groups: readonly string[],
  objects?: Expression,
): JsonObject {
  const operations = ['CREATE', 'UPDATE'];
  return {
    ...webhook(name, clientConfig),
    namespaceSelector: {},
    objectSelector: objects === undefined ? {} : { matchExpressions: [objects] },
    rules: [{ apiGroups: groups, apiVersions: ['*'], operations, resources: ['*'], scope: '*' }],
  };
}

/** Google serves both from outside, with a certificate that every client trusts. */
function managed(): readonly JsonObject[] {
  const url =
    'https://meshconfig.googleapis.com/v1internal/projects/harbour/locations/europe-west1-b/clusters/quay';
  const labels = { [REVISION]: 'asm-managed' };
  return [
    live(
      ADMISSION,
      'MutatingWebhookConfiguration',
      { name: 'istiod-asm-managed', labels },
      {
        webhooks: ofRevision('asm-managed').map((each) =>
          injection(each, { url: `${url}/channels/regular/inject` }),
        ),
      },
    ),
    validating('istiod-istio-system-mcp', {}, [
      validation('validation.istio.io', { url: `${url}/validate` }, GROUPS),
    ]),
  ];
}
