/**
 * Edits of upstream's code while it is bundled: what it does for each attribute of each span and measurement, with less work and the same
 * result. A release that no longer has one of these places fails the build.
 */
import * as path from 'node:path';
import type { Plugin } from 'rolldown';

const root = path.resolve(import.meta.dirname, '../..');

interface Edit {
  /** End of the path of its module. */
  readonly module: string;
  readonly from: string;
  readonly to: string;
}

const edits: readonly Edit[] = [
  {
    // a WeakSet for each text and number, though only an object can hold itself: one byte in eight that a traced request allocated
    module: '@opentelemetry/core/dist/common/attributes.mjs',
    from: 'return isAnyValueInternal(val, /* @__PURE__ */ new WeakSet());',
    to: 'return isAnyValueInternal(val, typeof val === "object" ? new WeakSet() : void 0);',
  },
  {
    module: '@opentelemetry/core/dist/common/attributes.mjs',
    from: 'for (const [key, val] of Object.entries(inAttributes)) {',
    to: 'for (const key of Object.keys(inAttributes)) { const val = inAttributes[key];',
  },
  {
    // looked at already, without limits: the second look is for what the sampler added and for what the limits take away
    module: '@opentelemetry/sdk-trace/dist/Tracer.mjs',
    from: 'const attrsData2 = cleanAttributes(',
    to: `const attrsData2 = samplingResult.attributes === void 0 && this._spanLimits.attributeValueLengthLimit === Infinity
      && Object.keys(attributes).length <= this._spanLimits.attributeCountLimit ? { attributes } : cleanAttributes(`,
  },
  {
    module: '@opentelemetry/sdk-metrics/dist/state/HashMap.mjs',
    from: 'super(hashAttributes);',
    to: 'super((attributes) => rememberedHash(attributes, hashAttributes));',
  },
  {
    module: '@opentelemetry/sdk-metrics/dist/state/HashMap.mjs',
    from: 'import { hashAttributes } from "../utils.mjs";',
    to: `import { hashAttributes } from "../utils.mjs"; import { rememberedHash } from ${JSON.stringify(path.join(root, 'src/metrics/remembered-hash.ts'))};`,
  },
  {
    module: '@opentelemetry/sdk-metrics/dist/state/DeltaMetricProcessor.mjs',
    from: 'let accumulation = this._activeCollectionStorage.get(attributes);',
    to: 'let accumulation = this._cells.get(attributes) ?? rememberCell(this._cells, attributes, this._activeCollectionStorage.get(attributes));',
  },
  {
    module: '@opentelemetry/sdk-metrics/dist/state/DeltaMetricProcessor.mjs',
    from: '_cumulativeMemoStorage = new AttributeHashMap();',
    to: '_cumulativeMemoStorage = new AttributeHashMap(); _cells = new WeakMap();',
  },
  {
    module: '@opentelemetry/sdk-metrics/dist/state/DeltaMetricProcessor.mjs',
    from: 'const unreportedDelta = this._activeCollectionStorage;',
    to: 'const unreportedDelta = this._activeCollectionStorage; this._cells = new WeakMap();',
  },
  {
    module: '@opentelemetry/sdk-metrics/dist/utils.mjs',
    from: 'const mid = lo + Math.trunc((hi - lo) / 2);',
    to: 'const mid = (lo + hi) >>> 1;',
  },
  {
    // the time is needed only where a series begins
    module: '@opentelemetry/sdk-metrics/dist/Instruments.mjs',
    from: 'attributes, context, Date.now());',
    to: 'attributes, context);',
  },
  {
    module: '@opentelemetry/sdk-metrics/dist/state/DeltaMetricProcessor.mjs',
    from: 'const hrTime = millisToHrTime(collectionTime);',
    to: 'const hrTime = millisToHrTime(Date.now());',
  },
  {
    module: '@opentelemetry/sdk-metrics/dist/state/DeltaMetricProcessor.mjs',
    from: 'import { hashAttributes } from "../utils.mjs";',
    to: `import { hashAttributes } from "../utils.mjs"; import { rememberCell } from ${JSON.stringify(path.join(root, 'src/metrics/remembered-cell.ts'))};`,
  },
  {
    module: '@opentelemetry/instrumentation-http/dist/utils.mjs',
    from: 'const parsedUrl = getInfoFromIncomingMessage(component, request, logger);',
    to: 'const parsedUrl = requestTarget(request, () => getInfoFromIncomingMessage(component, request, logger));',
  },
  {
    module: '@opentelemetry/instrumentation-http/dist/utils.mjs',
    from: '//#region',
    to: `import { requestTarget } from ${JSON.stringify(path.join(root, 'src/instrumentations/own/request-target.ts'))};\n//#region`,
  },
  {
    // the same list is the default of what takes it
    module: '@opentelemetry/instrumentation-http/dist/http.mjs',
    from: '.redactedQueryParamsServer ?? Array.from(DEFAULT_QUERY_STRINGS_TO_REDACT)',
    to: '.redactedQueryParamsServer',
  },
];

export function lightenUpstream(): Plugin {
  const done = new Set<Edit>();
  return {
    name: 'lighten-upstream',
    transform(code, id) {
      const ofModule = edits.filter(({ module }) => id.replaceAll('\\', '/').endsWith(`/node_modules/${module}`));
      if (ofModule.length === 0) return null;
      return { code: ofModule.reduce(apply, code), map: null };
    },
    buildEnd(error) {
      const missing = edits.filter((edit) => !done.has(edit));
      if (error === undefined && missing.length > 0) throw new Error(`no longer bundled: ${missing.map(({ module }) => module).join(', ')}`);
    },
  };

  function apply(code: string, edit: Edit): string {
    if (code.split(edit.from).length !== 2) throw new Error(`${edit.module} no longer has this once: ${edit.from}`);
    done.add(edit);
    return code.replace(edit.from, () => edit.to);
  }
}
