/** Chooses the two snapshots of a comparison. */
import { useState } from 'preact/hooks';
import type { CompareResult } from '../../protocol/lsp';
import type { PanelSnapshot } from '../../protocol/panel';
import { post } from '../host';
import { t } from '../l10n';
import { Icon } from '../shell/icon';
import { SnapshotSelect } from '../shell/snapshotSelect';

interface PickerProps {
  readonly snapshots: readonly PanelSnapshot[];
  readonly current: string | undefined;
  readonly comparison: CompareResult | undefined;
}

export function Picker({ snapshots, current, comparison }: PickerProps) {
  const [picked, setPicked] = useState<{ before?: string; after?: string }>({});
  const after = picked.after ?? comparison?.after.id ?? current ?? snapshots.at(-1)?.id;
  const before = picked.before ?? comparison?.before.id ?? likelyBefore(snapshots, after);
  const isShown = comparison?.before.id === before && comparison?.after.id === after;
  const compare = (first: string | undefined, second: string | undefined) => {
    setPicked({});
    if (first !== undefined && second !== undefined && first !== second)
      post({ type: 'compare', before: first, after: second });
  };
  return (
    <div class="bar picker">
      <SnapshotSelect
        label={t('Before')}
        snapshots={snapshots}
        value={before}
        onChange={id => setPicked({ ...picked, before: id })}
      />
      <button
        class="icon-button"
        aria-label={t('Swap')}
        title={t('Swap')}
        onClick={() => compare(after, before)}
      >
        <Icon name="arrow-swap" />
      </button>
      <SnapshotSelect
        label={t('After')}
        snapshots={snapshots}
        value={after}
        onChange={id => setPicked({ ...picked, after: id })}
      />
      <button disabled={isShown || before === after} onClick={() => compare(before, after)}>
        {t('Compare')}
      </button>
      {comparison && (
        <button class="secondary" onClick={() => post({ type: 'endCompare' })}>
          {t('End Comparison')}
        </button>
      )}
    </div>
  );
}

/** What one would compare with first: the baseline, else the capture before. */
function likelyBefore(
  snapshots: readonly PanelSnapshot[],
  after: string | undefined,
): string | undefined {
  const baseline = snapshots.find(snapshot => snapshot.baseline && snapshot.id !== after);
  if (baseline) return baseline.id;
  const at = snapshots.findIndex(snapshot => snapshot.id === after);
  return (snapshots[at - 1] ?? snapshots.find(snapshot => snapshot.id !== after))?.id;
}
