import { clusterInfoDump } from './cluster-info-dump.js';
import { crashd } from './crashd.js';
import { insights } from './insights.js';
import { istioctlBugReport } from './istioctl-bug-report.js';
import type { Layout } from './layout.js';
import { meshlintCapture } from './meshlint-capture.js';
import { mustGather } from './must-gather.js';
import { osmBugReport } from './osm-bug-report.js';
import { palette } from './palette.js';
import { periscope } from './periscope.js';
import { rancherKit } from './rancher-kit.js';
import { rancherLogs } from './rancher-logs.js';
import { sonobuoy } from './sonobuoy.js';
import { sos } from './sos.js';
import { troubleshoot } from './troubleshoot.js';
import { velero } from './velero.js';

/** In the order in which they are tried: the more telling evidence first. */
export const LAYOUTS: readonly Layout[] = [
  meshlintCapture,
  troubleshoot,
  palette,
  clusterInfoDump,
  istioctlBugReport,
  osmBugReport,
  insights,
  mustGather,
  sonobuoy,
  velero,
  rancherKit,
  crashd,
  periscope,
  sos,
  rancherLogs,
];
