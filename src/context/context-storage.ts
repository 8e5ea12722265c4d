/** Where the active context is kept: that of the context manager, for those who enter a context for each event of a request. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';

export const contextStorage = new AsyncLocalStorage<Context>();
