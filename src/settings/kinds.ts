/** The simple kinds of settings, one parser each, with the texts that it must accept and refuse; `kinds/` has the others. */
import { resolve } from 'node:path';
import { absolutePath, accepted, listMembers, refused, type Kind, type Parsed } from './kind.js';

/** The specification's Boolean: "true" in any case is true, "false" is false, anything else is a mistake. */
export const boolean: Kind<boolean> = {
  name: 'boolean',
  allowed: 'true or false',
  samples: () => ({
    valid: [['true', true], ['TRUE', true], ['False', false]],
    invalid: ['1', 'yes', 'true!', 'true,true'],
  }),
  parse(text) {
    const lower = text.toLowerCase();
    return lower === 'true' || lower === 'false' ? accepted(lower === 'true') : refused('is not a boolean');
  },
};

/** The largest integer the specification asks for; also the longest delay that `setTimeout` takes. */
const largestInteger = 2 ** 31 - 1;

export function integer(range: { readonly min?: number; readonly max?: number; readonly name?: string; readonly note?: string } = {}): Kind<number> {
  const { min = 0, max = largestInteger, name = 'integer', note } = range;
  const allowed = `an integer from ${min} to ${max}${note === undefined ? '' : `; ${note}`}`;
  return {
    name,
    allowed,
    samples: () => ({
      valid: [[String(min), min], [String(max), max]],
      invalid: [String(min - 1), String(max + 1), '1.5', '1e2', '0x10', 'ten'],
    }),
    parse(text) {
      const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? accepted(value) : refused('is not such a number');
    },
  };
}

/** A span of time in milliseconds. */
export function duration(range: { readonly min?: number } = {}): Kind<number> {
  return integer({ ...range, name: 'duration', note: 'milliseconds' });
}

/** The longest time something may take, in milliseconds; the value 0 stays 0 and means no limit. */
export const timeout = integer({ name: 'timeout', note: 'milliseconds, 0 = no limit' });

/** A limit on counts or lengths: never negative. */
export const limit = integer();

export const ratio: Kind<number> = {
  name: 'ratio',
  allowed: 'a number from 0 to 1',
  samples: () => ({ valid: [['0', 0], ['0.25', 0.25], ['1', 1], ['1.0', 1]], invalid: ['-0.01', '1.01', 'half', '0,5', 'NaN'] }),
  parse(text) {
    const value = Number(text);
    return value >= 0 && value <= 1 ? accepted(value) : refused('is not such a number');
  },
};

interface EnumerationOptions<Name extends string> {
  /** Other spellings that mean one of the names. */
  readonly aliases?: Readonly<Record<string, Name>>;
  /** Names of the specification that the distro cannot do. */
  readonly unsupported?: readonly string[];
}

/** Looks a single name up in any case. */
function parseName<Name extends string>(text: string, names: readonly Name[], options: EnumerationOptions<Name>): Parsed<Name> {
  const lower = text.toLowerCase();
  const value = names.find((name) => name === lower) ?? (options.aliases && Object.hasOwn(options.aliases, lower) ? options.aliases[lower] : undefined);
  if (value !== undefined) return accepted(value);
  const unsupported = options.unsupported?.includes(lower) === true;
  return {
    complaints: [{
      code: unsupported ? 'setting-unsupported' : 'setting-invalid',
      reason: unsupported ? 'is not supported' : 'is not known',
    }],
  };
}

function describeNames<Name extends string>(names: readonly Name[], { aliases }: EnumerationOptions<Name>): string {
  const others = Object.entries(aliases ?? {}).map(([alias, name]) => `${alias} = ${name}`);
  return names.join(', ') + (others.length === 0 ? '' : ` (${others.join(', ')})`);
}

function upper(text: string): string {
  return text.toUpperCase();
}

/** @param names lower-case */
export function enumeration<const Name extends string>(names: readonly Name[], options: EnumerationOptions<Name> = {}): Kind<Name> {
  return {
    name: 'enum',
    allowed: describeNames(names, options),
    samples: () => ({
      valid: [
        ...names.flatMap((name): [string, Name][] => [[name, name], [upper(name), name]]),
        ...Object.entries(options.aliases ?? {}),
      ],
      invalid: ['no such value', ...(options.unsupported ?? [])],
    }),
    parse: (text) => parseName(text, names, options),
  };
}

/**
 * Names in any case, without repetition. Unknown members are reported and the rest is kept; a list of nothing but unknown members
 * counts as not set. `none` means an empty list and stands alone; beside other members it is reported and left out.
 */
export function enumerationList<const Name extends string>(names: readonly Name[], options: EnumerationOptions<Name> = {}): Kind<readonly Name[]> {
  const first = names.find((name) => name !== 'none');
  const firstOnly = first === undefined ? [] : [first];
  return {
    name: 'list of enums',
    allowed: `a comma-separated list of ${describeNames(names, options)}`,
    samples: () => ({
      valid: [
        ...names.map((name): [string, Name[]] => [name, [name]]),
        [`, ${upper(first ?? '')} ,${first ?? ''},`, firstOnly],
      ],
      invalid: ['no such value', 'no such value, nor this', ',', ...(options.unsupported ?? [])],
    }),
    parse(text) {
      const parsed = listMembers(text).map((member) => ({ member, ...parseName(member, names, options) }));
      const complaints = parsed.flatMap(({ member, complaints: found }) =>
        found.map(({ code, reason }) => ({ code, reason: `has the member ${JSON.stringify(member)}, which ${reason}` })),
      );
      let value = [...new Set(parsed.flatMap((member) => member.value ?? []))];
      if (value.length > 1 && value.some((name) => name === 'none')) {
        value = value.filter((name) => name !== 'none');
        complaints.push({ code: 'setting-invalid', reason: 'has none beside other members' });
      }
      if (value.length > 0) return { value, complaints };
      return complaints.length > 0 ? { complaints } : refused('is a list without members');
    },
  };
}

export const string: Kind<string> = {
  name: 'string',
  allowed: 'any text',
  samples: () => ({ valid: [['shop', 'shop'], ['a b', 'a b']], invalid: [] }),
  parse: accepted,
};

/** Something of the specification that the distro knows of but cannot do at all. */
export const unsupported: Kind<never> = {
  name: 'unsupported',
  allowed: 'nothing',
  samples: () => ({ valid: [], invalid: ['anything'] }),
  parse: () => ({ complaints: [{ code: 'setting-unsupported', reason: 'is not supported' }] }),
};

export const stringList: Kind<readonly string[]> = {
  name: 'list',
  allowed: 'a comma-separated list',
  samples: () => ({ valid: [['http', ['http']], [' http , pg,,', ['http', 'pg']]], invalid: [',', ' , '] }),
  parse(text) {
    const members = listMembers(text);
    return members.length > 0 ? accepted([...new Set(members)]) : refused('is a list without members');
  },
};

/** The path of a file, made absolute. Whether the file can be read shows when it is used. */
export const filePath: Kind<string> = {
  name: 'file',
  allowed: 'the path of a file',
  samples: () => ({ valid: [['/etc/otel/ca.pem', resolve('/etc/otel/ca.pem')], ['ca.pem', resolve('ca.pem')]], invalid: [] }),
  parse: (text) => accepted(absolutePath(text)),
};

/** The path of a folder, made absolute; it is made when it is used. */
export const folderPath: Kind<string> = { ...filePath, name: 'folder', allowed: 'the path of a folder' };
