/** Whether more points mean more truth: sites of the training programs and clusters of healthy servers, by their points. */

/** Lower bounds; the thresholds of `suspect` and `likely` are among them. */
const bounds = [-Infinity, 0, 15, 35, 50, 70, 100, Infinity];

/** `[{from, to, sites, leaks, healthy}]`: sites of the entries (score.mjs), those that leak, and healthy clusters. */
export function calibrate(entries, healthyScores) {
  return bounds.map((from, at) => {
    const to = bounds[at + 1];
    const within = value => value >= from && (to === undefined || value < to);
    const shares = entries.map(({ leak, seen }) => ({
      leak,
      share: seen.filter(({ score }) => score !== undefined && within(score)).length / seen.length,
    }));
    const sum = some => some.reduce((total, { share }) => total + share, 0);
    return {
      from,
      to,
      sites: sum(shares),
      leaks: sum(shares.filter(({ leak }) => leak)),
      healthy: healthyScores.filter(within).length,
    };
  });
}
