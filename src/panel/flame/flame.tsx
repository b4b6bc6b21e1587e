/** The flame tab: toolbar, graph or its table, and a line that says what is selected. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AnalysisSummary, WireFrame } from '../../protocol/lsp';
import { post } from '../host';
import { count, percent, t } from '../l10n';
import { shortPlace } from '../names';
import { FilterBox } from '../shell/filterBox';
import { Icon } from '../shell/icon';
import type { IconName } from '../shell/icon';
import { nameOf } from './draw';
import { Graph } from './graph';
import { search } from './search';
import type { Matches } from './search';
import { buildFlame } from './tree';
import type { FlameNode, FlameTree } from './tree';
import { Twin } from './twin';

export function Flame({ analysis }: { readonly analysis: AnalysisSummary }) {
  const tree = useTree(analysis);
  if (!tree) return <p class="empty muted">{t('Building the flame graph…')}</p>;
  return <FlameView key={analysis.snapshotId} tree={tree} frames={analysis.frames} />;
}

interface FlameViewProps {
  readonly tree: FlameTree;
  readonly frames: readonly WireFrame[];
}

function FlameView({ tree, frames }: FlameViewProps) {
  const { root } = tree;
  const [text, setText] = useState('');
  const [isTable, setTable] = useState(false);
  const [focus, setFocus] = useState(root);
  const [selected, setSelected] = useState(root);
  const matches = useMemo(() => search(root, text), [root, text]);
  const view = { tree, matches, selected, onSelect: setSelected, onOpen: openFrame };
  return (
    <div class="flame-tab">
      <div class="bar">
        <FilterBox
          label={t('Search functions')}
          placeholder={t('Search functions')}
          value={text}
          onChange={setText}
        />
        <span class="muted" role="status">
          {matches && found(matches, root)}
        </span>
        <span class="grow" />
        <ToolButton
          icon="zoom-out"
          label={t('Zoom Out')}
          disabled={focus === root}
          onClick={() => setFocus(focus.parent ?? root)}
        />
        <ToolButton
          icon="screen-normal"
          label={t('Reset Zoom')}
          disabled={focus === root}
          onClick={() => setFocus(root)}
        />
        <ToolButton
          icon={isTable ? 'graph' : 'list-flat'}
          label={isTable ? t('Show as Chart') : t('Show as Table')}
          onClick={() => setTable(!isTable)}
        />
      </div>
      {isTable ? (
        <Twin {...view} />
      ) : (
        <Graph {...view} frames={frames} focus={focus} onFocus={setFocus} />
      )}
      <footer class="bar details">
        <span id="flame-details" role="status">
          {details(selected, focus, root)}
        </span>
        <SelectedPlace node={selected} frames={frames} />
      </footer>
      {!isTable && (
        <p class="note muted">
          {t(
            'Click zooms, double-click opens the file. Arrow keys, Enter, Escape and O do the same.',
          )}
        </p>
      )}
    </div>
  );
}

interface ToolButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function ToolButton({ icon, label, disabled, onClick }: ToolButtonProps) {
  return (
    <button
      class="icon-button"
      aria-label={label}
      title={label}
      disabled={disabled ?? false}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

interface SelectedPlaceProps {
  readonly node: FlameNode;
  readonly frames: readonly WireFrame[];
}

function SelectedPlace({ node, frames }: SelectedPlaceProps) {
  const frame = node.frame === undefined ? undefined : frames[node.frame];
  if (!frame?.file) return null;
  return (
    <button class="link" title={t('Open {0}', shortPlace(frame))} onClick={() => openFrame(node)}>
      {shortPlace(frame)}
    </button>
  );
}

/** The tree of an analysis, undefined while it is being built. New findings alone do not build it again. */
function useTree({ clusters, frames }: AnalysisSummary): FlameTree | undefined {
  const [built, setBuilt] = useState<{ of: unknown; tree: FlameTree } | undefined>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    void buildFlame({ clusters, frames }, abort.signal).then(tree => {
      if (tree && !abort.signal.aborted) setBuilt({ of: clusters, tree });
    });
    return () => abort.abort();
  }, [clusters, frames]);
  return built?.of === clusters ? built.tree : undefined;
}

function openFrame(node: FlameNode): void {
  if (node.frame !== undefined) post({ type: 'openFrame', of: 'current', frame: node.frame });
}

function found(matches: Matches, root: FlameNode): string {
  if (matches.count === 0) return t('Nothing found.');
  const share = percent(matches.count / Math.max(1, root.count));
  return t('Search found {0} goroutines, {1}', count(matches.count), share);
}

function details(node: FlameNode, focus: FlameNode, root: FlameNode): string {
  const ofAll = percent(node.count / Math.max(1, root.count));
  if (focus === root || node.depth < focus.depth)
    return t('{0} · {1} goroutines · {2} of all', nameOf(node), count(node.count), ofAll);
  return t(
    '{0} · {1} goroutines · {2} of all · {3} of what is shown',
    nameOf(node),
    count(node.count),
    ofAll,
    percent(node.count / Math.max(1, focus.count)),
  );
}
