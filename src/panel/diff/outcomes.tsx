/** What became of the findings: the answer that a comparison was asked for, above every change. */
import type { ClusterChange } from '../../protocol/lsp';
import { count, t } from '../l10n';
import type { ChangeRow } from '../model';
import { shortFunction } from '../names';
import { Icon } from '../shell/icon';
import type { IconName } from '../shell/icon';
import type { PanelString } from '../strings';

type Outcome = NonNullable<ClusterChange['outcome']>;

const looks: Readonly<Record<Outcome, { readonly icon: IconName; readonly word: PanelString }>> = {
  fixed: { icon: 'pass', word: 'fixed' },
  'fewer now': { icon: 'triangle-down', word: 'fewer now' },
  'still there': { icon: 'warning', word: 'still there' },
  'new finding': { icon: 'warning', word: 'new finding' },
};

interface OutcomesProps {
  readonly rows: readonly ChangeRow[];
  readonly onSelect: (row: ChangeRow) => void;
}

export function Outcomes({ rows, onSelect }: OutcomesProps) {
  const found = rows.filter(({ wire }) => wire.outcome !== undefined);
  if (found.length === 0) return null;
  return (
    <ul class="outcomes" aria-label={t('What became of the findings')}>
      {found.slice(0, shown).map(row => (
        <li key={row.wire.signature}>
          <OutcomeLine row={row} onSelect={onSelect} />
        </li>
      ))}
      {found.length > shown && <li class="muted">{t('{0} more', count(found.length - shown))}</li>}
    </ul>
  );
}

/** More than these are read in the table. */
const shown = 5;

function OutcomeLine({ row, onSelect }: { row: ChangeRow; onSelect: OutcomesProps['onSelect'] }) {
  const { outcome, before, after } = row.wire;
  if (!outcome) return null;
  const { icon, word } = looks[outcome];
  return (
    <button
      class={`outcome ${outcome === 'fixed' ? 'good' : 'open'}`}
      onClick={() => onSelect(row)}
    >
      <Icon name={icon} />
      <b>{t(word)}</b>
      <span class="outcome-counts">
        {count(before)} → {count(after)}
      </span>
      <span class="outcome-site">{row.site ? shortFunction(row.site.func) : t('no stack')}</span>
    </button>
  );
}
