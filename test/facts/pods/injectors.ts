export const MWC = 'admissionregistration.k8s.io/MutatingWebhookConfiguration';
export const ENABLED = 'istio-injection: enabled';
export const INJECT = 'sidecar.istio.io/inject';

/** The two entries of a revision, with the selectors of current charts; those of `default` come on top. */
export const injector = (revision: string, isDefault = '') => `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: injector-${revision}, creationTimestamp: "2021-06-01T00:00:00Z", labels: { istio.io/rev: ${revision} } }
webhooks:
- name: rev.namespace.sidecar-injector.istio.io
  namespaceSelector: { matchExpressions: [{ key: istio.io/rev, operator: In, values: [${revision}] }, { key: istio-injection, operator: DoesNotExist }] }
  objectSelector: { matchExpressions: [{ key: ${INJECT}, operator: NotIn, values: ["false"] }] }
- name: rev.object.sidecar-injector.istio.io
  namespaceSelector: { matchExpressions: [{ key: istio.io/rev, operator: DoesNotExist }, { key: istio-injection, operator: DoesNotExist }] }
  objectSelector: { matchExpressions: [{ key: ${INJECT}, operator: NotIn, values: ["false"] }, { key: istio.io/rev, operator: In, values: [${revision}] }] }
${isDefault}`;
/** What the default injector, or the tag default, has beside the entries of its revision. */
const OF_DEFAULT = `
- name: namespace.sidecar-injector.istio.io
  namespaceSelector: { matchExpressions: [{ key: istio-injection, operator: In, values: [enabled] }] }
  objectSelector: { matchExpressions: [{ key: ${INJECT}, operator: NotIn, values: ["false"] }] }
- name: object.sidecar-injector.istio.io
  namespaceSelector: { matchExpressions: [{ key: istio-injection, operator: DoesNotExist }, { key: istio.io/rev, operator: DoesNotExist }] }
  objectSelector: { matchExpressions: [{ key: ${INJECT}, operator: In, values: ["true"] }, { key: istio.io/rev, operator: DoesNotExist }] }
`;
/** The entry of charts that inject by default. */
const OF_ALL = `
- name: auto.sidecar-injector.istio.io
  namespaceSelector: { matchExpressions: [{ key: istio-injection, operator: DoesNotExist }, { key: istio.io/rev, operator: DoesNotExist }, { key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, kube-public] }] }
  objectSelector: { matchExpressions: [{ key: ${INJECT}, operator: DoesNotExist }, { key: istio.io/rev, operator: DoesNotExist }] }
`;

export const DEFAULT = injector('default', OF_DEFAULT);
export const AUTO = injector('default', `${OF_DEFAULT.trimEnd()}${OF_ALL}`);
export const BOTH = [DEFAULT, injector('canary')];

export const policy = (config: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-sidecar-injector, namespace: istio-system }
data: { config: '${config}' }
`;
export const ON = policy('policy: enabled');

export const istiod = (release: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
spec: { template: { spec: { containers: [{ name: discovery, image: "istio/pilot:${release}" }] } } }
`;

/** The entries of a tag are those of a revision, under the name of the tag. */
export const tag = (name: string, revision: string) =>
  injector(name, name === 'default' ? OF_DEFAULT : '').replace(
    `labels: { istio.io/rev: ${name} }`,
    `labels: { istio.io/rev: ${revision}, istio.io/tag: ${name} }`,
  );

/** Up to 1.9 an injector had one entry. */
export const legacy = (namespaceSelector: string) => `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-sidecar-injector, labels: { istio.io/rev: default } }
webhooks:
- name: sidecar-injector.istio.io
  namespaceSelector: ${namespaceSelector}
`;
