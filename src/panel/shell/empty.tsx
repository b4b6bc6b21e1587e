/** What stands there while there is nothing to show. */
import type { PanelSnapshot } from '../../protocol/panel';
import { post } from '../host';
import { t } from '../l10n';

interface EmptyProps {
  readonly snapshots: readonly PanelSnapshot[];
  /** The snapshot that was shown before the reload and is not there any more. */
  readonly isGone: boolean;
  readonly busy: boolean;
}

export function Empty({ snapshots, isGone, busy }: EmptyProps) {
  return (
    <div class="empty">
      {isGone && <p>{t('This snapshot was deleted or moved.')}</p>}
      <p>
        {snapshots.length > 0
          ? t('Choose a snapshot to see its goroutines.')
          : t(
              'See which goroutines are stuck, where they were started, and whether they are growing.',
            )}
      </p>
      <div class="buttons">
        <button disabled={busy} onClick={() => post({ type: 'capture' })}>
          {t('Capture Goroutines')}
        </button>
        <button class="secondary" onClick={() => post({ type: 'openFile' })}>
          {isGone ? t('Open another') : t('Open Dump File…')}
        </button>
      </div>
    </div>
  );
}
