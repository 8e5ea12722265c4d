/** Interleaved rounds: each round measures every case once, so that a disturbance meets all of them alike. */

/** Results in the order of the rounds. A round begins one case later than the one before, so that none is always first. */
export async function interleave<Case, Result>(
  cases: readonly Case[],
  rounds: number,
  measure: (oneCase: Case) => Promise<Result>,
  onRound: (round: number) => void,
): Promise<ReadonlyMap<Case, readonly Result[]>> {
  const results = new Map<Case, Result[]>(cases.map((oneCase) => [oneCase, []]));
  for (let round = 0; round < rounds; round++) {
    onRound(round);
    const first = round % cases.length;
    for (const oneCase of [...cases.slice(first), ...cases.slice(0, first)]) {
      results.get(oneCase)?.push(await measure(oneCase));
    }
  }
  return results;
}
