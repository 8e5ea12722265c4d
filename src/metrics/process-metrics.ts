/** The `process.*` metrics of the semantic conventions, read when a reader collects; nothing runs in between. */
import type { BatchObservableCallback, BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

export interface ProcessMetricsOptions {
  /** Where Linux describes the process; elsewhere it does not exist, and its metrics have no values. */
  readonly procFolder?: string;
}

const microsecondsPerSecond = 1e6;
const bytesPerKibibyte = 1024;
/** Two readers may collect at nearly the same time; a share of so short a time would be noise. */
const minUtilizationIntervalMs = 100;

/** Registers the instruments on `meter`; returns the undo. */
export function registerProcessMetrics(meter: Meter, { procFolder = '/proc/self' }: ProcessMetricsOptions = {}): () => void {
  const cpuTime = meter.createObservableCounter('process.cpu.time', {
    unit: 's',
    description: 'Total CPU seconds broken down by different CPU modes.',
  });
  const cpuUtilization = meter.createObservableGauge('process.cpu.utilization', {
    unit: '1',
    description: 'Share of the available CPUs that the process used since the last measurement.',
  });
  const memoryUsage = meter.createObservableUpDownCounter('process.memory.usage', {
    unit: 'By',
    description: 'The amount of physical memory in use.',
  });
  const memoryVirtual = meter.createObservableUpDownCounter('process.memory.virtual', {
    unit: 'By',
    description: 'The amount of committed virtual memory.',
  });
  const threadCount = meter.createObservableUpDownCounter('process.thread.count', {
    unit: '{thread}',
    description: 'Process threads count.',
  });
  const fileDescriptorCount = meter.createObservableUpDownCounter('process.unix.file_descriptor.count', {
    unit: '{file_descriptor}',
    description: 'Number of unix file descriptors in use by the process.',
  });
  const contextSwitches = meter.createObservableCounter('process.context_switches', {
    unit: '{context_switch}',
    description: 'Number of times the process has been context switched.',
  });
  const pagingFaults = meter.createObservableCounter('process.paging.faults', {
    unit: '{fault}',
    description: 'Number of page faults the process has made.',
  });
  const uptime = meter.createObservableGauge('process.uptime', {
    unit: 's',
    description: 'The time the process has been running.',
  });

  const readUtilization = createUtilizationReader();
  const observe: BatchObservableCallback = (result) => {
    const cpu = process.cpuUsage();
    const utilization = readUtilization(cpu);
    for (const mode of ['user', 'system'] as const) {
      result.observe(cpuTime, cpu[mode] / microsecondsPerSecond, { 'cpu.mode': mode });
      result.observe(cpuUtilization, utilization[mode], { 'cpu.mode': mode });
    }
    result.observe(memoryUsage, process.memoryUsage.rss());
    result.observe(uptime, process.uptime());

    const usage = process.resourceUsage();
    result.observe(contextSwitches, usage.voluntaryContextSwitches, { 'process.context_switch.type': 'voluntary' });
    result.observe(contextSwitches, usage.involuntaryContextSwitches, { 'process.context_switch.type': 'involuntary' });
    result.observe(pagingFaults, usage.minorPageFault, { 'system.paging.fault.type': 'minor' });
    result.observe(pagingFaults, usage.majorPageFault, { 'system.paging.fault.type': 'major' });

    const status = readStatus(procFolder);
    observeIfKnown(result, memoryVirtual, status.virtualBytes);
    observeIfKnown(result, threadCount, status.threads);
    observeIfKnown(result, fileDescriptorCount, countFileDescriptors(procFolder));
  };

  const instruments = [
    cpuTime,
    cpuUtilization,
    memoryUsage,
    memoryVirtual,
    threadCount,
    fileDescriptorCount,
    contextSwitches,
    pagingFaults,
    uptime,
  ];
  meter.addBatchObservableCallback(observe, instruments);
  return () => meter.removeBatchObservableCallback(observe, instruments);
}

type CpuShare = Readonly<Record<'user' | 'system', number>>;

function createUtilizationReader(): (cpu: NodeJS.CpuUsage) => CpuShare {
  const cpus = availableParallelism();
  let lastCpu: NodeJS.CpuUsage = { user: 0, system: 0 };
  // the CPU time counts from the start of the process, not from here
  let lastAtMs = performance.now() - process.uptime() * 1000;
  let share: CpuShare = { user: 0, system: 0 };
  return (cpu) => {
    const nowMs = performance.now();
    const elapsedMs = nowMs - lastAtMs;
    if (elapsedMs < minUtilizationIntervalMs) return share;
    const availableMicroseconds = elapsedMs * 1000 * cpus;
    share = {
      user: (cpu.user - lastCpu.user) / availableMicroseconds,
      system: (cpu.system - lastCpu.system) / availableMicroseconds,
    };
    lastCpu = cpu;
    lastAtMs = nowMs;
    return share;
  };
}

function readStatus(procFolder: string): { virtualBytes: number | undefined; threads: number | undefined } {
  let text = '';
  try {
    text = readFileSync(`${procFolder}/status`, 'latin1');
  } catch {
    // not Linux, or /proc is not mounted
  }
  const kibibytes = /^VmSize:\s+(\d+) kB$/m.exec(text)?.[1];
  const threads = /^Threads:\s+(\d+)$/m.exec(text)?.[1];
  return {
    virtualBytes: kibibytes === undefined ? undefined : Number(kibibytes) * bytesPerKibibyte,
    threads: threads === undefined ? undefined : Number(threads),
  };
}

function countFileDescriptors(procFolder: string): number | undefined {
  try {
    // reading the folder takes one itself
    return readdirSync(`${procFolder}/fd`).length - 1;
  } catch {
    return undefined;
  }
}

function observeIfKnown(result: BatchObservableResult, instrument: Observable, value: number | undefined): void {
  if (value !== undefined) result.observe(instrument, value);
}
