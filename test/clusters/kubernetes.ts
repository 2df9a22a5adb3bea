/** What the release of a cluster decides of its objects. */
export interface Kubernetes {
  /** `v1.24.6`, as kubelets tell it. */
  readonly kubernetes: string;
}

/** Whether the API server is of a release 1.x or later. */
export function serves({ kubernetes }: Kubernetes, minor: number): boolean {
  return Number(kubernetes.split('.')[1]) >= minor;
}
