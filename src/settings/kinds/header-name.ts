/** The kind of settings that name a header of HTTP. */
import { accepted, refused, type Kind } from '../kind.js';

/** What HTTP allows in the name of a header; anything else would make every request fail. */
export const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
/** HTTP itself, the app or trace context gives these a meaning. */
const taken = /^(?:accept|authorization|baggage|connection|content-.+|cookie|date|expect|host|keep-alive|location|origin|proxy-.+|sec-.+|server|set-cookie|te|trace(?:parent|state)|trailer|transfer-encoding|upgrade|user-agent|vary|via)$/i;

/** A name that is free to be used, or `none`. */
export const ownHeaderName: Kind<string> = {
  name: 'header name',
  allowed: 'the name of a header that has no other meaning, or none',
  samples: () => ({
    valid: [['X-Request-ID', 'X-Request-ID'], ['x_trace.id', 'x_trace.id'], ['NONE', 'none']],
    invalid: ['X Request', 'X-Request-ID:', 'é', 'a,b', 'Content-Length', 'traceparent', 'Cookie'],
  }),
  parse(text) {
    if (!headerName.test(text)) return refused('is no name that HTTP allows');
    if (taken.test(text)) return refused('has a meaning of its own');
    return accepted(text.toLowerCase() === 'none' ? 'none' : text);
  },
};
