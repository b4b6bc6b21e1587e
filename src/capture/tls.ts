/** Certificates of a target's own: a private authority, a client certificate. Verification stays on unless a person turned it off. */
import fs from 'node:fs';
import path from 'node:path';
import { CaptureError } from './errors';

/** Paths of PEM files, read from the settings of a person or a machine, never of a workspace. */
export interface TlsFiles {
  /** Authorities to trust in place of the system's. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** `goroutineLens.http.allowInsecureTls`; false when absent. */
  readonly allowInsecure?: boolean;
}

/** As `https.request` takes them. */
export interface TlsOptions {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly rejectUnauthorized?: boolean;
}

/** Reads the files. Rejects with a {@link CaptureError} that names the file which is missing or holds no PEM text. */
export async function readTlsFiles(files: TlsFiles = {}): Promise<TlsOptions> {
  const { caFile, certFile, keyFile, allowInsecure } = files;
  return {
    ...(caFile !== undefined && { ca: await readPem(caFile) }),
    ...(certFile !== undefined && { cert: await readPem(certFile) }),
    ...(keyFile !== undefined && { key: await readPem(keyFile) }),
    ...(allowInsecure === true && { rejectUnauthorized: false }),
  };
}

async function readPem(file: string): Promise<Buffer> {
  const name = path.basename(file);
  let content: Buffer;
  try {
    content = await fs.promises.readFile(file);
  } catch (error) {
    throw new CaptureError('certificateFile', [name, (error as NodeJS.ErrnoException).code ?? '']);
  }
  // Without this check OpenSSL answers with a code that names neither the file nor the reason.
  if (!content.includes('-----BEGIN ')) throw new CaptureError('certificateFile', [name, 'PEM']);
  return content;
}
