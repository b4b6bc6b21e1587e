/**
 * Passwords, tokens and header values in the editor's secret storage. Each is bound to one origin and to the machine that
 * the requests run on: `localhost:6060` of another machine is another program. Which there are stands in an index, since
 * secret storage does not list its keys in every version.
 */
import { createHash } from 'node:crypto';
import { basicAuthorization } from '../capture/credentials';
import type { Credentials, CredentialSource } from '../capture/credentials';
import { Memory } from './ids';

export type CredentialKind = 'basic' | 'bearer' | 'headers';

/** What is known about a secret without reading it. */
export interface CredentialEntry {
  readonly kind: CredentialKind;
  readonly origin: string;
  /** Authority of the remote that requests run on; empty on the person's own machine. */
  readonly place: string;
}

/** The part of VS Code's SecretStorage that is needed. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** The part of VS Code's Memento that is needed. */
export interface Index {
  get<T>(key: string, fallback: T): T;
  update(key: string, value: unknown): PromiseLike<void>;
}

export class CredentialStore implements CredentialSource {
  constructor(
    private readonly secrets: Secrets,
    private readonly index: Index,
    private readonly place: string,
  ) {}

  /** What is kept for the origin; `undefined`: nothing. */
  async credentials(origin: string): Promise<Credentials | undefined> {
    const [basic, bearer, headers] = await Promise.all([
      this.read(origin, 'basic'),
      this.read(origin, 'bearer'),
      this.headers(origin),
    ]);
    const authorization = authorizationOf(basic, bearer);
    if (authorization === undefined && headers === undefined) return undefined;
    return {
      ...(authorization !== undefined && { authorization }),
      ...(headers !== undefined && { headers }),
    };
  }

  /** Keeps a user name and password, in place of a token. A name holds no colon (RFC 7617, section 2). */
  async keepBasic(origin: string, userinfo: string): Promise<void> {
    await this.keep(origin, 'basic', userinfo);
    await this.forget(this.entry(origin, 'bearer'));
  }

  /** Keeps a token, in place of a user name and password. */
  async keepBearer(origin: string, token: string): Promise<void> {
    await this.keep(origin, 'bearer', token);
    await this.forget(this.entry(origin, 'basic'));
  }

  /** Keeps header values by name; those that were kept before stay. */
  async keepHeaders(origin: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const known = await this.headers(origin);
    await this.keep(origin, 'headers', JSON.stringify({ ...known, ...headers }));
  }

  /** Every secret that is kept, those of other machines too. */
  entries(): readonly CredentialEntry[] {
    return this.index.get<unknown[]>(Memory.credentials, []).filter(isEntry);
  }

  /** Deletes one secret, also that of another machine. */
  async forget(entry: CredentialEntry): Promise<void> {
    await this.secrets.delete(credentialKey(entry));
    const others = this.entries().filter(other => !isSame(other, entry));
    await this.index.update(Memory.credentials, others);
  }

  private async headers(origin: string): Promise<Readonly<Record<string, string>> | undefined> {
    const text = await this.read(origin, 'headers');
    return text === undefined ? undefined : parseHeaders(text);
  }

  private async read(origin: string, kind: CredentialKind): Promise<string | undefined> {
    const entry = this.entry(origin, kind);
    // What the index does not list could not be forgotten, and is not sent. Without any, the storage is not even asked.
    const isListed = this.entries().some(other => isSame(other, entry));
    return isListed ? this.secrets.get(credentialKey(entry)) : undefined;
  }

  private async keep(origin: string, kind: CredentialKind, secret: string): Promise<void> {
    const entry = this.entry(origin, kind);
    await this.secrets.store(credentialKey(entry), secret);
    const others = this.entries().filter(other => !isSame(other, entry));
    await this.index.update(Memory.credentials, [...others, entry]);
  }

  private entry(origin: string, kind: CredentialKind): CredentialEntry {
    return { kind, origin, place: this.place };
  }
}

/** The name of a secret in the storage. It says nothing about the origin to whoever reads the names alone. */
export function credentialKey({ kind, origin, place }: CredentialEntry): string {
  const bound = place === '' ? `${kind}|${origin}` : `${kind}|${origin}|${place}`;
  return `cred:${createHash('sha256').update(bound).digest('hex')}`;
}

function authorizationOf(
  userinfo: string | undefined,
  token: string | undefined,
): string | undefined {
  if (userinfo !== undefined) return basicAuthorization(userinfo);
  return token === undefined ? undefined : `Bearer ${token}`;
}

/** `undefined` for what is no object of texts: the error of a parser would quote the secret. */
function parseHeaders(text: string): Readonly<Record<string, string>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

function isSame(a: CredentialEntry, b: CredentialEntry): boolean {
  return a.kind === b.kind && a.origin === b.origin && a.place === b.place;
}

function isEntry(value: unknown): value is CredentialEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, origin, place } = value as Partial<Record<keyof CredentialEntry, unknown>>;
  const isKind = kind === 'basic' || kind === 'bearer' || kind === 'headers';
  return isKind && typeof origin === 'string' && typeof place === 'string';
}
