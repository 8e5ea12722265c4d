/** Our context manager beside upstream's: what is said of the contract has to hold for both. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ContextManager } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { createContextManager } from '../../../src/context/context-manager.js';

export type ManagerName = 'ours' | "upstream's";

export const managers: readonly (readonly [name: ManagerName, create: () => ContextManager])[] = [
  ['ours', () => createContextManager(new AsyncLocalStorage())],
  ["upstream's", () => new AsyncLocalStorageContextManager()],
];
