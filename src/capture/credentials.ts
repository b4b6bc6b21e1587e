/** Who the request comes from. Secrets live behind this port; they are in no target, URL, file name, log or error. */
import { originOf } from './target';
import type { Target } from './target';

/** What is sent along to one origin, and to that one alone. */
export interface Credentials {
  /** The whole value of the header: `Basic …` or `Bearer …`. */
  readonly authorization?: string;
  /** Further headers by name: `X-Scope-OrgID`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CredentialSource {
  /** `origin` is scheme, host and port, or `unix:/path`. `undefined`: nothing is known for it. */
  credentials(origin: string): Promise<Credentials | undefined>;
}

/** `Authorization` for a user name and a password. */
export function basicAuthorization(userinfo: string): string {
  return `Basic ${Buffer.from(userinfo, 'utf8').toString('base64')}`;
}

/** The headers that a request to the target's own origin carries. What is stored wins over what the address holds. */
export async function headersFor(
  target: Target,
  source: CredentialSource | undefined,
): Promise<Record<string, string>> {
  const stored = await source?.credentials(originOf(target));
  const authorization =
    stored?.authorization ??
    (target.userinfo === undefined ? undefined : basicAuthorization(target.userinfo));
  return { ...stored?.headers, ...(authorization !== undefined && { authorization }) };
}
