/** How far a flow has got in this process: its steps as spans and marks, which one failed, how often it was tried, which one is the last. */
import { context, INVALID_SPAN_CONTEXT, trace, type Attributes, type Context, type Span } from '@opentelemetry/api';
import { flowAttributes, getFlowFrame, setFlowFrame } from '../context/flow-frame.js';
import { reportUnreadableAttributes } from '../diagnostics/helper-problems.js';
import { reportProblem } from '../diagnostics/log.js';
import { helperTracer } from '../support/helper-tracer.js';
import { requireFunction } from '../support/invalid-argument.js';
import { readableAttributes } from '../support/readable-attributes.js';
import { recordFailure } from '../support/record-failure.js';
import { whenSettled } from '../support/when-settled.js';
import { createFlowFrame, getOwnFlowFrame, type Flow, type OwnFlowFrame } from './flow-context.js';
import { emitFlowEvent, type FlowEventName } from './flow-events.js';
import type { FlowLabels } from './flow-labels.js';
import { labelsOf, recordStep, type StepOutcome } from './flow-metrics.js';
import { flowNameOf, plainWordsOf } from './flow-names.js';

export const stepCall = 'step(name, fn?)';
const skipCall = 'skip(name, reason?)';
const setAttributesCall = 'setAttributes(attributes)';
/** Of one flow: a step that is tried again and again throws a new error each time. */
const maxRememberedFailures = 100;

export type StepFunction = (span: Span) => unknown;

interface OpenStep {
  readonly name: string;
  readonly frame: OwnFlowFrame;
  readonly span: Span;
  readonly startedAtMs: number;
}

export interface FlowProgressOptions {
  /** That of the flow: its step is that of the last mark. */
  readonly frame: OwnFlowFrame;
  /** In which steps start whose caller has lost the context, or runs inside another flow. */
  readonly home: (frame: OwnFlowFrame) => Context;
  /** Undefined of a flow that was begun in another process. */
  readonly span: Span | undefined;
  /** On every event besides those of the frame. */
  readonly attributes?: Attributes | undefined;
}

export class FlowProgress {
  readonly flow: Flow;
  readonly frame: OwnFlowFrame;
  readonly home: Context;
  readonly labels: FlowLabels;
  /** The function of the flow has ended: nothing more belongs to it. */
  isOver = false;
  readonly #span: Span | undefined;
  readonly #attributes: Attributes | undefined;
  readonly #openSteps = new Set<OpenStep>();
  #lastStep: string | undefined = undefined;
  #failures: Map<unknown, string> | undefined = undefined;
  /** Since the last time that the step did not fail. */
  #failedTries: Map<string, number> | undefined = undefined;

  constructor({ frame, home, span, attributes }: FlowProgressOptions) {
    const { id, name } = frame;
    this.flow = {
      id,
      name,
      step: ((stepName: string, fn?: StepFunction) => this.#step(stepName, fn)) as Flow['step'],
      skip: (stepName, reason) => this.#skip(stepName, reason),
      setAttributes: (added) => this.#setAttributes(added),
    };
    frame.flow = this.flow;
    this.frame = frame;
    this.home = home(frame);
    this.labels = labelsOf(name);
    this.#span = span;
    this.#attributes = attributes;
  }

  emit(eventName: FlowEventName, frame: OwnFlowFrame, attributes?: Attributes, eventContext: Context = this.home): void {
    emitFlowEvent(eventName, eventContext, frame, this.#attributes === undefined ? attributes : { ...this.#attributes, ...attributes });
  }

  /** Of the steps that run, the one that began last; where none runs, the last one that began. */
  lastStep(): string | undefined {
    const [newest] = [...this.#openSteps].slice(-1);
    return newest?.frame.step ?? this.#lastStep;
  }

  failedStep(thrown: unknown): string | undefined {
    return this.#failures?.get(thrown) ?? this.frame.step;
  }

  /** No other outcome of its steps will be seen. */
  abandonSteps(): void {
    for (const step of this.#openSteps) this.#settle(step, 'abandoned');
  }

  #step(given: string, fn: StepFunction | undefined): unknown {
    const name = flowNameOf(stepCall, given);
    if (fn !== undefined) requireFunction(stepCall, fn);
    if (this.isOver) {
      this.#reportOver(name);
      return fn?.(notRecorded);
    }
    const parent = this.#parent();
    return fn === undefined ? this.#mark(parent, name) : this.#run(parent, name, fn);
  }

  #reportOver(stepName: string): void {
    reportOutside(`the step "${plainWordsOf(stepName)}" of a flow "${plainWordsOf(this.flow.name)}" that has ended`);
  }

  /** A step may be called from a callback that has lost the context, or from inside another flow. */
  #parent(): Context {
    const active = context.active();
    return getOwnFlowFrame(active)?.flow === this.flow ? active : this.home;
  }

  #mark(parent: Context, name: string): void {
    const frame = getFlowFrame(parent);
    if (frame === undefined) return;
    frame.step = name;
    this.#lastStep = name;
    this.#addMark(parent, { 'flow.step.name': name });
    this.emit('flow.step', frame, undefined, parent);
  }

  #skip(given: string, reason: unknown): void {
    const name = flowNameOf(skipCall, given);
    if (this.isOver) return this.#reportOver(name);
    const parent = this.#parent();
    const attributes: Attributes = { 'flow.step.outcome': 'skipped' };
    if (reason !== undefined) attributes['flow.step.skip_reason'] = flowNameOf(`${skipCall}: reason`, reason);
    this.#addMark(parent, { 'flow.step.name': name, ...attributes });
    recordStep(this.labels, name, 'skipped', 0);
    this.emit('flow.step', createFlowFrame(this.flow, name), attributes, parent);
  }

  #addMark(parent: Context, attributes: Attributes): void {
    this.#markedSpan(parent)?.addEvent('flow.step', attributes);
  }

  #setAttributes(attributes: Attributes): void {
    const span = this.#markedSpan(context.active());
    try {
      span?.setAttributes(attributes);
    } catch (reason) {
      reportUnreadableAttributes(setAttributesCall, reason);
      span?.setAttributes(readableAttributes(() => attributes));
    }
  }

  #markedSpan(active: Context): Span | undefined {
    const span = this.#span ?? trace.getSpan(active);
    return span?.isRecording() === true ? span : undefined;
  }

  #run(parent: Context, name: string, fn: StepFunction): unknown {
    const frame = createFlowFrame(this.flow, name);
    const failedTries = this.#failedTries?.get(name);
    const attempt = failedTries === undefined ? undefined : { 'flow.step.attempt': failedTries + 1 };
    const span = helperTracer().startSpan(`step ${name}`, { attributes: { ...flowAttributes(frame), ...attempt } }, parent);
    const step: OpenStep = { name, frame, span, startedAtMs: performance.now() };
    const stepContext = trace.setSpan(setFlowFrame(parent, frame), span);
    this.#openSteps.add(step);
    this.#lastStep = name;
    this.emit('flow.step', frame, attempt, stepContext);
    return context.with(stepContext, () =>
      whenSettled(
        () => fn(span),
        () => {
          this.#failedTries?.delete(name);
          this.#end(step, 'completed');
        },
        (thrown) => {
          this.#noteFailure(step, thrown);
          recordFailure(span, thrown);
          this.#end(step, 'failed');
        },
      ),
    );
  }

  #noteFailure({ name }: OpenStep, thrown: unknown): void {
    const failures = (this.#failures ??= new Map());
    // the innermost step comes first and stays
    if (!failures.has(thrown) && failures.size < maxRememberedFailures) failures.set(thrown, name);
    const tries = (this.#failedTries ??= new Map());
    if (tries.has(name) || tries.size < maxRememberedFailures) tries.set(name, (tries.get(name) ?? 0) + 1);
  }

  #end(step: OpenStep, outcome: StepOutcome): void {
    this.#settle(step, outcome);
    step.span.end();
  }

  /** Once: of what was abandoned, how it ended after all is not told. */
  #settle(step: OpenStep, outcome: StepOutcome): void {
    if (!this.#openSteps.delete(step)) return;
    const durationSeconds = (performance.now() - step.startedAtMs) / 1000;
    if (step.span.isRecording()) step.span.setAttributes({ 'flow.step.outcome': outcome, 'flow.step.duration': durationSeconds });
    recordStep(this.labels, step.name, outcome, durationSeconds);
  }
}

/** For functions that run without being recorded. */
export const notRecorded: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** @param what names the step */
export function reportOutside(what: string): void {
  reportProblem('flow-step-outside', `${what}: it is not recorded.`);
}
