/** The kind of settings that list machines by their addresses. */
import { accepted, listMembers, refused, type Kind } from '../kind.js';

function isRange(member: string): boolean {
  if (member === '*') return true;
  const { isIP } = process.getBuiltinModule('node:net');
  const [address = '', prefix, ...more] = member.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/** Members that are no addresses are reported, and the rest is kept. */
export const addressRanges: Kind<readonly string[]> = {
  name: 'list of addresses',
  allowed: 'a comma-separated list of IP addresses and CIDR ranges such as 10.0.0.0/8, or * for all',
  samples: () => ({
    valid: [['10.0.0.7', ['10.0.0.7']], [' 10.0.0.0/8, fd00::/8,,', ['10.0.0.0/8', 'fd00::/8']], ['*', ['*']], ['::1,::1', ['::1']]],
    invalid: ['shop', '10.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/8/8', '10.0.0.0/', '*.internal', ','],
  }),
  parse(text) {
    const members = [...new Set(listMembers(text))];
    const value = members.filter(isRange);
    const complaints = members.filter((member) => !isRange(member)).flatMap((member) => refused(`has the member ${JSON.stringify(member)}, which is no such address`).complaints);
    if (value.length > 0) return complaints.length === 0 ? accepted(value) : { value, complaints };
    return complaints.length > 0 ? { complaints } : refused('is a list without members');
  },
};
