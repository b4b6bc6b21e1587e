import { blockedKinds } from '../waits';
import { weight } from '../weights';
import type { SignalOf } from '../facts';

/**
 * A: goleak looks again and again for some hundred milliseconds after a test (leaktest and grpc's leakcheck for seconds), and
 * lists what is still there and no known part of Go. What works or waits for the network may be about to end.
 */
export const afterTest: SignalOf = ({ afterTest: listed, cluster: { kind } }) =>
  listed && blockedKinds.has(kind)
    ? [
        {
          kind: 'A',
          text: { id: 'A.afterTest', args: [] },
          points: weight.afterTest,
          floor: 'suspect',
        },
      ]
    : [];
