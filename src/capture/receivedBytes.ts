/** The bytes of an answer, as far as they arrived. */
import type http from 'node:http';

/**
 * What a server sends. Of an answer that breaks off everything comes that had arrived, then the error: Node itself throws
 * at once and drops what it still holds.
 */
export async function* receivedBytes(response: http.IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* response as AsyncIterable<Buffer>;
  } catch (error) {
    const rest = response.read() as Buffer | null;
    if (rest) yield rest;
    throw error;
  }
}
