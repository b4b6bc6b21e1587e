/** What to do about a capture that failed, where its sentence does not say so: the editor has buttons there. */
import type { CaptureError, CaptureErrorId } from '../capture/errors';
import { t } from './language';

const checkAddress = { english: 'Check the address and its port.' };
const againOrCounts = {
  english: 'Try again when it is less busy; without --full, if that was given.',
};
const again = { english: 'Try again.' };

const hints: Partial<Record<CaptureErrorId, { readonly english: string }>> = {
  'E1.local': checkAddress,
  proxy: { english: 'HTTP_PROXY, HTTPS_PROXY and ALL_PROXY name it; NO_PROXY leaves hosts out.' },
  'proxy.auth': {
    english: 'Put them into the variable that names it: http://user:password@proxy:3128.',
  },
  'proxy.address': { english: 'Give it one such as http://proxy:3128, or none.' },
  E3: {
    english:
      'Put the right user name and password into the address: https://user:password@host/debug/pprof/.',
  },
  E4: { english: 'Give an address of the program itself, behind that proxy.' },
  'E5.untrusted': {
    english: 'Name the file of the authority that issued it in NODE_EXTRA_CA_CERTS.',
  },
  'E5.expired': { english: 'Renew it, or give an address that is not behind it.' },
  'E5.host': { english: 'Give the host by a name that the certificate holds.' },
  'E5.refused': {
    english:
      'With a client certificate: save /debug/pprof/goroutine?debug=1 by curl --cert and --key, and give that file to analyze.',
  },
  E7: { english: 'Check what answers at this address; with --full, leave that out.' },
  'E17.first': againOrCounts,
  'E17.idle': againOrCounts,
  'E17.idle.none': againOrCounts,
  E18: againOrCounts,
  'E18.none': againOrCounts,
  E19: again,
  'E19.none': again,
  'E19.packed': again,
  'E19.closed': { english: 'Try again; else check the port, and whether it wants https://.' },
  E20: again,
  'E20.none': again,
  E21: { english: 'Its log may say why. Then try again.' },
  E22: { english: 'Give the address where it should end.' },
  E23: { english: 'To ask there, give that address.' },
  E24: { english: 'Check what answers at this address.' },
  E25: checkAddress,
  E26: checkAddress,
  'E26.headers': checkAddress,
  E27: { english: 'Make room, then try again.' },
  E28: checkAddress,
  'E28.empty': checkAddress,
  status: checkAddress,
  other: checkAddress,
};

/** The sentence, with a space before it; empty where the failure's own sentence says enough. */
export function hintFor({ id }: CaptureError): string {
  const hint = hints[id];
  return hint === undefined ? '' : ` ${t(hint.english)}`;
}
