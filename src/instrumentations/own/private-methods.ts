/** What ours call and replace of upstream's instrumentations of loggers; upstream declares some of it as private. */
import type { Logger } from '@opentelemetry/api';
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';

export interface LoggerInstrumentation<Config> {
  readonly logger: Logger;
  init(): InstrumentationNodeModuleDefinition[];
  getConfig(): Config;
  isEnabled(): boolean;
  enable(): void;
  disable(): void;
}
