/** Samplers from the configuration model; one that is not supported is reported and the default is used. */
import type { SamplerConfigModel } from '@opentelemetry/configuration';
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler, type Sampler } from '@opentelemetry/sdk-trace';
import { reportProblem } from '../diagnostics/log.js';

export function createSampler(model: SamplerConfigModel | undefined): Sampler {
  return createKnownSampler(model) ?? new ParentBasedSampler({ root: new AlwaysOnSampler() });
}

function createKnownSampler(model: SamplerConfigModel | undefined): Sampler | undefined {
  const [name] = Object.keys(model ?? {});
  if (model === undefined || name === undefined) return undefined;
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'trace_id_ratio_based':
      return new TraceIdRatioBasedSampler(model.trace_id_ratio_based?.ratio ?? 1);
    case 'parent_based':
      return createParentBasedSampler(model);
    default:
      reportProblem('setting-unsupported', `sampler "${name}" is not supported (supported: always_on, always_off, trace_id_ratio_based, parent_based); parent_based with root always_on is used.`);
      return undefined;
  }
}

function createParentBasedSampler({ parent_based: model }: SamplerConfigModel): Sampler {
  const children = {
    remoteParentSampled: createKnownSampler(model?.remote_parent_sampled),
    remoteParentNotSampled: createKnownSampler(model?.remote_parent_not_sampled),
    localParentSampled: createKnownSampler(model?.local_parent_sampled),
    localParentNotSampled: createKnownSampler(model?.local_parent_not_sampled),
  };
  const given = Object.fromEntries(Object.entries(children).filter(([, sampler]) => sampler !== undefined));
  return new ParentBasedSampler({ root: createKnownSampler(model?.root) ?? new AlwaysOnSampler(), ...given });
}
