/** Which snapshot is shown, and what can be done with it. */
import type { PanelSnapshot } from '../../protocol/panel';
import { post } from '../host';
import { t } from '../l10n';
import type { PanelString } from '../strings';
import { Icon } from './icon';
import type { IconName } from './icon';
import { SnapshotSelect } from './snapshotSelect';

interface ToolbarProps {
  readonly snapshots: readonly PanelSnapshot[];
  readonly current: string | undefined;
  readonly busy: boolean;
}

export function Toolbar({ snapshots, current, busy }: ToolbarProps) {
  const shown = snapshots.find(snapshot => snapshot.id === current);
  return (
    <div class="toolbar">
      <SnapshotSelect
        label={t('Snapshot')}
        snapshots={snapshots}
        value={current}
        onChange={snapshot => post({ type: 'show', snapshot })}
      />
      {shown && (
        <>
          <Action
            icon={shown.baseline ? 'star-full' : 'star-empty'}
            label={shown.baseline ? 'This snapshot is the baseline' : 'Set as Baseline'}
            pressed={shown.baseline}
            onClick={() => post({ type: 'setBaseline', snapshot: shown.id })}
          />
          <Action
            icon="file"
            label="Open Raw Dump"
            onClick={() => post({ type: 'openRaw', snapshot: shown.id })}
          />
        </>
      )}
      <Action
        icon="record"
        label="Capture Goroutines"
        disabled={busy}
        onClick={() => post({ type: 'capture' })}
      />
      <Action
        icon="checklist"
        label="Guided Leak Check"
        disabled={busy}
        onClick={() => post({ type: 'guidedCheck' })}
      />
      <Action
        icon="folder-opened"
        label="Open Dump File…"
        onClick={() => post({ type: 'openFile' })}
      />
    </div>
  );
}

interface ActionProps {
  readonly icon: IconName;
  readonly label: PanelString;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Action({ icon, label, pressed, disabled, onClick }: ActionProps) {
  return (
    <button
      class="icon-button"
      aria-label={t(label)}
      title={t(label)}
      aria-pressed={pressed}
      disabled={disabled ?? false}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
