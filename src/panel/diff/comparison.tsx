/** Every cluster of two snapshots, before and after. */
import { useMemo, useState } from 'preact/hooks';
import { CutNote, NothingPasses } from '../clusters/clusters';
import type { CompareResult } from '../../protocol/lsp';
import type { PanelSnapshot } from '../../protocol/panel';
import { post } from '../host';
import { count, t } from '../l10n';
import { changeRows } from '../model';
import type { ChangeRow } from '../model';
import { compileQuery } from '../query';
import { FilterBox } from '../shell/filterBox';
import { Stack } from '../shell/stack';
import { sorted } from '../table/sort';
import type { Sort } from '../table/sort';
import { VirtualTable } from '../table/virtualTable';
import { changeColumns, Delta } from './columns';
import { Outcomes } from './outcomes';
import { Picker } from './picker';

interface ComparisonProps {
  readonly snapshots: readonly PanelSnapshot[];
  readonly current: string | undefined;
  readonly comparison: CompareResult | undefined;
}

export function Comparison({ snapshots, current, comparison }: ComparisonProps) {
  if (snapshots.length < 2)
    return <p class="empty muted">{t('A comparison needs two snapshots: capture again.')}</p>;
  return (
    <div class="comparison">
      <Picker snapshots={snapshots} current={current} comparison={comparison} />
      {comparison ? (
        <Changes key={keyOfComparison(comparison)} comparison={comparison} />
      ) : (
        <p class="empty muted">{t('Choose two snapshots to see how every cluster changed.')}</p>
      )}
    </div>
  );
}

/** Another comparison begins with its own sort, filter and selection. */
function keyOfComparison({ before, after, check }: CompareResult): string {
  return `${before.id} ${check?.exercised ?? ''} ${after.id}`;
}

function Changes({ comparison }: { readonly comparison: CompareResult }) {
  const isCheck = comparison.check?.by !== undefined;
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState<Sort>({
    column: isCheck ? 'survivors' : '',
    descending: true,
  });
  const [selected, setSelected] = useState<string | undefined>(undefined);
  const columns = useMemo(() => changeColumns(isCheck), [isCheck]);
  const rows = useMemo(() => changeRows(comparison), [comparison]);
  const passed = useMemo(
    () => rows.filter(compileQuery(filter, comparison.frames)),
    [rows, filter, comparison],
  );
  const shown = useMemo(() => sorted(passed, columns, sort), [passed, columns, sort]);
  return (
    <>
      <Totals comparison={comparison} />
      {(comparison.before.truncated || comparison.after.truncated) && <CutNote />}
      <Outcomes rows={rows} onSelect={row => setSelected(keyOf(row))} />
      <CheckNote check={comparison.check} />
      <Chips rows={rows} filter={filter} onFilter={setFilter} />
      <div class="split">
        <section class="split-main">
          <div class="bar">
            <FilterBox
              label={t('Filter changes')}
              placeholder={t('Filter, e.g. state:chan func:Pool -pkg:net/http change:grown')}
              value={filter}
              onChange={setFilter}
            />
            <span class="muted" role="status">
              {t('{0} of {1} changes', count(passed.length), count(rows.length))}
            </span>
          </div>
          <VirtualTable
            label={t('Comparison')}
            name={isCheck ? 'changes checked' : 'changes'}
            columns={columns}
            rows={shown}
            keyOf={keyOf}
            selected={selected}
            onSelect={row => setSelected(keyOf(row))}
            onActivate={openSite}
            sort={sort}
            onSort={setSort}
            empty={<NothingPasses onClear={() => setFilter('')} />}
          />
        </section>
        <ChangeDetail row={rows.find(row => keyOf(row) === selected)} comparison={comparison} />
      </div>
    </>
  );
}

function Totals({ comparison: { before, after } }: { readonly comparison: CompareResult }) {
  const isExact = !before.truncated && !after.truncated;
  return (
    <p class="totals">
      <span class="total">{total(before)}</span>
      <span class="total" aria-hidden="true">
        →
      </span>
      <span class="total">{total(after)}</span>
      {isExact && <Delta delta={after.total - before.total} />}
    </p>
  );
}

function total({ total: n, truncated }: CompareResult['before']): string {
  return truncated ? t('at least {0}', count(n)) : count(n);
}

function CheckNote({ check }: { readonly check: CompareResult['check'] | undefined }) {
  if (check?.untold === 'cut')
    return <p class="muted">{t('An earlier capture was cut: who stayed cannot be told.')}</p>;
  if (check?.untold === 'restarted')
    return (
      <p class="muted">{t('The program was restarted in between: who stayed cannot be told.')}</p>
    );
  return check?.by === 'counts' ? (
    <p class="muted">{t('Who stayed is told by counts: one of the captures lists no ids.')}</p>
  ) : null;
}

const kinds = ['new', 'grown', 'shrunk', 'gone', 'same'] as const;

interface ChipsProps {
  readonly rows: readonly ChangeRow[];
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** One button a kind of change; pressed while it is the filter. */
function Chips({ rows, filter, onFilter }: ChipsProps) {
  return (
    <div class="chips">
      {kinds.map(kind => {
        const wanted = `change:${kind}`;
        const isOn = filter === wanted;
        return (
          <button
            key={kind}
            class="chip"
            aria-pressed={isOn}
            onClick={() => onFilter(isOn ? '' : wanted)}
          >
            {t(kind)} <b>{count(rows.filter(row => row.change === kind).length)}</b>
          </button>
        );
      })}
    </div>
  );
}

interface ChangeDetailProps {
  readonly row: ChangeRow | undefined;
  readonly comparison: CompareResult;
}

function ChangeDetail({ row, comparison }: ChangeDetailProps) {
  return (
    <section class="split-side" aria-label={t('Stack of the selected change')}>
      {row ? (
        <>
          <div class="detail-facts">
            <header class="detail-head">
              <span>
                {count(row.wire.before)} → {count(row.wire.after)}
              </span>
              <Delta delta={row.delta} />
            </header>
            <p>
              {t(row.change)} · {row.state}
            </p>
            <MatchedBy row={row} />
          </div>
          <Stack
            of="comparison"
            frames={comparison.frames}
            stack={row.stack}
            siteIndex={row.wire.siteIndex}
          />
        </>
      ) : (
        <p class="muted">{t('Select a change to see its stack.')}</p>
      )}
    </section>
  );
}

function MatchedBy({ row }: { readonly row: ChangeRow }) {
  if (row.wire.matchedBy === 'stack')
    return <p class="muted">{t('matched without wait kind or creator')}</p>;
  if (row.wire.matchedBy === 'function')
    return <p class="muted">{t('matched by functions, across builds')}</p>;
  return null;
}

const keyOf = (row: ChangeRow): string => row.wire.signature;

function openSite(row: ChangeRow): void {
  const frame = row.stack[row.wire.siteIndex ?? 0];
  if (frame !== undefined) post({ type: 'openFrame', of: 'comparison', frame });
}
