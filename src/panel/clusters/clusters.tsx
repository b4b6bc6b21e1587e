/** The table of clusters, and beside it the stack of the selected one. */
import { useMemo, useState } from 'preact/hooks';
import type { AnalysisSummary } from '../../protocol/lsp';
import { post } from '../host';
import { count, t } from '../l10n';
import type { ClusterRow } from '../model';
import { compileQuery } from '../query';
import { FilterBox } from '../shell/filterBox';
import { sorted } from '../table/sort';
import type { Sort } from '../table/sort';
import { VirtualTable } from '../table/virtualTable';
import { clusterColumns } from './columns';
import { ClusterDetail } from './detail';

interface ClustersProps {
  readonly analysis: AnalysisSummary;
  readonly rows: readonly ClusterRow[];
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly selected: string | undefined;
  readonly onSelect: (signature: string) => void;
}

export function Clusters({ analysis, rows, filter, onFilter, selected, onSelect }: ClustersProps) {
  const [sort, setSort] = useState<Sort>({ column: 'count', descending: true });
  const columns = useMemo(clusterColumns, []);
  const passed = useMemo(
    () => rows.filter(compileQuery(filter, analysis.frames)),
    [rows, filter, analysis],
  );
  const shown = useMemo(() => sorted(passed, columns, sort), [passed, columns, sort]);
  const chosen = rows.find(row => row.cluster.signature === selected);
  return (
    <div class="split">
      <section class="split-main">
        <div class="bar">
          <FilterBox
            label={t('Filter clusters')}
            placeholder={t(
              'Filter, e.g. state:chan wait:>5 func:Pool -pkg:net/http verdict:likely',
            )}
            value={filter}
            onChange={onFilter}
          />
          <span class="muted" role="status">
            {summary(passed, rows)}
          </span>
        </div>
        {analysis.truncated && <CutNote />}
        <VirtualTable
          label={t('Clusters')}
          name="clusters"
          columns={columns}
          rows={shown}
          keyOf={signatureOf}
          selected={selected}
          onSelect={row => onSelect(signatureOf(row))}
          onActivate={openSite}
          sort={sort}
          onSort={setSort}
          empty={<NothingPasses onClear={() => onFilter('')} />}
        />
        {analysis.clustersLeftOut > 0 && <LeftOut analysis={analysis} />}
      </section>
      <ClusterDetail row={chosen} frames={analysis.frames} />
    </div>
  );
}

export function NothingPasses({ onClear }: { readonly onClear: () => void }) {
  return (
    <>
      <p>{t('No goroutines match the filter.')}</p>
      <button class="secondary" onClick={onClear}>
        {t('Clear filter')}
      </button>
    </>
  );
}

/** Wherever counts of a cut input stand. */
export function CutNote() {
  return <p class="note muted">{t('The input was cut: every count is "at least".')}</p>;
}

function LeftOut({ analysis }: { readonly analysis: AnalysisSummary }) {
  const shown = analysis.clusters.length;
  const all = shown + analysis.clustersLeftOut;
  return (
    <p class="note muted">
      {t('The {0} largest of {1} clusters are shown.', count(shown), count(all))}
    </p>
  );
}

const signatureOf = (row: ClusterRow): string => row.cluster.signature;

/** Enter opens what the cluster is blocked in. */
function openSite(row: ClusterRow): void {
  const frame = row.stack[row.cluster.siteIndex ?? 0];
  if (frame !== undefined) post({ type: 'openFrame', of: 'current', frame });
}

function summary(passed: readonly ClusterRow[], all: readonly ClusterRow[]): string {
  const goroutines = passed.reduce((sum, row) => sum + row.cluster.count, 0);
  return t(
    '{0} of {1} clusters, {2} goroutines',
    count(passed.length),
    count(all.length),
    count(goroutines),
  );
}
