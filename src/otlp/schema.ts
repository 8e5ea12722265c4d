/** What the table of messages means: the TypeScript type of each decoded message, and the compiled form that the decoders walk. */
import { messages } from './messages.js';

/** 64-bit integers are bigint, ids lower-case hex (or empty), bytes a Uint8Array; enums keep their number. */
interface Scalars {
  string: string;
  bool: boolean;
  bytes: Uint8Array;
  traceId: string;
  spanId: string;
  double: number;
  enum: number;
  uint32: number;
  sint32: number;
  fixed32: number;
  int64: bigint;
  uint64: bigint;
  fixed64: bigint;
  sfixed64: bigint;
}
export type ScalarType = keyof Scalars;

const zeroValues: { readonly [Type in ScalarType]: Scalars[Type] } = {
  string: '',
  bool: false,
  bytes: new Uint8Array(0),
  traceId: '',
  spanId: '',
  double: 0,
  enum: 0,
  uint32: 0,
  sint32: 0,
  fixed32: 0,
  int64: 0n,
  uint64: 0n,
  fixed64: 0n,
  sfixed64: 0n,
};

type Messages = typeof messages;
export type MessageName = keyof Messages;

type ValueOf<Type> = Type extends ScalarType ? Scalars[Type] : Type extends MessageName ? Message<Type> : never;
type IsAlwaysThere<Spec> = Spec extends readonly [number, infer Type]
  ? Type extends `repeated ${string}` | ScalarType
    ? true
    : false
  : never;
type Unlabelled<Type> = Type extends `${'oneof' | 'optional'} ${infer Inner}` ? Inner : Type;
type FieldValue<Spec> = Spec extends readonly [number, infer Type]
  ? Type extends `repeated ${infer Inner}`
    ? readonly ValueOf<Inner>[]
    : ValueOf<Unlabelled<Type>>
  : never;

/** The decoded form of one OTLP message, with the field names of OTLP/JSON. */
export type Message<Name extends MessageName> = {
  [Field in keyof Messages[Name] as IsAlwaysThere<Messages[Name][Field]> extends true ? Field : never]: FieldValue<
    Messages[Name][Field]
  >;
} & {
  [Field in keyof Messages[Name] as IsAlwaysThere<Messages[Name][Field]> extends true ? never : Field]?: FieldValue<
    Messages[Name][Field]
  >;
};

export interface FieldSchema {
  readonly name: string;
  readonly number: number;
  readonly repeated: boolean;
  /** Undefined when the field is a message. */
  readonly scalar: ScalarType | undefined;
  readonly message: MessageSchema | undefined;
  /** The names of the other fields of the same `oneof`. */
  readonly rivals: readonly string[];
}

export interface MessageSchema {
  readonly name: string;
  /** Sparse, by field number. */
  readonly byNumber: FieldSchema[];
  readonly byName: Map<string, FieldSchema>;
  /** What a message holds before its first field is read. */
  readonly initial: Record<string, unknown>;
  /** What a message takes of the budget of a request, see DecodeLimits. */
  valueCount: number;
}

/** The object itself, its place in a list, and room for a field that is not there from the start. */
const valuesOfEmptyMessage = 3;

/** Shared by every message that has no element of a field, until the first one arrives. */
export const noElements: readonly never[] = Object.freeze([]);

function compileField(name: string, spec: readonly [number, string], owner: readonly [string, readonly [number, string]][]): FieldSchema {
  const [number, text] = spec;
  const [type = '', label = ''] = text.split(' ').toReversed();
  const rivals =
    label === 'oneof' ? owner.filter(([other, [, otherText]]) => other !== name && otherText.startsWith('oneof ')).map(([other]) => other) : [];
  return {
    name,
    number,
    repeated: label === 'repeated',
    scalar: isScalarType(type) ? type : undefined,
    message: schemas.get(type),
    rivals,
  };
}

function isScalarType(type: string): type is ScalarType {
  return type in zeroValues;
}

const schemas = new Map<string, MessageSchema>(
  Object.keys(messages).map((name) => [name, { name, byNumber: [], byName: new Map(), initial: {}, valueCount: valuesOfEmptyMessage }]),
);

for (const [name, specs] of Object.entries(messages)) {
  const schema = schemaOf(name as MessageName);
  const entries = Object.entries<readonly [number, string]>(specs);
  for (const [fieldName, spec] of entries) {
    const field = compileField(fieldName, spec, entries);
    schema.byNumber[field.number] = field;
    schema.byName.set(fieldName, field);
    if (field.repeated) schema.initial[fieldName] = noElements;
    else if (field.scalar !== undefined && !spec[1].includes(' ')) schema.initial[fieldName] = zeroValues[field.scalar];
  }
  schema.valueCount += Object.keys(schema.initial).length;
}

export function schemaOf(name: MessageName): MessageSchema {
  const schema = schemas.get(name);
  if (schema === undefined) throw new TypeError(`no OTLP message is called ${name}`);
  return schema;
}
