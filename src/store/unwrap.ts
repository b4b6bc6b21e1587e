/**
 * Bytes as people have them → bytes of a dump: gzip and zstd, one inside the other at most, and base64. One entry for
 * files, standard input and pasted text. What is in no wrapping passes as it is.
 */
import type { Text } from '../core/goroutine';
import { decodedBase64, isBase64Text, withTokensUnpacked } from './base64';
import { coalesced, PeekableBytes } from './chunks';
import { gunzip, isGzip, isZstd, unzstd } from './decompress';
import type { OnDamage } from './decompress';
import { UnpackBudget, UnpackError } from './unpackLimits';

export { UnpackError } from './unpackLimits';

/** Bytes that tell what the rest is. */
const peeked = 4096;
const chunkBytes = 1 << 16;

/** What was found while unwrapping; complete once all bytes were read. */
export interface UnwrapReport {
  /** The input ended early or is damaged: why. What could be unpacked has come. */
  damaged?: Text;
}

/**
 * Unwraps a stream. Throws what the source throws, and {@link UnpackError} where the data passes a cap (a bomb), is
 * compressed more than twice, or holds nothing that can be unpacked.
 */
export function unwrap(
  source: AsyncIterable<Uint8Array>,
  report: UnwrapReport = {},
): AsyncIterable<Uint8Array> {
  const budget = new UnpackBudget();
  const onDamage = (reason: Text): void => {
    report.damaged ??= reason;
  };
  return coalesced(layer(counted(source, budget), budget, onDamage, true), chunkBytes);
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  budget: UnpackBudget,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    budget.take(chunk.length);
    yield chunk;
  }
}

/** `encoded`: base64 is looked for, once. */
async function* layer(
  source: AsyncIterable<Uint8Array>,
  budget: UnpackBudget,
  onDamage: OnDamage,
  encoded: boolean,
): AsyncGenerator<Uint8Array> {
  const bytes = new PeekableBytes(source);
  await bytes.fill(4);
  const decompress = isGzip(bytes.buffer) ? gunzip : isZstd(bytes.buffer) ? unzstd : undefined;
  if (decompress) {
    budget.enter();
    try {
      yield* layer(decompress(bytes.rest(), budget, onDamage), budget, onDamage, encoded);
    } finally {
      budget.leave();
    }
    return;
  }
  if (!encoded || isBinary(bytes.buffer)) {
    yield* bytes.rest();
    return;
  }
  await bytes.fill(peeked);
  if (isBase64Text(bytes.buffer.subarray(0, peeked)))
    yield* layer(decodedBase64(bytes.rest()), budget, onDamage, false);
  else yield* withTokensUnpacked(bytes, token => unpackedToken(token, budget, onDamage));
}

/** A profile.proto, or UTF-16: neither is a log. */
function isBinary([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  return third === 0x08 || third === 0x10 || first === 0 || second === 0 || first >= 0xfe;
}

/** What is in a token of a log; `undefined` when nothing of it can be unpacked. */
async function unpackedToken(
  token: Buffer,
  budget: UnpackBudget,
  onDamage: OnDamage,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const whole = (async function* () {
    await Promise.resolve();
    yield token;
  })();
  const inside = new PeekableBytes(layer(whole, budget, onDamage, false));
  try {
    return (await inside.more()) ? inside.rest() : undefined;
  } catch (error) {
    if (error instanceof UnpackError && /damaged/.test(error.message)) return undefined;
    throw error;
  }
}
