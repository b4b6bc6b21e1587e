/** Stacks that belong to a request: who serves a connection, and who waits for an answer. */
import type { Cluster } from '../goroutine';
import { normaliseSymbol } from '../symbol';

/** Frames below which a goroutine serves a request or a connection: the client decides when it ends. */
const serving =
  /^(?:net\/http|net\/http\/internal\/http2|golang\.org\/x\/net\/http2)\.\(\*(?:conn|http2serverConn|serverConn)\)\.(?:serve|runHandler)$|grpc\.\(\*Server\)\.(?:handleStream|processStreamingRPC|processUnaryRPC|processRPC)$/;

/** Frames of clients that wait for an answer: the server decides. */
const awaiting =
  /^(?:net\/http|net\/http\/internal\/http2|golang\.org\/x\/net\/http2)\.\(\*(?:persistConn|http2ClientConn|ClientConn)\)\.(?:roundTrip|RoundTrip)$|grpc\/internal\/transport\.\(\*(?:recvBufferReader|ClientStream)\)\./;

/** It runs below a server's loop over the requests of a connection: the same goroutine comes to the same line again. */
export function servesConnection({ frames }: Cluster): boolean {
  return frames.some(({ func }) => serving.test(normaliseSymbol(func)));
}

/** It sent a request and waits for the answer of another program. */
export function awaitsAnswer({ frames }: Cluster): boolean {
  return frames.some(({ func }) => awaiting.test(normaliseSymbol(func)));
}
