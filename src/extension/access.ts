/** How a chosen target is reached: which addresses are open to it, what it is signed with, which certificates are trusted. */
import type { Credentials } from '../capture/credentials';
import type { Access } from '../capture/http';
import { originOf } from '../capture/target';
import type { ChosenTarget, TargetOptions } from './targets';

export interface AccessFacts {
  readonly options: TargetOptions;
  /** What is kept for the target's origin. */
  readonly kept: Credentials | undefined;
  /** The person turned the check of certificates off. */
  readonly allowInsecure: boolean;
  /** `http.proxySupport` is `on`: VS Code leaves requests with an agent of their own alone. */
  readonly hostAgent?: boolean;
}

/** The access of one capture. No origin but the target's is told anything. */
export function accessOf(
  target: ChosenTarget,
  { options, kept, allowInsecure, hostAgent = false }: AccessFacts,
): Access {
  const { auth, tls } = options;
  const { authorization, headers } = kept ?? {};
  // A user name and password in the address were written for this capture: they win over what is kept.
  const isSigned = auth !== 'none' && target.userinfo === undefined && authorization !== undefined;
  const sent = { ...(isSigned && { authorization }), ...(headers && { headers }) };
  const origin = originOf(target);
  return {
    policy: target.policy,
    hostAgent,
    tls: { ...tls, allowInsecure },
    credentials: {
      credentials: asked => Promise.resolve(asked === origin ? sent : undefined),
    },
  };
}
