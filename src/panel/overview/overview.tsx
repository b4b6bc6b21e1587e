/** The first look: how many, whether it grows, in which states, what is worst, and what could not be read. */
import { useMemo } from 'preact/hooks';
import type { AnalysisSummary } from '../../protocol/lsp';
import type { PanelSnapshot } from '../../protocol/panel';
import { hiddenOf, quietOf } from '../../protocol/quiet';
import { count, goroutines, percent, t } from '../l10n';
import { isSuspicious, stateCounts } from '../model';
import type { ClusterRow } from '../model';
import { FrameCell } from '../clusters/columns';
import { visible } from '../names';
import { VerdictMark } from '../shell/verdict';
import { States } from './states';
import { Timeline } from './timeline';

interface OverviewProps {
  readonly analysis: AnalysisSummary;
  readonly rows: readonly ClusterRow[];
  readonly snapshots: readonly PanelSnapshot[];
  readonly onCluster: (signature: string) => void;
  readonly onExplain: (signature: string) => void;
  readonly onFilter: (filter: string) => void;
}

export function Overview(props: OverviewProps) {
  const { analysis, rows, snapshots, onCluster, onExplain, onFilter } = props;
  const states = useMemo(() => stateCounts(rows), [rows]);
  return (
    <div class="overview">
      <Reading analysis={analysis} />
      <TopFinding analysis={analysis} rows={rows} onCluster={onCluster} onExplain={onExplain} />
      <Timeline snapshots={snapshots} current={analysis.snapshotId} />
      <States
        states={states}
        total={Math.max(1, analysis.total)}
        onState={state => onFilter(`state:"${state}"`)}
      />
      <Problems analysis={analysis} />
    </div>
  );
}

/** How much of the input the numbers stand for. */
function Reading({ analysis }: { readonly analysis: AnalysisSummary }) {
  const { total, read, truncated, format, goVersionHint } = analysis;
  const clusters = analysis.clusters.length + analysis.clustersLeftOut;
  const facts = [
    clusters === 1 ? t('1 cluster') : t('{0} clusters', count(clusters)),
    t('Read {0} of {1} goroutines.', count(read), count(total)),
    ...(format === undefined ? [] : [t('Format: {0}', format)]),
    ...(goVersionHint === undefined ? [] : [t('Go {0}', goVersionHint)]),
    ...(analysis.prefix === undefined ? [] : [t('Line prefix: {0}', visible(analysis.prefix))]),
    ...hiddenFact(analysis),
    ...(analysis.earlier > 0 ? [t('Compared with {0} earlier', count(analysis.earlier))] : []),
  ];
  return (
    <header class="reading">
      <p class="total">{goroutines(total, truncated)}</p>
      <p class="muted">{facts.join(' · ')}</p>
      {truncated && <p class="notice">{t('The input was cut: every count is "at least".')}</p>}
      {ofTheWhole(analysis).map(({ reason }, index) => (
        <p key={index} class="muted whole-note">
          {visible(reason)}
        </p>
      ))}
    </header>
  );
}

/** What the ignore list hides is counted, here too. */
function hiddenFact(analysis: AnalysisSummary): readonly string[] {
  const { clusters: hidden, goroutines: members } = hiddenOf(analysis);
  if (hidden === 0) return [];
  return hidden === 1
    ? [t('Hid {0} in 1 expected cluster.', count(members))]
    : [t('Hid {0} in {1} expected clusters.', count(members), count(hidden))];
}

interface TopFindingProps {
  readonly analysis: AnalysisSummary;
  readonly rows: readonly ClusterRow[];
  readonly onCluster: (signature: string) => void;
  readonly onExplain: (signature: string) => void;
}

function TopFinding({ analysis, rows, onCluster, onExplain }: TopFindingProps) {
  const finding = analysis.findings.find(({ verdict, hidden }) => isSuspicious(verdict) && !hidden);
  const row = finding && rows.find(({ cluster }) => cluster.signature === finding.signature);
  return (
    <section class="card finding-card" aria-labelledby="finding-title">
      <h2 id="finding-title">{t('Top finding')}</h2>
      {finding && row ? (
        <>
          <p class="message">
            <VerdictMark verdict={finding.verdict} /> {visible(finding.message)}
          </p>
          <p class="finding-place">
            {row.site && (
              <FrameCell
                of="current"
                frame={row.site}
                index={row.stack[row.cluster.siteIndex ?? 0] ?? 0}
              />
            )}
            <span class="muted">{percent(row.share)}</span>
          </p>
          <ul class="evidence plain-list">
            {finding.evidence.slice(0, 3).map((evidence, index) => (
              <li key={index}>{visible(evidence.text)}</li>
            ))}
          </ul>
          <button onClick={() => onCluster(finding.signature)}>{t('Show stacks')}</button>{' '}
          <button class="secondary" onClick={() => onExplain(finding.signature)}>
            {t('Explain')}
          </button>
        </>
      ) : (
        <p>{quietText(analysis)}</p>
      )}
    </section>
  );
}

function quietText(analysis: AnalysisSummary): string {
  const quiet = quietOf(analysis);
  const total = count(analysis.total);
  if (quiet.kind === 'idle')
    return t('No leak suspects. {0} goroutines, all idle waits are expected.', total);
  return quiet.kind === 'unknown'
    ? t(
        'No leak suspects, but {0} of {1} goroutines could not be judged.',
        count(quiet.goroutines),
        total,
      )
    : t('No leak suspects in what was read: {0} goroutines.', count(analysis.read));
}

type Problem = AnalysisSummary['problems'][number];

/** What is true of the input as a whole, or of its earlier captures, is said in plain sight. */
function ofTheWhole({ problems }: AnalysisSummary): readonly Problem[] {
  return problems.filter(({ line }) => line === 0).slice(0, shownNotes);
}

const shownNotes = 3;

function Problems({ analysis }: { readonly analysis: AnalysisSummary }) {
  const noted = new Set(ofTheWhole(analysis));
  const problems = analysis.problems.filter(problem => !noted.has(problem));
  if (problems.length === 0) return null;
  return (
    <details class="card problems">
      <summary>{t('What could not be read ({0})', count(problems.length))}</summary>
      <ul>
        {problems.slice(0, shownProblems).map(({ line, reason }, index) => (
          <li key={index}>
            {line > 0 ? t('Line {0}: {1}', count(line), visible(reason)) : visible(reason)}
          </li>
        ))}
      </ul>
      {problems.length > shownProblems && (
        <p class="muted">{t('{0} more', count(problems.length - shownProblems))}</p>
      )}
    </details>
  );
}

const shownProblems = 200;
