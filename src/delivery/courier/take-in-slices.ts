/** Takes many things one by one, with turns of the event loop for others in between. */

/** What is handed over in the meantime waits so long to reach the disk. */
const sliceMs = 10;

export interface Slices<Item> {
  readonly take: (item: Item) => void;
  readonly onDone: () => void;
  /** @default `performance.now` */
  readonly now?: () => number;
}

/** The first slice is taken at once. What comes after the end of the process is not. */
export function takeInSlices<Item>(items: Iterator<Item>, { take, onDone, now = () => performance.now() }: Slices<Item>): void {
  const startedAtMs = now();
  for (let next = items.next(); next.done !== true; next = items.next()) {
    take(next.value);
    if (now() - startedAtMs < sliceMs) continue;
    setImmediate(() => takeInSlices(items, { take, onDone, now })).unref();
    return;
  }
  onDone();
}
