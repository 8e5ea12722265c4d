/** Adds up a V8 CPU profile: self and inclusive time of each function, by who owns it. */

export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame; readonly children?: readonly number[] }[];
  readonly samples: readonly number[];
  /** Between the samples, µs. */
  readonly timeDeltas: readonly number[];
}

export interface ProfiledFunction {
  readonly name: string;
  readonly owner: string;
  /** In itself, µs. */
  selfUs: number;
  /** And in all that it calls, µs. */
  inclusiveUs: number;
}

export interface ProfiledOwner {
  readonly owner: string;
  selfUs: number;
  /** And in what it calls of others; the same time is in each of them. */
  inclusiveUs: number;
}

export interface ProfileSums {
  /** The most time first. */
  readonly functions: readonly ProfiledFunction[];
  readonly owners: readonly ProfiledOwner[];
  readonly busyUs: number;
}

const idle: ReadonlySet<string> = new Set(['(idle)', '(root)']);

/** A function that calls itself counts once. */
export function sumProfile(profile: CpuProfile, ownerOf: (frame: CallFrame) => string): ProfileSums {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const selfUs = new Map<number, number>();
  // a delta is the time before its sample
  profile.samples.forEach((id, index) => selfUs.set(id, (selfUs.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0)));
  const functions = new Map<string, ProfiledFunction>();
  const owners = new Map<string, ProfiledOwner>();

  /** Time of the node and of those below it. */
  const visit = (id: number, above: ReadonlySet<ProfiledFunction | ProfiledOwner>): number => {
    const node = nodes.get(id);
    if (node === undefined) return 0;
    const { callFrame, children = [] } = node;
    const own = idle.has(callFrame.functionName) ? 0 : (selfUs.get(id) ?? 0);
    const isFunction = callFrame.functionName !== '(root)';
    const entries = isFunction ? entriesOf(callFrame) : [];
    const here = new Set([...above, ...entries]);
    const inclusive = children.reduce((sum, child) => sum + visit(child, here), own);
    for (const entry of entries) {
      entry.selfUs += own;
      if (!above.has(entry)) entry.inclusiveUs += inclusive;
    }
    return inclusive;
  };

  const entriesOf = (frame: CallFrame): (ProfiledFunction | ProfiledOwner)[] => {
    const owner = ownerOf(frame);
    const key = `${frame.functionName} ${frame.url} ${frame.lineNumber} ${frame.columnNumber}`;
    return [
      getOrMake(functions, key, () => ({ name: frame.functionName === '' ? '(anonymous)' : frame.functionName, owner, selfUs: 0, inclusiveUs: 0 })),
      getOrMake(owners, owner, () => ({ owner, selfUs: 0, inclusiveUs: 0 })),
    ];
  };

  const [root] = profile.nodes;
  const busyUs = root === undefined ? 0 : visit(root.id, new Set());
  return { functions: bySelf(functions.values()), owners: bySelf(owners.values()), busyUs };
}

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function bySelf<Entry extends { readonly selfUs: number }>(entries: Iterable<Entry>): Entry[] {
  return [...entries].sort((a, b) => b.selfUs - a.selfUs);
}
