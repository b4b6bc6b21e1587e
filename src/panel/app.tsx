/** The page: toolbar, tabs, and one view of the state that the host has sent last. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AnalysisSummary } from '../protocol/lsp';
import type { PanelState, PanelViewState } from '../protocol/panel';
import { Clusters } from './clusters/clusters';
import { Comparison } from './diff/comparison';
import { FindingPage } from './finding/finding';
import { Flame } from './flame/flame';
import { keepViewState, listen, post, readViewState } from './host';
import { setLanguage, t } from './l10n';
import { clusterRows } from './model';
import { visible } from './names';
import { Overview } from './overview/overview';
import { Empty } from './shell/empty';
import { Icon } from './shell/icon';
import { Tabs, tabs } from './shell/tabs';
import { Toolbar } from './shell/toolbar';
import { keepEqualParts } from './state';

type ChangeView = (change: PanelViewState) => void;

export function App() {
  const [state, setState] = useState<PanelState | undefined>(undefined);
  const [view, setView] = useState(readViewState);
  const changeView: ChangeView = change => setView(old => ({ ...old, ...change }));
  useEffect(() => {
    listen(message => {
      if (message.type === 'reveal')
        changeView(
          message.page === 'diff'
            ? { tab: 'diff' }
            : { tab: message.page, filter: '', selected: message.signature },
        );
      else {
        setLanguage(message.locale, message.strings);
        setState(old => keepEqualParts(old, message));
      }
    });
    post({ type: 'ready' });
  }, []);
  useRestore(state, view);
  // At once: the editor may close the page before it has painted.
  useLayoutEffect(() => {
    if (state) keepViewState({ ...view, ...shownIn(state, view) });
  }, [state, view]);
  useTabKeys(changeView);
  return state ? <Page state={state} view={view} changeView={changeView} /> : null;
}

interface PageProps {
  readonly state: PanelState;
  readonly view: PanelViewState;
  readonly changeView: ChangeView;
}

function Page({ state, view, changeView }: PageProps) {
  const { snapshots, current, busy, error } = state;
  const tab = view.tab ?? 'overview';
  const isGone =
    view.current !== undefined && !snapshots.some(snapshot => snapshot.id === view.current);
  return (
    <div class="page">
      {busy && <Busy />}
      <header class="page-head">
        <Tabs tab={tab} onTab={next => changeView({ tab: next })} />
        {snapshots.length > 0 && (
          <Toolbar snapshots={snapshots} current={current?.snapshotId} busy={busy} />
        )}
      </header>
      {error !== undefined && (
        <p class="error" role="alert">
          <Icon name="error" />
          <span>{visible(error)}</span>
        </p>
      )}
      <div class="view" id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {current ? (
          <View state={state} analysis={current} view={view} changeView={changeView} />
        ) : (
          <Empty snapshots={snapshots} isGone={isGone} busy={busy} />
        )}
      </div>
    </div>
  );
}

function View({ state, analysis, view, changeView }: PageProps & { analysis: AnalysisSummary }) {
  const rows = useMemo(() => clusterRows(analysis), [analysis]);
  switch (view.tab) {
    case 'clusters':
      return (
        <Clusters
          analysis={analysis}
          rows={rows}
          filter={view.filter ?? ''}
          onFilter={filter => changeView({ filter })}
          selected={view.selected}
          onSelect={selected => changeView({ selected })}
        />
      );
    case 'finding':
      return (
        <FindingPage
          analysis={analysis}
          rows={rows}
          selected={view.selected}
          onSelect={selected => changeView({ selected })}
          onStacks={selected => changeView({ tab: 'clusters', filter: '', selected })}
        />
      );
    case 'flame':
      return <Flame analysis={analysis} />;
    case 'diff':
      return (
        <Comparison
          snapshots={state.snapshots}
          current={analysis.snapshotId}
          comparison={state.comparison}
        />
      );
    case 'overview':
    case undefined:
      return (
        <Overview
          analysis={analysis}
          rows={rows}
          snapshots={state.snapshots}
          onCluster={selected => changeView({ tab: 'clusters', filter: '', selected })}
          onExplain={selected => changeView({ tab: 'finding', selected })}
          onFilter={filter => changeView({ tab: 'clusters', filter })}
        />
      );
  }
}

function Busy() {
  return (
    <div class="progress" role="status">
      <span class="progress-bit" />
      <span class="hidden">{t('Capturing…')}</span>
    </div>
  );
}

/**
 * After a reload the host knows which snapshot was shown, but not what was compared: it is asked once for what this page
 * remembers. The snapshot is not asked for: a page that comes back after "Clear Findings" must not bring them back.
 */
function useRestore(state: PanelState | undefined, view: PanelViewState): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (!state || isDone.current) return;
    isDone.current = true;
    const has = (id: string | undefined) => state.snapshots.some(snapshot => snapshot.id === id);
    const { compare } = view;
    if (!state.comparison && compare && has(compare.before) && has(compare.after))
      post({ type: 'compare', ...compare });
  }, [state]);
}

/** What of the host's state is worth remembering; a snapshot that is still to be restored is not forgotten. */
function shownIn({ current, comparison }: PanelState, view: PanelViewState): PanelViewState {
  return {
    current: current?.snapshotId ?? view.current,
    compare: comparison && {
      before: comparison.before.id,
      after: comparison.after.id,
      ...(comparison.check && { exercised: comparison.check.exercised }),
    },
  };
}

/** 1 to 5 choose a tab, unless somebody is typing. */
function useTabKeys(changeView: ChangeView): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.matches('input, select');
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      const chosen = tabs[Number(event.key) - 1];
      if (chosen) changeView({ tab: chosen.id });
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
