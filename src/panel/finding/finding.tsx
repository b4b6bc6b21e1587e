/** The page of one finding: its evidence with points, what would overturn it, and what nobody can know from a dump. */
import type { AnalysisSummary, WireFinding } from '../../protocol/lsp';
import { FrameCell } from '../clusters/columns';
import { post } from '../host';
import { count, goroutines, percent, t } from '../l10n';
import { isSuspicious } from '../model';
import type { ClusterRow } from '../model';
import { visible } from '../names';
import { ExpectedNote } from '../shell/expectedNote';
import { VerdictMark } from '../shell/verdict';
import type { PanelString } from '../strings';
import { EvidenceTable } from './evidence';

interface FindingPageProps {
  readonly analysis: AnalysisSummary;
  readonly rows: readonly ClusterRow[];
  readonly selected: string | undefined;
  readonly onSelect: (signature: string) => void;
  readonly onStacks: (signature: string) => void;
}

/** Shows the selected finding, else the worst one. */
export function FindingPage({ analysis, rows, selected, onSelect, onStacks }: FindingPageProps) {
  const { findings } = analysis;
  const chosen = findings.findIndex(({ signature }) => signature === selected);
  const at = Math.max(0, chosen);
  const finding = findings[at];
  const row = rows.find(({ cluster }) => cluster.signature === finding?.signature);
  if (!finding || !row) return <p class="empty muted">{t('Nothing is suspicious here.')}</p>;
  const step = (by: number) => {
    const next = findings[at + by];
    if (next) onSelect(next.signature);
  };
  return (
    <article class="finding-page" aria-label={t('Finding')}>
      <nav class="bar">
        <button class="secondary" disabled={at === 0} onClick={() => step(-1)}>
          {t('Previous Finding')}
        </button>
        <button class="secondary" disabled={at === findings.length - 1} onClick={() => step(1)}>
          {t('Next Finding')}
        </button>
        <span class="muted" role="status">
          {t('{0} of {1}', count(at + 1), count(findings.length))}
        </span>
      </nav>
      <Head finding={finding} row={row} analysis={analysis} />
      <EvidenceTable evidence={finding.evidence} />
      <Texts title="What helps" texts={finding.repairs ?? []} />
      <Texts title="What would overturn this" texts={finding.overturn ?? []} />
      <Texts title="What cannot be known from here" texts={finding.unknowable ?? []} />
      <p class="finding-actions">
        <button onClick={() => onStacks(finding.signature)}>{t('Show stacks')}</button>
        {isSuspicious(finding.verdict) && !finding.hidden && (
          <button
            class="secondary"
            onClick={() => post({ type: 'markExpected', signature: finding.signature })}
          >
            {t('Mark as expected…')}
          </button>
        )}
      </p>
    </article>
  );
}

interface HeadProps {
  readonly finding: WireFinding;
  readonly row: ClusterRow;
  readonly analysis: AnalysisSummary;
}

function Head({ finding, row, analysis }: HeadProps) {
  const place = finding.anchorFrame ?? row.cluster.siteIndex ?? 0;
  const frame = row.stack[place];
  const site = frame === undefined ? undefined : analysis.frames[frame];
  const growth = finding.counts ?? [];
  return (
    <header>
      <h2 class="finding-title">
        <VerdictMark verdict={finding.verdict} />
        <span>
          {goroutines(row.cluster.count, analysis.truncated)} · {percent(row.share)}
        </span>
      </h2>
      <p class="message">{visible(finding.message)}</p>
      {site && frame !== undefined && (
        <p class="finding-place">
          <FrameCell of="current" frame={site} index={frame} />
        </p>
      )}
      {growth.length > 1 && (
        <p>
          {t('Captures so far')}: {growth.map(count).join(' \u2192 ')}
        </p>
      )}
      {finding.retained !== undefined && <p class="muted">{visible(finding.retained)}</p>}
      <ExpectedNote finding={finding} />
    </header>
  );
}

function Texts({
  title,
  texts,
}: {
  readonly title: PanelString;
  readonly texts: readonly string[];
}) {
  if (texts.length === 0) return null;
  return (
    <section>
      <h3>{t(title)}</h3>
      <ul class="finding-texts">
        {texts.map((text, index) => (
          <li key={index}>{visible(text)}</li>
        ))}
      </ul>
    </section>
  );
}
