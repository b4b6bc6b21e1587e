/** The flame graph as a tree of rows, for screen readers and for exact numbers. */
import { useMemo, useState } from 'preact/hooks';
import { count, percent, t } from '../l10n';
import { visible } from '../names';
import { Icon } from '../shell/icon';
import type { Column } from '../table/sort';
import { VirtualTable } from '../table/virtualTable';
import { nameOf } from './draw';
import type { Matches } from './search';
import type { FlameNode, FlameTree } from './tree';

interface TwinProps {
  readonly tree: FlameTree;
  readonly matches: Matches | undefined;
  readonly selected: FlameNode;
  readonly onSelect: (node: FlameNode) => void;
  readonly onOpen: (node: FlameNode) => void;
}

export function Twin({ tree, matches, selected, onSelect, onOpen }: TwinProps) {
  const [open, setOpen] = useState<ReadonlySet<FlameNode>>(() => pathOf(selected));
  const rows = useMemo(() => openRows(tree.root, open), [tree, open]);
  const setExpanded = (node: FlameNode, isOpen: boolean) => {
    const next = new Set(open);
    if (isOpen) next.add(node);
    else next.delete(node);
    setOpen(next);
  };
  const columns: readonly Column<FlameNode>[] = [
    {
      id: 'name',
      title: t('Function'),
      render: node => (
        <span class="tree-cell" style={{ paddingLeft: `${Math.min(node.depth, 30) * 12}px` }}>
          <Toggle node={node} isOpen={open.has(node)} onToggle={setExpanded} />
          <span class={matches?.holds(node) ? 'match' : ''} title={visible(node.func)}>
            {nameOf(node)}
          </span>
        </span>
      ),
    },
    { id: 'count', title: t('Goroutines'), render: node => count(node.count) },
    {
      id: 'share',
      title: t('Share'),
      render: node => percent(node.count / Math.max(1, tree.root.count)),
    },
  ];
  return (
    <VirtualTable
      label={t('Goroutines by stack')}
      name="twin"
      columns={columns}
      rows={rows}
      keyOf={node => String(node.id)}
      selected={String(selected.id)}
      onSelect={onSelect}
      onActivate={onOpen}
      treeRow={node => ({
        level: node.depth + 1,
        expanded: node.children.length === 0 ? undefined : open.has(node),
      })}
      onExpand={setExpanded}
    />
  );
}

interface ToggleProps {
  readonly node: FlameNode;
  readonly isOpen: boolean;
  readonly onToggle: (node: FlameNode, isOpen: boolean) => void;
}

function Toggle({ node, isOpen, onToggle }: ToggleProps) {
  if (node.children.length === 0) return <span class="twistie" />;
  return (
    <button
      class="twistie"
      tabIndex={-1}
      aria-label={isOpen ? t('Collapse') : t('Expand')}
      onClick={event => {
        event.stopPropagation();
        onToggle(node, !isOpen);
      }}
    >
      <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
    </button>
  );
}

/** The root, and what leads to the selected node. */
function pathOf(selected: FlameNode): ReadonlySet<FlameNode> {
  const path = new Set<FlameNode>();
  for (let node: FlameNode | undefined = selected; node; node = node.parent) path.add(node);
  return path;
}

/** Open nodes' children, depth first, largest first. Stacks can be deep: no recursion. */
function openRows(root: FlameNode, open: ReadonlySet<FlameNode>): readonly FlameNode[] {
  const rows: FlameNode[] = [];
  const rest = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    rows.push(node);
    if (open.has(node)) rest.push(...[...node.children].sort((a, b) => a.count - b.count));
  }
  return rows;
}
