/** What has to be done before telemetry ends. All copies of the distro share the list: the helpers lie in another chunk than what ends. */

const tasksKey = Symbol.for('@org/otel-distro ending tasks');

type EndingTasks = Set<() => void>;

export function addEndingTask(task: () => void): void {
  const tasks = readTasks();
  if (tasks !== undefined) tasks.add(task);
  else Object.defineProperty(globalThis, tasksKey, { value: new Set([task]), configurable: true, enumerable: false, writable: true });
}

/** @param onError gets what a task throws */
export function runEndingTasks(onError: (error: unknown) => void): void {
  for (const task of readTasks() ?? []) {
    try {
      task();
    } catch (error) {
      onError(error);
    }
  }
}

function readTasks(): EndingTasks | undefined {
  const tasks: unknown = Reflect.get(globalThis, tasksKey);
  return tasks instanceof Set ? tasks : undefined;
}
