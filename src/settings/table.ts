/** THE table of settings: every variable that the distro knows, by group. All that deals with settings is made from it. */
import type { Setting } from './setting.js';
import { delivery } from './table/delivery.js';
import { flows } from './table/flows.js';
import { general, lifecycle, proxy, resource } from './table/general.js';
import { instrumentations } from './table/instrumentations.js';
import { logBatches, loggers, logRecordLimits, logs } from './table/logs.js';
import { metrics, prometheus } from './table/metrics.js';
import { otlp, otlpLogs, otlpMetrics, otlpTraces } from './table/otlp.js';
import { redaction } from './table/redaction.js';
import { requests } from './table/requests.js';
import { attributeLimits, spanBatches, spanLimits, traces } from './table/traces.js';

export const settingsTable = {
  general,
  resource,
  traces,
  metrics,
  logs,
  loggers,
  otlp,
  otlpTraces,
  otlpMetrics,
  otlpLogs,
  proxy,
  prometheus,
  instrumentations,
  requests,
  flows,
  redaction,
  spanBatches,
  logBatches,
  attributeLimits,
  spanLimits,
  logRecordLimits,
  delivery,
  lifecycle,
} as const;

export type SettingsTable = typeof settingsTable;

export const groupTitles: Readonly<Record<keyof SettingsTable, string>> = {
  general: 'General',
  resource: 'Resource',
  traces: 'Traces',
  metrics: 'Metrics',
  logs: 'Logs',
  loggers: 'Loggers and console',
  otlp: 'OTLP exporter, all signals',
  otlpTraces: 'OTLP exporter, traces',
  otlpMetrics: 'OTLP exporter, metrics',
  otlpLogs: 'OTLP exporter, logs',
  proxy: 'Proxy',
  prometheus: 'Prometheus',
  instrumentations: 'Instrumentations',
  requests: 'Requests',
  flows: 'Flows',
  redaction: 'Redaction',
  spanBatches: 'Batches of spans',
  logBatches: 'Batches of log records',
  attributeLimits: 'Limits of attributes',
  spanLimits: 'Limits of spans',
  logRecordLimits: 'Limits of log records',
  delivery: 'Delivery',
  lifecycle: 'End of the process',
};

export interface SettingRow {
  readonly group: keyof SettingsTable;
  readonly key: string;
  readonly setting: Setting<unknown>;
}

/** The rows of each group, in the order of the table. */
export const settingGroups: readonly (readonly [keyof SettingsTable, readonly SettingRow[]])[] = (
  Object.keys(settingsTable) as (keyof SettingsTable)[]
).map((group) => [group, Object.entries<Setting<unknown>>(settingsTable[group]).map(([key, setting]) => ({ group, key, setting }))]);

export const settingRows: readonly SettingRow[] = settingGroups.flatMap(([, rows]) => rows);
