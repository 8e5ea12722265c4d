/** Environment variables as the carrier of trace context and baggage, by the names of the specification: `traceparent` is `TRACEPARENT`. */
import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';

/** The variable of a field of a propagator: upper case, and `_` for what a variable cannot be named with. */
export function variableOf(field: string): string {
  return field.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_').replace(/^(?=\d)/, '_');
}

const fieldsOfRequests = new Set<string>();

/** A process is no request: it gets no variable for this field, and one of the app with its name is the app's. */
export function keepFromProcesses(field: string): void {
  fieldsOfRequests.add(field);
}

/** The variables of those fields that processes get. */
export function variablesOf(fields: readonly string[]): string[] {
  return fields.filter((field) => !fieldsOfRequests.has(field)).map(variableOf);
}

export const variableSetter: TextMapSetter<Record<string, string>> = {
  set(variables, field, value) {
    if (!fieldsOfRequests.has(field)) variables[variableOf(field)] = value;
  },
};

export const variableGetter: TextMapGetter<Readonly<Record<string, string | undefined>>> = {
  get: (variables, field) => variables[variableOf(field)],
  keys: (variables) => Object.keys(variables).filter((name) => name === variableOf(name)),
};
