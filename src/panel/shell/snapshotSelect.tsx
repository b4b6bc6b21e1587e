/** A drop-down of snapshots, newest first. */
import type { PanelSnapshot } from '../../protocol/panel';
import { count, dateTime, t } from '../l10n';
import { visible } from '../names';

interface SnapshotSelectProps {
  readonly label: string;
  readonly snapshots: readonly PanelSnapshot[];
  readonly value: string | undefined;
  readonly onChange: (id: string) => void;
}

export function SnapshotSelect({ label, snapshots, value, onChange }: SnapshotSelectProps) {
  return (
    <label class="snapshot-select">
      <span>{label}</span>
      <select value={value ?? ''} onChange={event => onChange(event.currentTarget.value)}>
        {value === undefined && <option value="" disabled />}
        {[...snapshots].reverse().map(snapshot => (
          <option key={snapshot.id} value={snapshot.id}>
            {snapshotName(snapshot)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** `14:02:11 · 1,284 · checkout`, with a star where it is the baseline. */
export function snapshotName({
  takenAt,
  total,
  truncated,
  source,
  baseline,
}: PanelSnapshot): string {
  const n = truncated ? t('at least {0}', count(total)) : count(total);
  const name = t('{0} · {1} · {2}', dateTime(takenAt), n, visible(source));
  return baseline ? `★ ${name}` : name;
}
