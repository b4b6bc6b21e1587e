/** A verdict as icon and word: the colour only repeats what they say. */
import type { Verdict } from '../../core/goroutine';
import { t } from '../l10n';
import type { PanelString } from '../strings';
import { Icon } from './icon';
import type { IconName } from './icon';

const looks: Readonly<Record<Verdict, { icon: IconName; word: PanelString }>> = {
  proven: { icon: 'error', word: 'proven' },
  likely: { icon: 'warning', word: 'likely' },
  suspect: { icon: 'info', word: 'suspect' },
  unknown: { icon: 'question', word: 'unknown' },
  idle: { icon: 'pass', word: 'idle' },
};

export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  const { icon, word } = looks[verdict];
  return (
    <span class={`verdict ${verdict}`}>
      <Icon name={icon} />
      <span>{t(word)}</span>
    </span>
  );
}
