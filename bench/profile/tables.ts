/** A profile as two tables: by owner, and the functions with the most time. */
import { table } from '../../scripts/generate/markdown.js';
import { number } from '../support/statistics.js';
import type { ProfileSums } from './read-profile.js';

export function drawProfile({ functions, owners, busyUs }: ProfileSums, requests: number, top: number): string {
  const perRequest = (us: number): string => number(us / requests, 2);
  const share = (us: number): string => `${number((100 * us) / busyUs, 1)} %`;
  const cells = ({ selfUs, inclusiveUs }: { readonly selfUs: number; readonly inclusiveUs: number }): string[] => [perRequest(selfUs), share(selfUs), perRequest(inclusiveUs)];
  const times = ['self µs', 'share', 'inclusive µs'];
  const busy = owners.filter(({ selfUs, inclusiveUs }) => selfUs + inclusiveUs > 0);
  return [
    table(['owner', ...times], [...busy.map((one) => [one.owner, ...cells(one)]), ['all', perRequest(busyUs), '100 %', perRequest(busyUs)]]),
    table(['function', 'owner', ...times], functions.slice(0, top).map((one) => [one.name, one.owner, ...cells(one)])),
  ].join('\n\n');
}
