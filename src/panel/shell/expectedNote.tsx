/** That a finding is expected, why, and who said so; nothing for any other. */
import type { WireFinding } from '../../protocol/lsp';
import { t } from '../l10n';
import { visible } from '../names';
import { Icon } from './icon';

export function ExpectedNote({ finding: { hidden } }: { readonly finding: WireFinding }) {
  if (!hidden) return null;
  return (
    <p class="notice">
      <Icon name="circle-slash" />{' '}
      {t('Expected: {0} ({1})', visible(hidden.reason), visible(hidden.by))}
    </p>
  );
}
